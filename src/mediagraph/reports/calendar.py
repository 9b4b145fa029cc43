"""The calendar of anniversaries: iCalendar for a planner's own calendar, and a page to print."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.reports.pages import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mediagraph.questions import Questions

# A planner's calendar that shows nothing of a whole year or month as "busy" is what one expects.
_FREE = "TRANSPARENT"


@dataclass(frozen=True, slots=True)
class Entry:
    """One anniversary in the calendar.

    Attributes:
        uid: stable: the same for the same anniversary in every calendar that is ever made.
        ordinal: number of years.
        title: in words.
        date: EDTF, as precise as the date that is commemorated.
        first: first day of it.
        last: last day of it.
        since: what is commemorated, as stated (EDTF).
        what: IRI of the relation or the historical event.
        earlier: what marked earlier anniversaries of the same, one text each.
    """

    uid: str
    ordinal: int
    title: str
    date: str
    first: datetime.date
    last: datetime.date
    since: str
    what: str
    earlier: Sequence[str]


def entries(graph: Questions, **parameters: Any) -> list[Entry]:
    """Return the anniversaries that `anniversaries/falling` gives for `parameters`, by day."""
    marked: dict[str, list[tuple[str, str]]] = {}
    for marker in graph.rows("works/marking-anniversary"):
        text = f"{marker.label} ({_nth(marker.ordinal)}, {marker.date})"
        marked.setdefault(str(marker.what), []).append((str(marker.earliest), text))
    found = []
    for row in graph.rows("anniversaries/falling", **parameters):
        slug = row.what.rsplit("/", 1)[-1].replace("#", "-")
        before = sorted({text for day, text in marked.get(row.what, []) if day < str(row.earliest)})
        found.append(
            Entry(
                uid=f"{slug}-{row.since.replace('/', '--')}-{row.ordinal}@mediagraph",
                ordinal=row.ordinal,
                title=f"{_nth(row.ordinal)} anniversary: {_what(row.label, row.what)}",
                date=row.date,
                first=row.earliest,
                last=row.latest,
                since=row.since,
                what=row.what,
                earlier=before,
            )
        )
    return found


def to_icalendar(found: Iterable[Entry], *, version: str) -> bytes:
    """Return anniversaries as iCalendar (RFC 5545): all-day events that do not make anybody busy.

    Args:
        found: what to list.
        version: of the program, for PRODID.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//mediagraph//mediagraph {version}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Anniversaries in media diplomacy")
    stamp = _now()
    for entry in found:
        event = icalendar.Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.first)
        event.add("dtend", entry.last + datetime.timedelta(days=1))  # the end is exclusive (section 3.6.1)
        event.add("summary", entry.title)
        event.add("description", _description(entry))
        event.add("url", entry.what)
        event.add("transp", _FREE)
        event.add("categories", ["anniversary"])
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def to_html(found: Sequence[Entry], *, heading: str) -> str:
    """Return anniversaries as a page of its own, by year and month."""
    months: dict[str, list[Entry]] = {}
    for entry in found:
        whole_year = len(entry.date.strip("?~%")) == 4
        months.setdefault(f"{entry.first:%Y}" if whole_year else f"{entry.first:%B %Y}", []).append(entry)
    return render("calendar.html.j2", {"heading": heading, "months": months})


def _description(entry: Entry) -> str:
    lines = [f"Since {entry.since}; this anniversary: {entry.date}."]
    if entry.earlier:
        lines += ["Earlier anniversaries were marked by:", *(f"- {text}" for text in entry.earlier)]
    else:
        lines.append("No work or event that marked an earlier one is known to this graph.")
    return "\n".join(lines)


def _what(label: str, iri: str) -> str:
    return f"diplomatic relations, {label}" if "/relation/" in iri else label


def _nth(number: int) -> str:
    """Return an ordinal in English.

    >>> [_nth(number) for number in (1, 2, 3, 11, 25, 102, 111)]
    ['1st', '2nd', '3rd', '11th', '25th', '102nd', '111th']
    """
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _now() -> datetime.datetime:
    """The time of making, or that of SOURCE_DATE_EPOCH, by which a calendar can be made again to the byte."""
    given: Mapping[str, str] = os.environ
    epoch = given.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
