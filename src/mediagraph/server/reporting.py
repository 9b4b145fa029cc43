"""Jobs that report: hubs, dossiers, calendars, and the description of the data set."""

from __future__ import annotations

import datetime
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagraph.errors import ParameterError
from mediagraph.server.jobs import Reply, whole
from mediagraph.server.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mediagraph.server.jobs import Desk

_MEDIA = {
    ".html": "text/html; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".graphml": "application/graphml+xml",
    ".gexf": "application/gexf+xml",
    ".ics": "text/calendar; charset=utf-8",
}
# The report's one script stands in the page, which names its digest in a policy of its own; so the header only adds.
_REPORT_HEADERS = {"Content-Security-Policy": "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"}
_YEARS_AHEAD = 5
_REPORTS_KEPT = 4


def report(desk: Desk, *, file: str, choice: Mapping[str, str], day: str) -> Reply:
    """Return a file of the report on partnership hubs, which is made when one is first asked for."""
    from mediagraph.reports import Choice, write_report

    key = ("report", day, tuple(sorted(choice.items())))
    made: dict[Any, dict[str, bytes]] = desk.kept.setdefault("reports", {})
    if key not in made:
        wanted = Choice(
            since=_year(choice, "since"), until=_year(choice, "until"), weight=_weight(choice.get("weight", "count"))
        )
        with tempfile.TemporaryDirectory(prefix="mediagraph-report-") as folder:
            written = write_report(desk.graph, Path(folder), wanted, day=_day(day))
            files = {path.name: path.read_bytes() for path in written}
        while len(made) >= _REPORTS_KEPT:
            del made[next(iter(made))]
        made[key] = files
    content = made[key].get(file)
    if content is None:
        raise Problem("not-found", f"the report has no file {file}; it has {', '.join(sorted(made[key]))}")
    suffix = Path(file).suffix
    return whole(_MEDIA[suffix], content, headers=_REPORT_HEADERS if suffix == ".html" else {})


def _year(choice: Mapping[str, str], name: str) -> int | None:
    text = choice.get(name, "").strip()
    if not text:
        return None
    if not text.isdigit() or len(text) > 4:
        raise ParameterError(f"{name}: {text[:40]!r} is not a year, such as 2015")
    return int(text)


def _weight(name: str) -> str:
    known = ("count", "newman", "fractional")
    if name not in known:
        raise ParameterError(f"weight: {name[:40]!r} is none of {', '.join(known)}")
    return name


def _day(text: str, name: str = "day") -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"{name}: {text[:40]!r} is not a day of the calendar; write it as YYYY-MM-DD") from None


def dossier(desk: Desk, *, one: str, other: str, format_: str, day: str) -> Reply:
    """Return all about two countries."""
    from mediagraph.reports.dossier import dossier as made
    from mediagraph.reports.dossier import to_text

    text = to_text(made(desk.graph, one, other, day=_day(day)), format_)
    return whole(_MEDIA[f".{format_}"], text, headers=_REPORT_HEADERS if format_ == "html" else {})


def calendar(desk: Desk, *, format_: str, given: Mapping[str, str], day: str) -> Reply:
    """Return the anniversaries of a period: that of `from` to `to`, of which every 5th, 10th … year counts."""
    from mediagraph.reports.calendar import entries, to_html, to_icalendar

    known = {"from", "to", "every", "country", "other"}
    for name in given:
        if name not in known:
            raise ParameterError(f"{name}: not known here; a calendar takes {', '.join(sorted(known))}")
    begin = _day(given["from"], "from") if "from" in given else _day(day)
    end = _day(given["to"], "to") if "to" in given else _ahead(begin)
    every = given.get("every", "5")
    parameters: dict[str, Any] = {key: given[key] for key in ("country", "other") if key in given}
    stored = desk.graph.queries["anniversaries/falling"].parameters
    parameters = {key: value for key, value in parameters.items() if key in stored}
    found = entries(desk.graph, **{"from": begin, "to": end, "every": every, **parameters})
    if format_ == "ics":
        return whole(_MEDIA[".ics"], to_icalendar(found, version=version("mediagraph")))
    if format_ != "html":
        raise Problem(
            "not-found", "a calendar can be had as /calendar and /calendar.ics; as rows, ask the stored query"
        )
    heading = f"Anniversaries from {begin} to {end}"
    return whole(_MEDIA[".html"], to_html(found, heading=heading), headers=_REPORT_HEADERS)


def _ahead(day: datetime.date) -> datetime.date:
    try:
        return day.replace(year=min(day.year + _YEARS_AHEAD, 9999))
    except ValueError:  # 29 February
        return day.replace(year=day.year + _YEARS_AHEAD, day=28)


def service(desk: Desk, *, accept: str, base: str) -> Reply:
    """Return the service description (https://www.w3.org/TR/sparql11-service-description/)."""
    from mediagraph.server.description import service_description
    from mediagraph.server.formats import GRAPHS, chosen

    offered = {key: format_ for key, format_ in GRAPHS.items() if key != "html"}
    format_ = chosen(accept, offered, "ttl")
    if format_ is None:
        raise Problem("not-acceptable", "the service description can be had as text/turtle and its like")
    return Reply(offered[format_].media, lambda stream: stream.write(service_description(desk.graph, base, format_)))


def dataset(desk: Desk) -> Reply:
    """Return the description of the data set: licences, sources, counts."""
    from mediagraph.server.description import dataset_description

    return whole("text/turtle; charset=utf-8", dataset_description(desk.graph))


JOBS: dict[str, Callable[..., Reply]] = {
    "report": report,
    "dossier": dossier,
    "calendar": calendar,
    "service": service,
    "dataset": dataset,
}
