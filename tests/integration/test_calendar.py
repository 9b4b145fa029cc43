"""The calendar: valid iCalendar with stable identifiers and whole days, and a page that escapes what it shows."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import icalendar
import pytest

import mediagraph as mg
from mediagraph.reports.calendar import Entry, entries, to_html, to_icalendar
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build

SPAN = {"from": "1950-01-01", "to": "2050-12-31", "every": 5}


@pytest.fixture
def found(built: Build) -> list[Entry]:
    with mg.open(built.store, project=ROOT) as graph:
        return entries(graph, **SPAN)


def events(content: bytes) -> list[icalendar.cal.Component]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_the_days_are_those_of_the_query(built: Build, found: list[Entry]) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        rows = sorted((row.earliest, row.latest, row.ordinal) for row in graph.rows("anniversaries/falling", **SPAN))
    one_day = datetime.timedelta(days=1)
    shown = sorted(
        (e.decoded("dtstart"), e.decoded("dtend") - one_day) for e in events(to_icalendar(found, version="1"))
    )

    assert shown == [(first, last) for first, last, _ in rows]
    assert len(rows) > 10


def test_events_are_whole_days_that_make_nobody_busy_and_have_an_identifier_each(found: list[Entry]) -> None:
    made = events(to_icalendar(found, version="1"))

    assert {event["dtstart"].params["VALUE"] for event in made} == {"DATE"}
    assert {event["transp"] for event in made} == {"TRANSPARENT"}
    assert len({event["uid"] for event in made}) == len(made)
    assert "BE-CN-1971-10-25-55@mediagraph" in {event["uid"] for event in made}


def test_what_marked_earlier_anniversaries_is_told_and_what_comes_later_is_not(found: list[Entry]) -> None:
    by_ordinal = {entry.ordinal: entry for entry in found if entry.what.endswith("BE-CN")}

    assert by_ordinal[55].earlier == ["In Their Eyes: 50 Years China-Belgium (50th, 2021-10-25)"]
    assert by_ordinal[50].earlier == by_ordinal[45].earlier == []


def test_a_calendar_can_be_made_again_to_the_byte(found: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    assert to_icalendar(found, version="1") == to_icalendar(found, version="1")
    assert b"DTSTAMP:20231114T221320Z" in to_icalendar(found, version="1")


def test_lines_are_folded_and_hostile_text_stays_text() -> None:
    hostile = "A\nEND:VEVENT\nBEGIN:VALARM; <script>alert(1)</script>, \\ 中" + "文" * 60
    day = datetime.date(2026, 1, 2)
    entry = Entry("u@mediagraph", 5, hostile, "2026-01-02", day, day, "2021-01-02", "https://e/x", [hostile])
    content = to_icalendar([entry], version="1")
    (event,) = events(content)

    assert str(event["summary"]) == hostile
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert "<script>" not in to_html([entry], heading=hostile)
    assert "&lt;script&gt;" in to_html([entry], heading=hostile)


@pytest.mark.parametrize(
    ("format_", "begins"), [("ics", "BEGIN:VCALENDAR"), ("html", "<!doctype html>"), ("csv", "ordinal,")]
)
def test_the_command_writes_each_form(built: Build, cli: Callable[..., Result], format_: str, begins: str) -> None:
    words = ["--from", "2026-01-01", "--to", "2026-12-31", "--format", format_, "--store", built.store]
    result = cli("anniversaries", *words)

    assert result.exit_code == 0
    assert result.stdout.startswith(begins)
    assert "2026-10-25" in result.stdout or "20261025" in result.stdout
