"""A loader for calendars of announced co-productions: plain text, a block an announcement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import UsageError, did_you_mean
from mediagraph.loaders.job import Job, Loader
from mediagraph.loaders.templates import slug
from mediagraph.loaders.text import lines_of
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEAD = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2}) \| (?P<title>[^|]+) \| (?P<kind>film|series)")
_HEAD_FORM = "write DAY | TITLE | film, or DAY | TITLE | series, such as 2026-02-13 | The Salt Road | series"
_COMPANY_FORM = "write NAME, COUNTRY, such as Lowland Pictures, Belgium"


@dataclass
class Announcement:
    """One block: its first line, what it says, and whether all of its companies could be read."""

    line: int
    day: str = ""
    title: str = ""
    kind: str = ""
    companies: dict[str, tuple[str, str]] = field(default_factory=dict, init=False)
    is_sound: bool = field(default=True, init=False)


def records(job: Job) -> Iterator[Node]:
    """Yield the description of the calendar, and the records of its announcements."""
    if job.path is None:
        raise UsageError("name the calendar to load")
    yield job.dataset(name=job.option("name", "Announced co-productions"), licence=job.option("licence"))
    lines: dict[str, int] = {}
    companies: set[str] = set()
    for announcement in _announcements(job, job.path):
        first = lines.setdefault(slug(announcement.title), announcement.line)
        if first != announcement.line:
            reason = f"announced in line {first} already"
            job.reject(announcement.line, "title", announcement.title, reason, "one announcement a title")
            continue
        for node in _nodes(job, announcement):
            if node["type"] != "Organisation" or node["id"] not in companies:  # one may announce more than once
                companies.add(node["id"])
                yield node


def _announcements(job: Job, path: Path) -> Iterator[Announcement]:
    """Yield the announcements that can be read and were not found at fault before."""
    current: Announcement | None = None
    for number, line in lines_of(path, job.shown, job.faults):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if line[0].isspace() and current is not None:
            _company(job, current, number, text)
            continue
        if current is not None and _is_whole(job, current):
            yield current
        head = _HEAD.fullmatch(text)
        if head is None:
            job.reject(number, "", text, "no announcement", _HEAD_FORM)
        current = Announcement(number, **head.groupdict()) if head else Announcement(number)
    if current is not None and _is_whole(job, current):
        yield current


def _company(job: Job, announcement: Announcement, number: int, text: str) -> None:
    """Add the company of a line to its announcement."""
    name, comma, place = (part.strip() for part in text.rpartition(","))
    country, near = job.countries.find(place) if comma and name else ("", ())
    if country:
        announcement.companies[slug(f"{name} {country.removeprefix('country:')}")] = (name, country)
        return
    announcement.is_sound = False
    if comma and name:
        job.reject(number, "country", place, f"no country is called so{did_you_mean(near)}", "a code, or any name")
    else:
        job.reject(number, "company", text, "no company with its country", _COMPANY_FORM)


def _is_whole(job: Job, announcement: Announcement) -> bool:
    """Whether all of an announcement could be read, and nothing was found at fault with it before."""
    if announcement.is_sound and announcement.title and not announcement.companies:
        announcement.is_sound = False
        job.reject(announcement.line, "company", announcement.title, "announced by nobody", _COMPANY_FORM)
    return announcement.is_sound and bool(announcement.title) and announcement.line not in job.refused


def _nodes(job: Job, announcement: Announcement) -> Iterator[Node]:
    """Yield the records of an announcement."""
    evidence = job.passage(announcement.line)
    key = slug(announcement.title)
    work = f"work:{job.source}-{key}"

    def node(id_: str, type_: str, **items: Any) -> Node:
        return Node({"id": id_, "type": type_, **items, "evidence": evidence}, line=announcement.line)

    yield job.row(announcement.line)
    yield node(work, announcement.kind.capitalize(), name={"und": announcement.title})
    for local, (name, country) in announcement.companies.items():
        yield node(f"organisation:{job.source}-{local}", "Organisation", name={"und": name}, inCountry=country)
    yield node(
        f"source:{job.source}#{key}-announced",
        "ProductionStage",
        ofWork=work,
        stage="announced",
        date=announcement.day,
    )
    parties = [
        node(
            f"source:{job.source}#{key}-{local}",
            "Participation",
            agent=f"organisation:{job.source}-{local}",
            role="co-producer",
        )
        for local in announcement.companies
    ]
    # A co-production that names one party implies another; what is announced is planned.
    unnamed = {"unnamedParties": 1} if len(parties) == 1 else {}
    yield node(
        f"source:{job.source}#{key}-co-production",
        "Cooperation",
        cooperationKind="co-production",
        cooperationOn=work,
        status="planned",
        participation=parties,
        **unnamed,
    )


ANNOUNCEMENTS = Loader(
    records,
    "Calendars of announced co-productions, plain text.",
    options={
        "name": "Name of the calendar, in English [default: Announced co-productions].",
        "licence": "Address of its terms of use.",
    },
    note="\b\nmediagraph load announcements announcements.txt --licence https://example.org/terms",
)
