"""The formats of answers: their names, media types and file suffixes, and which one a request accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Format:
    """A form of answers.

    Attributes:
        name: as parameters and suffixes have it.
        media: media type, as the answer has it.
        also: media types that mean the same in a request.
    """

    name: str
    media: str
    also: Sequence[str] = ()


_ROWS = (
    Format("json", "application/sparql-results+json", ("application/json",)),
    Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Format("csv", "text/csv; charset=utf-8; header=present"),
    Format("tsv", "text/tab-separated-values; charset=utf-8"),
)
_GRAPHS = (
    Format("ttl", "text/turtle; charset=utf-8", ("application/x-turtle",)),
    Format("nt", "application/n-triples"),
    Format("jsonld", "application/ld+json", ("application/json",)),
    Format("rdf", "application/rdf+xml", ("application/xml", "text/xml")),
    Format("nq", "application/n-quads"),
    Format("trig", "application/trig"),
)
HTML = Format("html", "text/html; charset=utf-8", ("application/xhtml+xml",))
PARQUET = Format("parquet", "application/vnd.apache.parquet")

ROWS: Mapping[str, Format] = {format_.name: format_ for format_ in (*_ROWS, HTML)}
GRAPHS: Mapping[str, Format] = {format_.name: format_ for format_ in (*_GRAPHS, HTML)}
ENTITIES: Mapping[str, Format] = {name: GRAPHS[name] for name in ("html", "ttl", "jsonld", "nt")}
JSON: Mapping[str, Format] = {"json": Format("json", "application/json"), "html": HTML}


_NAMES = {
    **{format_.name: format_.name for format_ in (*_ROWS, *_GRAPHS, HTML)},
    **{format_.media.partition(";")[0]: format_.name for format_ in (*_ROWS, *_GRAPHS, HTML)},
    "turtle": "ttl",
    "n-triples": "nt",
    "json-ld": "jsonld",
    "rdf+xml": "rdf",
}


def named(name: str) -> str:
    """Return the format that a parameter names, as other endpoints' clients do; nothing where it is not known.

    >>> named("turtle"), named("text/csv"), named("json"), named("shiny")
    ('ttl', 'csv', 'json', '')
    """
    return _NAMES.get(name.strip().lower(), "")


def bare(media: str) -> str:
    """Return a media type without its parameters."""
    return media.partition(";")[0].strip().lower()


def chosen(accept: str, offered: Mapping[str, Format], default: str) -> str | None:
    """Return the name of the format that an Accept header prefers (RFC 9110, section 12.5.1); None where none suits.

    Of formats that are liked equally well, the one that is named most exactly, and then the one offered first, wins;
    a header that takes anything gets the default.

    >>> chosen("text/html, */*;q=0.1", ROWS, "json"), chosen("text/*", ROWS, "csv"), chosen("image/png", ROWS, "json")
    ('html', 'csv', None)
    >>> chosen("*/*", ROWS, "json"), chosen("", ROWS, "json"), chosen("text/csv;q=0, */*", ROWS, "csv")
    ('json', 'json', 'json')
    """
    wanted = _ranges(accept)
    if not wanted:
        return default
    best: tuple[float, int, int] = (0.0, 0, 0)
    found = None
    order = sorted(offered.values(), key=lambda format_: format_.name != default)
    for place, format_ in enumerate(order):
        quality, exact = max(
            (_liking(media, wanted) for media in (bare(format_.media), *format_.also)), key=lambda pair: pair
        )
        rank = (quality, exact, -place)
        if quality > 0 and (found is None or rank > best):
            best, found = rank, format_.name
    return found


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        if "/" not in media:
            continue
        quality = next((value[2:] for value in parameters if value.lower().startswith("q=")), "1")
        try:
            ranges.append((media.lower(), min(max(float(quality), 0.0), 1.0)))
        except ValueError:
            ranges.append((media.lower(), 0.0))
    return ranges


def _liking(media: str, wanted: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """How much a type is liked, by the most exact range that covers it; and how exact that is."""
    best = (0.0, -1)
    kind = media.partition("/")[0]
    for range_, quality in wanted:
        exact = 2 if range_ == media else 1 if range_ == f"{kind}/*" else 0 if range_ == "*/*" else -1
        if exact > best[1]:
            best = (quality, exact)
    return (best[0], max(best[1], 0))
