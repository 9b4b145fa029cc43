"""Places that a judgement reads, each a way from the focus node with a property at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.shacl.paths import Path, backwards

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Read:
    """A place that is read.

    Attributes:
        way: paths that lead there from the focus node, one after the other.
        predicate: IRI of the property that is read there; None for all properties.
        inverse: whether the node there is the object of the statements, not the subject.
        of: IRI of a class, where nothing is asked but whether the node there is an instance of it.
    """

    way: tuple[Path, ...]
    predicate: str | None
    inverse: bool = False
    of: str = ""


def along(at: tuple[Path, ...], path: Path) -> Iterator[Read]:
    """Yield what is read in following a path from the end of a way."""
    if path.kind == "iri":
        yield Read(at, path.predicate)
    elif path.kind == "inverse":
        inner = path.parts[0]
        if inner.kind == "iri":
            yield Read(at, inner.predicate, inverse=True)
        else:
            yield from along(at, backwards(inner))
    elif path.kind == "sequence":
        for part in path.parts:
            yield from along(at, part)
            at = (*at, part)
    elif path.kind == "alternative":
        for part in path.parts:
            yield from along(at, part)
    elif path.kind == "optional":
        yield from along(at, path.parts[0])
    else:
        yield from along((*at, Path("star", path.parts)), path.parts[0])
