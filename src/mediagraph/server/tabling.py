"""Answers as tables of a page: cells with what they show, where they lead, and a chart where one says more."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.server.charting import chart_of
from mediagraph.server.links import ServerLinks
from mediagraph.store import Solutions, Triples, Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mediagraph.server.jobs import Desk
    from mediagraph.store import Answer
    from mediagraph.store.terms import TermLike

_SHOWN = 500


def table_of(desk: Desk, found: Answer) -> dict[str, Any]:
    """Return an answer as cells: the first rows, and whether there are more."""
    if isinstance(found, Truth):
        return {"columns": [], "rows": [], "more": False, "triples": False, "truth": "yes" if found else "no"}
    rows: Iterable[Sequence[TermLike | None]]
    if isinstance(found, Solutions):
        rows = found.terms()
    else:
        rows = ((triple.subject, triple.predicate, triple.object) for triple in found)
    first = list(itertools.islice(rows, _SHOWN + 1))
    shown = first[:_SHOWN]
    iris = list(dict.fromkeys(term.value for row in shown for term in row if isinstance(term, ox.NamedNode)))
    names = desk.graph._names(iris)  # noqa: SLF001 - the graph's own way of naming things
    cells = [[_cell(desk, term, names) for term in row] for row in shown]
    more = len(first) > _SHOWN
    return {
        "columns": list(found.columns),
        "numbers": [all(cell.number or not cell.text for cell in column) for column in zip(*cells, strict=True)],
        "rows": cells,
        "chart": chart_of(found.columns, shown, names, more=more) if isinstance(found, Solutions) else None,
        "more": more,
        "triples": isinstance(found, Triples),
        "truth": "",
        "shown": _SHOWN,
    }


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, where it leads, and how it is to be set.

    Attributes:
        text: as shown.
        title: the CURIE of an entity.
        href: address that it leads to, or nothing.
        own: whether that is on this server.
        lang: language of the text.
        number: whether it is one.
    """

    text: str = ""
    title: str = ""
    href: str = ""
    own: bool = False
    lang: str = ""
    number: bool = False


def _cell(desk: Desk, term: TermLike | None, names: Mapping[str, str]) -> Cell:
    if term is None:
        return Cell()
    if isinstance(term, ox.NamedNode):
        curie = desk.graph.project.context.compress(term.value)
        own = ServerLinks().entity(term.value)
        href = own or (term.value if term.value.startswith(("http://", "https://")) else "")
        return Cell(names.get(term.value, curie), curie, href, own=bool(own))
    if isinstance(term, ox.Literal):
        number = term.datatype.value.rsplit("#", 1)[-1] in {"integer", "decimal", "double", "float"}
        return Cell(term.value, lang=term.language or "", number=number)
    return Cell(str(term))
