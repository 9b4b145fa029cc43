"""The report on partnership hubs: who they are, how sure that is, through which works, and which sources say so."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.resources import files as resources
from typing import TYPE_CHECKING

from mediagraph.networks import names
from mediagraph.networks.occasions import clustering
from mediagraph.reports.calendar import entries
from mediagraph.reports.files import to_gexf, to_graphml
from mediagraph.reports.pages import render, write_files
from mediagraph.reports.sections import Choice, anchor, section
from mediagraph.reports.tables import hubs_csv

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from mediagraph.networks.occasions import Clustering
    from mediagraph.questions import Questions
    from mediagraph.reports.sections import Section

_YEARS_AHEAD = 5
_Cited = tuple[str, str, str, str]  # statement, source, kind of passage, address


@dataclass(frozen=True, slots=True)
class Work:
    """A work or event behind an edge, and what is stated of it.

    Attributes:
        entity: its IRI.
        label: its name.
        year: of production or showing, where known.
        parties: whom it links: network, IRI and name of each.
        evidence: statement, source, passages such as `paragraphs 2, 7` or `row 12`, address of a row's own page.
    """

    entity: str
    label: str
    year: int | None
    parties: Sequence[tuple[str, str, str]]
    evidence: Sequence[tuple[str, str, str, str]]


def write_report(
    graph: Questions, folder: Path, choice: Choice | None = None, *, day: datetime.date | None = None
) -> Sequence[Path]:
    """Write the report and what belongs to it into `folder`, and return the files.

    `hubs.html` is the report; `hubs.md` the same to read as text; for each network there are `hubs-NAME.csv`,
    `NAME.graphml` and `NAME.gexf`; `parameters.json` says what was chosen.

    Args:
        graph: what to report on.
        folder: where to write.
        choice: kinds of cooperation, period, weighting.
        day: from which coming anniversaries are told; today by default.

    Raises:
        FileError: the folder cannot be written.
    """
    choice = choice or Choice()
    today = day or datetime.date.today()  # noqa: DTZ011 - the user's own day
    sections = [section(graph, name, choice) for name in names(graph)]
    script = (resources("mediagraph.reports") / "templates" / "report.js").read_text(encoding="utf-8")
    context = {
        "sections": sections,
        "works": _works(graph, sections),
        "years": _years(sections),
        "coverage": list(graph.rows("sources/coverage")),
        "occasions": _occasions(graph, sections),
        "coming": entries(graph, **{"from": today, "to": _ahead(today), "every": 5}),
        "choice": choice,
        "version": version("mediagraph"),
        "graph_version": graph.store.version,
        "day": today.isoformat(),
        "script": script,
        # The page's own script, and no other, may run: its digest is in the policy (CSP Level 3, section 2.3.1).
        "script_digest": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "anchor": anchor,
    }
    parameters = {"graph": graph.store.version, "mediagraph": version("mediagraph"), "day": today.isoformat()}
    files: dict[str, str | bytes] = {
        "hubs.html": render("hubs.html.j2", context),
        "hubs.md": render("hubs.md.j2", context),
        "parameters.json": json.dumps(parameters | asdict(choice), indent=2, sort_keys=True) + "\n",
    }
    for one in sections:
        files[f"hubs-{one.name}.csv"] = hubs_csv(one.table)
        files[f"{one.name}.graphml"] = to_graphml(one.network)
        files[f"{one.name}.gexf"] = to_gexf(one.network)
    return write_files(folder, files)


def _works(graph: Questions, sections: Sequence[Section]) -> list[Work]:
    """The works and events behind the edges, with their evidence, by name."""
    labels: dict[str, str] = {}
    years: dict[str, int] = {}
    parties: dict[str, set[tuple[str, str, str]]] = {}
    for one in sections:
        years |= one.network.graph["years"]
        for *pair, edge in one.network.edges(data=True):
            linked = {(one.name, node, one.network.nodes[node]["label"]) for node in pair}
            for work in edge["works"]:
                labels[work] = one.network.graph["labels"].get(work, work)
                parties.setdefault(work, set()).update(linked)
    if not labels:
        return []
    found: dict[str, dict[_Cited, set[int]]] = {}
    for row in graph.rows_of("evidence/of-works", "work", sorted(labels)):
        cited = row.statement, row.source, row.passage or "", row.address or ""
        numbers = found.setdefault(row.work, {}).setdefault(cited, set())
        if row.number is not None:
            numbers.add(row.number)
    return [
        Work(
            work,
            labels[work],
            years.get(work),
            sorted(parties[work], key=lambda party: (party[0], party[2], party[1])),
            _evidence(found.get(work, {})),
        )
        for work in sorted(labels, key=lambda work: (labels[work], work))
    ]


def _evidence(found: Mapping[_Cited, set[int]]) -> list[tuple[str, str, str, str]]:
    return [
        (statement, source, passages(passage, numbers), address)
        for (statement, source, passage, address), numbers in sorted(found.items())
    ]


def passages(kind: str, numbers: Collection[int]) -> str:
    """Return how passages of one kind are cited.

    >>> passages("paragraph", {7, 2}), passages("row", {12}), passages("", [])
    ('paragraphs 2, 7', 'row 12', '')
    """
    if not numbers:
        return ""
    return f"{kind}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"


def _years(sections: Sequence[Section]) -> list[tuple[str, int]]:
    """How many works of the first network there are by decade, so that a reader sees where the data are thin."""
    if not sections:
        return []
    decades = Counter(f"{year // 10 * 10}s" for year in sections[0].network.graph["years"].values())
    return sorted(decades.items())


def _occasions(graph: Questions, sections: Sequence[Section]) -> Clustering | None:
    """Whether joint works of countries cluster around round anniversaries of their relations."""
    countries = next((one for one in sections if one.name == "countries"), None)
    if countries is None:
        return None
    since = {(row.one, row.other): row.earliest.year for row in graph.rows("relations/counted")}
    years: dict[tuple[str, str], list[int]] = {}
    known = countries.network.graph["years"]
    for one, other, edge in countries.network.edges(data=True):
        years[min(one, other), max(one, other)] = [known[work] for work in edge["works"] if work in known]
    return clustering(since, years)


def _ahead(day: datetime.date) -> datetime.date:
    """The same day, some years later."""
    try:
        return day.replace(year=day.year + _YEARS_AHEAD)
    except ValueError:  # 29 February
        return day.replace(year=day.year + _YEARS_AHEAD, day=28)
