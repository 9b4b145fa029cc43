"""The whole way with what is on the shelf: a table, rules, shapes, networks, reports and exports, in rdflib or kglab.

Somebody who has rdflib, pySHACL and networkx would write it so: `plainly` makes the statements, `walking` derives and
finds networks, pySHACL judges, networkx measures. It does less than ours: its table is not checked, the ontology and
the small tables are given to it as statements, its report are tables without evidence, ranks or pages, its exports are
two files.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pyshacl
import rdflib

from benchmarks import walking
from benchmarks.plainly import MG, statements
from benchmarks.rows.measuring import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from benchmarks.plainly import Statement

    Hubs = tuple[list[str], dict[str, list[float]]]


class Rdflib:
    """A graph of rdflib, judged by pySHACL."""

    def __init__(self) -> None:
        self.graph = rdflib.Graph()

    def add(self, found: Iterable[Statement]) -> None:
        """Add statements."""
        for statement in found:
            self.graph.add(statement)

    def read(self, path: Path) -> None:
        """Add the statements of an N-Triples file."""
        self.graph.parse(path, format="nt")

    def judge(self, shapes: rdflib.Graph) -> tuple[bool, str]:
        """Return whether the graph conforms, and the report as text."""
        conforms, _, text = pyshacl.validate(self.graph, shacl_graph=shapes, inference="none", inplace=True)
        return bool(conforms), str(text)

    def write(self, path: Path, form: str) -> None:
        """Write it, as `turtle` or `nt`."""
        self.graph.serialize(path, format=form, encoding="utf-8")


class Kglab:
    """The same by the methods of kglab; where it has none, by those of the graph of rdflib inside it."""

    def __init__(self) -> None:
        import kglab

        self._kept: Any = kglab.KnowledgeGraph(name="productions", namespaces={"mg": str(MG)})
        self.graph: rdflib.Graph = self._kept.rdf_graph()

    def add(self, found: Iterable[Statement]) -> None:
        """Add statements."""
        for subject, predicate, value in found:
            self._kept.add(subject, predicate, value)

    def read(self, path: Path) -> None:
        """Add the statements of an N-Triples file."""
        self._kept.load_rdf(str(path), format="nt")

    def judge(self, shapes: rdflib.Graph) -> tuple[bool, str]:
        """Return whether the graph conforms, and the report as text."""
        conforms, _, text = self._kept.validate(shacl_graph=shapes)
        return bool(conforms), str(text)

    def write(self, path: Path, form: str) -> None:
        """Write it, as `turtle` or `nt`."""
        self._kept.save_rdf(str(path), format=form)


def go(kept: Rdflib | Kglab, table: Path, countries: Path, given: Path, shapes: Sequence[Path], out: Path) -> None:
    """Go the whole way.

    Args:
        kept: an empty graph.
        table: the productions.
        countries: the table that has the codes of countries.
        given: what the ontology and the other tables say, as N-Triples.
        shapes: files of shapes.
        out: folder that takes `hubs-*.csv`, `graph.ttl` and `graph.nt`.

    Raises:
        RuntimeError: the graph has faults, which are in none of these data.
    """
    kept.read(given)
    kept.add(statements(table, countries))
    for rule in walking.RULES:
        kept.add(list(rule(kept.graph)))
    judges = rdflib.Graph()
    for path in shapes:
        judges.parse(path, format="turtle")
    conforms, text = kept.judge(judges)
    if not conforms and "Severity: sh:Violation" in text:
        raise RuntimeError(text[:2000])
    for name, class_ in (("countries", MG.Country), ("organisations", MG.Organisation)):
        strengths = walking.network(kept.graph, class_)
        _write_hubs(out / f"hubs-{name}.csv", plain(strengths))
    kept.write(out / "graph.ttl", "turtle")
    kept.write(out / "graph.nt", "nt")


def _write_hubs(path: Path, hubs: Hubs) -> None:
    nodes, values = hubs
    order = sorted(range(len(nodes)), key=lambda place: (-values["strength"][place], nodes[place]))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["entity", *values])
        writer.writerows([nodes[place], *(column[place] for column in values.values())] for place in order)
