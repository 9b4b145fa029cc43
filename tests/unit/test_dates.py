"""Dates of every precision have the bounds that ISO 8601-2 gives them."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagraph.records import bounds, complete


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1971-10-25", "1971-10-25", "1971-10-25"),
        ("1971-10", "1971-10-01", "1971-10-31"),
        ("1972-02", "1972-02-01", "1972-02-29"),
        ("1971", "1971-01-01", "1971-12-31"),
        ("1924-04-07/1924-04-09", "1924-04-07", "1924-04-09"),
        ("1924-04/1925", "1924-04-01", "1925-12-31"),
        ("1993/..", "1993-01-01", None),
        ("../1993", None, "1993-12-31"),
        ("2025-09?", "2025-09-01", "2025-09-30"),
        ("1971~", "1971-01-01", "1971-12-31"),
        ("197X", "1970-01-01", "1979-12-31"),
        ("XXXX-09", None, None),
        ("2013-21", "2013-03-01", "2013-06-21"),
        ("2013-23", "2013-09-01", "2013-12-22"),
        ("2013-23?", "2013-09-01", "2013-12-22"),
        ("2013-24", "2013-01-01", "2014-03-21"),
    ],
)
def test_bounds(edtf: str, first: str | None, last: str | None) -> None:
    found = bounds(edtf)

    assert tuple(day and day.isoformat() for day in found) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "soon", "2021-02-30", "2021-13", "2021-25", "0000-21", "0000", "20211025", "25.10.2021", "2021-1-1"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the callers word it
        bounds(text)


@given(st.dates())
def test_plain_dates_agree_with_the_calendar(day: datetime.date) -> None:
    month_end = day.replace(day=calendar.monthrange(day.year, day.month)[1])

    assert bounds(f"{day:%Y-%m-%d}".rjust(10, "0")) == (day, day)
    assert bounds(day.isoformat()[:7]) == (day.replace(day=1), month_end)
    assert bounds(day.isoformat()[:4]) == (datetime.date(day.year, 1, 1), datetime.date(day.year, 12, 31))


@given(st.dates(datetime.date(1000, 1, 1)))
def test_the_short_way_gives_what_the_library_gives(day: datetime.date) -> None:
    from edtf import parse_edtf

    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        parsed = parse_edtf(text)
        first, last = bounds(text)
        assert first is not None
        assert last is not None
        assert tuple(parsed.lower_strict()[:3]) == (first.year, first.month, first.day)
        assert tuple(parsed.upper_strict()[:3]) == (last.year, last.month, last.day)


def test_completing_adds_the_bounds_and_nothing_else() -> None:
    assert complete({"id": "x:1", "date": "1993/.."}) == {"id": "x:1", "date": "1993/..", "earliest": "1993-01-01"}
    assert complete({"id": "x:1"}) == {"id": "x:1"}


@pytest.mark.parametrize("node", [{"date": "2021", "earliest": "2021-01-01"}, {"date": "2022/2021"}, {"date": 20.5}])
def test_what_cannot_be_completed_is_refused(node: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the callers word it
        complete(node)


@given(st.dates(datetime.date(1000, 1, 1)), st.dates(datetime.date(1000, 1, 1)), st.sampled_from([10, 7, 4]))
def test_intervals_have_the_bounds_that_the_library_gives(one: datetime.date, other: datetime.date, cut: int) -> None:
    from edtf import parse_edtf

    first, last = sorted((one, other))
    for text in (f"{first.isoformat()[:cut]}/{last.isoformat()[:cut]}", f"{first.isoformat()[:cut]}/.."):
        parsed = parse_edtf(text)
        begin, end = bounds(text)
        assert begin is not None
        assert tuple(parsed.lower_strict()[:3]) == (begin.year, begin.month, begin.day)
        if text.endswith(".."):
            assert end is None
        else:
            assert end is not None
            assert tuple(parsed.upper_strict()[:3]) == (end.year, end.month, end.day)


@pytest.mark.parametrize("text", ["2021-13/..", "2021-02-30/2022", "2020/2021-02-29"])
def test_an_interval_with_a_day_of_no_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an EDTF date"):
        bounds(text)
