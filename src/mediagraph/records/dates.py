"""Dates of every precision: an EDTF literal and the two days that bound it.

EDTF is the Extended Date/Time Format of ISO 8601-2 (https://www.loc.gov/standards/datetime/). Engines cannot
compare dates of unlike precision, so each date carries its first and its last day beside it.
"""

from __future__ import annotations

import calendar
import contextlib
import io
import re
from datetime import date
from functools import lru_cache
from typing import Any

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
LONGEST = 200  # characters of a date
_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_WINTER = 24
_SEASON = re.compile(r"(\d{4})-(2[1-4])[?~%]?")  # level 1 of EDTF: spring to winter stand where months do


@lru_cache(maxsize=65536)
def bounds(edtf: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that `edtf` may mean; None for an end that is open or unknown.

    Raises:
        ValueError: it is not EDTF, or names a day that no calendar has.

    >>> bounds("2021-02")
    (datetime.date(2021, 2, 1), datetime.date(2021, 2, 28))
    >>> bounds("1993/..")
    (datetime.date(1993, 1, 1), None)
    """
    plain = _PLAIN.fullmatch(edtf)
    season = _SEASON.fullmatch(edtf)
    if season:
        return _seasonal(int(season[1]), int(season[2]))
    if plain:
        return _plain(*(int(part) if part else None for part in plain.groups()))
    interval = _interval(edtf)
    if interval is not None:
        return interval
    if len(edtf) > LONGEST:
        raise ValueError(f"not an EDTF date: it has more than {LONGEST} characters")
    from edtf import parse_edtf

    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the library prints what it fails at
            parsed = parse_edtf(edtf)
            if edtf.startswith("XXXX"):  # a month or day of no known year bounds nothing
                return None, None
            return _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except Exception as error:  # it fails in many ways beside its own error
        raise ValueError(f"not an EDTF date: {edtf}") from error


def _seasonal(year: int, season: int) -> tuple[date, date]:
    """Return the bounds of a northern season, by months at its begin and by the sun at its end.

    The winter of a year may be the one that it begins with, or the one that it ends with.
    """
    month, (last_month, last_day) = {21: (3, (6, 21)), 22: (6, (9, 23)), 23: (9, (12, 22)), _WINTER: (1, (3, 21))}[
        season
    ]
    return date(year, month, 1), date(year + (season == _WINTER), last_month, last_day)


def _interval(edtf: str) -> tuple[date, date | None] | None:
    """Return the bounds of an interval of plain dates, of which there are many; nothing where the library must tell."""
    left, _, right = edtf.partition("/")
    begin, end = _PLAIN.fullmatch(left), _PLAIN.fullmatch(right)
    if not begin or not (end or right == "..") or "0000" in {left[:4], right[:4]}:
        return None
    try:
        first = _plain(*(int(part) if part else None for part in begin.groups()))[0]
        return first, _plain(*(int(part) if part else None for part in end.groups()))[1] if end else None
    except ValueError:
        return None


def _plain(year: int | None, month: int | None, day: int | None) -> tuple[date, date]:
    year = year or 0  # the pattern has one; date() refuses the year 0
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        first = date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def _day(moment: Any) -> date | None:
    """A day of the library's struct_time; infinities and years beyond the calendar are open ends."""
    if isinstance(moment, float):
        return None
    year, month, day = moment[:3]
    return date(year, month, day) if 1 <= year <= 9999 else None
