"""The report on partnership hubs: who they are, how sure that is, through which works, and which sources say so."""

from __future__ import annotations

import base64
import datetime
import gc
import hashlib
import json
from collections import Counter
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files as resources
from typing import IO, TYPE_CHECKING, Any

from mediagraph.networks import names
from mediagraph.networks.occasions import clustering
from mediagraph.reports.asking import Beside
from mediagraph.reports.calendar import entries
from mediagraph.reports.files import flat, write_gexf, write_graphml
from mediagraph.reports.pages import whole_files, write
from mediagraph.reports.sections import COUNTRIES, Choice, asked, chosen_blocs, projected, section
from mediagraph.reports.tables import hubs_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
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
    with _few_collections(), Beside(graph) as beside, whole_files(folder) as opened:
        known = names(graph)
        blocs = chosen_blocs(graph, choice)
        questions = {name: asked(graph, name, choice) for name in known}
        answers = {name: beside.ask(asks[0], **asks[1]) for name, asks in questions.items() if asks}
        evidence = _Evidence(beside)
        found: dict[str, Section] = {}
        # Networks that have to be asked for come last: much is done meanwhile.
        for some in ([name for name in known if name not in answers], list(answers)):
            networks = [projected(graph, name, choice, answers.get(name)) for name in some]
            evidence.ask(network.graph["parties"] for network in networks)
            for name, network in zip(some, networks, strict=True):
                found[name] = section(network, choice, blocs if name == COUNTRIES else None)
                _write_network(found[name], opened)
        sections = [found[name] for name in known]
        coverage = beside.ask("sources/coverage")
        context = {
            "sections": sections,
            "works": cache(lambda: _works(sections, evidence)),
            "years": _years(sections),
            "coverage": coverage,
            "occasions": _occasions(graph, sections),
            "coming": entries(graph, **{"from": today, "to": _ahead(today), "every": 5}),
            "choice": choice,
            "version": version("mediagraph"),
            "graph_version": graph.store.version,
            "day": today.isoformat(),
            **_script(),
        }
        # The page tells of works and sources at its end: what is asked of them may still be on its way.
        for name in ("hubs.html", "hubs.md"):
            with opened(name) as stream:
                write(f"{name}.j2", context, stream)
        parameters = {"graph": graph.store.version, "mediagraph": version("mediagraph"), "day": today.isoformat()}
        with opened("parameters.json") as stream:
            stream.write((json.dumps(parameters | asdict(choice), indent=2, sort_keys=True) + "\n").encode())
    written = ["hubs.html", "hubs.md", "parameters.json"]
    return [folder / name for name in (*written, *(file for name in known for file in _of_network(name)))]


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for what is no longer used more seldom: nearly all that is made here stays to the end."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _of_network(name: str) -> tuple[str, str, str]:
    """The names of a network's files."""
    return f"hubs-{name}.csv", f"{name}.graphml", f"{name}.gexf"


def _write_network(one: Section, opened: Callable[[str], AbstractContextManager[IO[bytes]]]) -> None:
    table, graphml, gexf = _of_network(one.name)
    with opened(table) as stream:
        stream.write(hubs_csv(one.table).encode())
    plain = flat(one.network)
    with opened(graphml) as stream:
        write_graphml(plain, stream)
    with opened(gexf) as stream:
        write_gexf(plain, stream)


def _script() -> dict[str, str]:
    """The page's own script; no other may run: its digest is in the policy (CSP Level 3, section 2.3.1)."""
    script = (resources("mediagraph.reports") / "templates" / "report.js").read_text(encoding="utf-8")
    return {
        "script": script,
        "script_digest": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }


class _Evidence:
    """What is stated of works, asked as soon as these are known."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside
        self._works: set[str] = set()
        self._answers: list[Callable[[], list[Any]]] = []

    def ask(self, of: Iterable[Iterable[str]]) -> None:
        """Ask of the works of some networks."""
        new = sorted(set().union(*of) - self._works)
        if new:
            self._works.update(new)
            self._answers.append(self._beside.ask_of("evidence/of-works", "work", new))

    def rows(self) -> Iterator[Any]:
        """Yield what was found, a row for each passage."""
        for answer in self._answers:
            yield from answer()


def _works(sections: Sequence[Section], evidence: _Evidence) -> list[Work]:
    """The works and events behind the edges, with their evidence, by name."""
    labels: dict[str, str] = {}
    years: dict[str, int] = {}
    parties: dict[str, set[tuple[str, str, str]]] = {}
    for section_ in sections:
        network, name = section_.network, section_.name
        years |= network.graph["years"]
        known = network.graph["labels"]
        named = {node: (name, node, network.nodes[node]["label"]) for node in network}
        for one, other, edge in network.edges(data=True):
            linked = named[one], named[other]
            for work in edge["works"]:
                labels[work] = known.get(work, work)
                parties.setdefault(work, set()).update(linked)
    found: dict[str, dict[_Cited, set[int]]] = {}
    for row in evidence.rows():
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
    countries = next((one for one in sections if one.name == COUNTRIES), None)
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
