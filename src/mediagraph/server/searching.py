"""Search by name in any script: names are folded to plain letters, and compared whole, by words and by likeness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from mediagraph.server.links import ServerLinks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.questions import Questions

# below this, names are not alike, in per cent of RapidFuzz's ratio
_ALIKE = 82
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found.

    Attributes:
        iri: of the entity.
        label: what it is called.
        kind: name of its class.
        name: by which it was found.
        href: address of its page.
    """

    iri: str
    label: str
    kind: str
    name: str
    href: str


class Index:
    """All names of a graph, folded."""

    def __init__(self, entries: Iterable[tuple[str, str, str, str]]) -> None:
        """Fold names.

        Args:
            entries: IRI, label, kind and a name each.
        """
        self._entries = sorted(set(entries), key=lambda entry: (entry[3].casefold(), entry[0]))
        self._folded = [folded(entry[3]) for entry in self._entries]

    @classmethod
    def of(cls, graph: Questions) -> Self:
        """Read the names of a graph; each entity is shown by its name in the graph's language, where it has one."""
        rows = list(graph.rows("entities/index"))
        best: dict[str, tuple[int, str]] = {}
        for row in rows:
            liked = 0 if row.language == graph.language else 1 if row.language == "en" else 2
            rank = liked if row.use == "label" else 3
            best[row.entity] = min(best.get(row.entity, (9, "")), (rank, row.name))
        return cls((row.entity, best[row.entity][1], row.kind, row.name) for row in rows)

    @property
    def kinds(self) -> Sequence[str]:
        """The kinds of things that have names."""
        return sorted({entry[2] for entry in self._entries})

    def search(self, text: str, *, kind: str = "", most: int = 50) -> list[Hit]:
        """Return the entities whose names suit a text best, each once.

        A name that is the text comes first, then those that begin with it, have it as words, have it anywhere, and
        last those that only look like it.
        """
        wanted = folded(text)
        if not wanted:
            return []
        ranked: list[tuple[float, int, int]] = []
        for place, name in enumerate(self._folded):
            if kind and self._entries[place][2] != kind:
                continue
            rank = _rank(name, wanted)
            if rank is not None:
                ranked.append((rank, len(name), place))
        if len(ranked) < most and len(wanted) >= _SHORTEST:
            ranked += self._alike(wanted, kind, {place for _, _, place in ranked})
        hits: dict[str, Hit] = {}
        for _, _, place in sorted(ranked):
            iri, label, its_kind, name = self._entries[place]
            if iri not in hits:
                hits[iri] = Hit(iri, label, its_kind, name, ServerLinks().entity(iri) or iri)
            if len(hits) >= most:
                break
        return list(hits.values())

    def _alike(self, wanted: str, kind: str, found: set[int]) -> list[tuple[float, int, int]]:
        from rapidfuzz import fuzz, process

        matches = process.extract(wanted, self._folded, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=200)
        return [
            (10 - score / 100, len(name), place)
            for name, score, place in matches
            if place not in found and (not kind or self._entries[place][2] == kind)
        ]


def _rank(name: str, wanted: str) -> float | None:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    padded = f" {name}"
    if f" {wanted}" in padded:
        return 2
    if wanted in name:
        return 3
    if all(f" {word}" in padded for word in wanted.split()):
        return 4
    return None


def folded(text: str) -> str:
    """Return a text as plain small letters and digits, one blank between words.

    >>> folded("Baqytjan  Baiqadamov"), folded("Китай"), folded("中国"), folded("Émile-Zola")
    ('baqytjan baiqadamov', 'kitay', 'zhongguo', 'emile zola')
    """
    from anyascii import anyascii

    plain = anyascii(text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())
