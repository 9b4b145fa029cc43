"""Answers as HTML for notebooks: a table of the first rows, which says how many more there are."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.store.kinds import text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mediagraph.store.terms import TermLike

SHOWN = 100
# rows that a table looks at, and keeps, to say how many there are
COUNTED = 10_000


def html_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[TermLike | None]],
    compress: Callable[[str], str],
    titles: Mapping[str, str],
) -> str:
    """Return rows as an HTML table.

    Args:
        columns: names of the columns.
        rows: the first rows, COUNTED + 1 of them where there are more than COUNTED.
        compress: makes a CURIE of an IRI.
        titles: names of entities by IRI.
    """
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(term, compress, titles)}</td>" for term in row) + "</tr>\n"
        for row in rows[:SHOWN]
    )
    return (
        f'<table class="mediagraph">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n'
        f"<p>{_count(len(rows))}</p>"
    )


def iris(rows: Sequence[Sequence[TermLike | None]]) -> list[str]:
    """Return the IRIs that a table of `rows` shows, each once."""
    return list(dict.fromkeys(term.value for row in rows[:SHOWN] for term in row if isinstance(term, ox.NamedNode)))


def _count(number: int) -> str:
    if number > COUNTED:
        return f"The first {SHOWN} rows, and more than {COUNTED - SHOWN:,} more"
    if number > SHOWN:
        return f"The first {SHOWN} rows, and {number - SHOWN:,} more"
    return f"{number} row{'' if number == 1 else 's'}"


def _cell(term: TermLike | None, compress: Callable[[str], str], titles: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if not isinstance(term, ox.NamedNode):
        language = f' lang="{escape(term.language)}"' if isinstance(term, ox.Literal) and term.language else ""
        shown = escape(text(term))
        return f"<span{language}>{shown}</span>" if language else shown
    iri = term.value
    shown = escape(compress(iri))
    title = f' title="{escape(titles[iri])}"' if iri in titles else ""
    if not iri.startswith(("http://", "https://")):  # javascript: and the like are not to be followed
        return f"<span{title}>{shown}</span>" if title else shown
    return f'<a href="{escape(iri)}"{title}>{shown}</a>'
