"""What nodes are called, and what they are: entities with a page, statements, passages."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.pages.model import Kind
from mediagraph.pages.vocabulary import LABEL, MG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.pages.facts import Facts, Row
    from mediagraph.pages.vocabulary import Vocabulary
    from mediagraph.records import Context

# What bears no name is called after those that it is between.
_TITLED_BY = {
    "DiplomaticRelation": ("party",),
    "Judgement": ("judgedSubject", "judgedObject"),
    "Partnership": ("partner",),
}
_DIGITS = re.compile(r"([0-9]+)")
_LONGEST = 70
_BETWEEN = "\N{EN DASH}"


class Standing(Enum):
    """What a node is to pages."""

    ENTITY = "entity"
    CLAIM = "claim"
    PASSAGE = "passage"
    OUTSIDE = "outside"


class Naming:
    """Titles, standings and kinds of nodes, kept once they are known."""

    def __init__(self, facts: Facts, vocabulary: Vocabulary, context: Context, language: str) -> None:
        self.facts, self.vocabulary, self.context, self.language = facts, vocabulary, context, language
        self._titles: dict[str, tuple[str, str]] = {}
        self._standings: dict[str, Standing] = {}
        self._classes: dict[str, Sequence[str]] = {}

    def load(self, nodes: Iterable[str]) -> None:
        """Have the facts fetch what the titles of `nodes` are made of."""
        wanted = [node for node in dict.fromkeys(nodes) if node not in self.vocabulary.labels]
        self.facts.load_names(wanted)
        unnamed = [node for node in wanted if self._between(node) and not self.facts.names(node)]
        self.facts.load(unnamed)
        self.facts.load_names(node for one in unnamed for node in self._sides(one))

    def classes(self, node: str) -> Sequence[str]:
        """Return the classes of `node`."""
        found = self._classes.get(node)
        if found is None:
            found = self._classes[node] = self.facts.classes(node)
        return found

    def standing(self, node: str) -> Standing:
        """Return what `node` is."""
        found = self._standings.get(node)
        if found is None:
            found = self._standings[node] = self._found_standing(self.classes(node))
        return found

    def _found_standing(self, classes: Sequence[str]) -> Standing:
        if self.vocabulary.is_a(classes, "Statement"):
            return Standing.CLAIM
        if self.vocabulary.is_a(classes, "Passage"):
            return Standing.PASSAGE
        return Standing.ENTITY if self.vocabulary.main(classes) else Standing.OUTSIDE

    def kind(self, class_: str) -> Kind:
        """Return a class with its label."""
        return Kind(self.context.compress(class_), self.label(class_)) if class_ else Kind("", "")

    def label(self, term: str) -> str:
        """Return the label of a term of the ontology."""
        return self.vocabulary.label(term, self.language)

    def title(self, node: str) -> str:
        """Return what `node` is called."""
        return self.titled(node)[0]

    def titled(self, node: str) -> tuple[str, str]:
        """Return what `node` is called, and the language of that."""
        found = self._titles.get(node)
        if found is None:
            found = self._titles[node] = self._found_title(node)
        return found

    def _found_title(self, node: str) -> tuple[str, str]:
        if node in self.vocabulary.labels:
            return self.label(node), ""
        named = self.named(self.facts.names(node))
        if named:
            return named
        if self._between(node):
            sides = sorted(self.title(side) for side in self._sides(node))
            if sides:
                return _BETWEEN.join(sides), ""
        return self.short(node), ""

    def named(self, names: Sequence[ox.Literal]) -> tuple[str, str] | None:
        """Return the name in the preferred language, else in English, else the first in the alphabet."""
        ranks = {self.language: "0", "en": "1"} | {self.language: "0"}
        ranked = [(ranks.get(name.language or "", "2") + name.value, name.language or "") for name in names]
        if not ranked:
            return None
        text, language = min(ranked)
        return text[1:], language

    def short(self, node: str) -> str:
        """Return an IRI as people can bear it: a CURIE, or without its scheme and not too long."""
        compressed = self.context.compress(node)
        if compressed != node:
            return compressed
        bare = re.sub(r"^https?://(www\.)?", "", node).rstrip("/")
        return bare if len(bare) <= _LONGEST else bare[: _LONGEST - 1] + "…"

    def summary(self, claim: str) -> str:
        """Return a statement in few words: its kinds and its dates."""
        rows = self.facts.about(claim)
        kinds = {self.label(value) for _, value, _ in rows if isinstance(value, str) and self._is_concept(value)}
        dates = {value.value for key, value, _ in rows if key == MG + "date" and isinstance(value, ox.Literal)}
        words = [*sorted(kinds), *sorted(dates)]
        return ", ".join(words) or self.label(self.vocabulary.main(self.classes(claim)))

    def _is_concept(self, node: str) -> bool:
        return node in self.vocabulary.labels and not node.startswith(MG)

    def _between(self, node: str) -> tuple[str, ...]:
        classes = self.classes(node)
        return next((terms for name, terms in _TITLED_BY.items() if MG + name in classes), ())

    def _sides(self, node: str) -> list[str]:
        wanted = {MG + term for term in self._between(node)}
        return list(
            dict.fromkeys(value for key, value, _ in self.facts.about(node) if key in wanted and isinstance(value, str))
        )


def natural_key(text: str) -> tuple[tuple[str, int, str], ...]:
    """Return a key that sorts the numbers in texts as numbers.

    >>> sorted(["row-10", "row-9", "p"], key=natural_key)
    ['p', 'row-9', 'row-10']
    """
    parts = _DIGITS.split(text)
    return tuple(
        (word, len(digits.lstrip("0")), digits.lstrip("0"))
        for word, digits in zip(parts[::2], [*parts[1::2], ""], strict=True)
    )


def labels_of(rows: Sequence[Row], *predicates: str) -> list[ox.Literal]:
    """Return the texts that `rows` have for some properties, without repetition, sorted."""
    chosen = predicates or (LABEL,)
    found = {value for key, value, _ in rows if key in chosen and isinstance(value, ox.Literal)}
    return sorted(found, key=str)
