"""Rules in words: what each says of itself, and the terms that it concludes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.rules import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mediagraph.catalogue import StoredQuery
    from mediagraph.ontologydocs.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in words; `concludes` are IRIs of the terms that its conclusions use."""

    name: str
    summary: str
    paragraphs: Sequence[str]
    concludes: Sequence[str]
    after: Sequence[str]


def rules(folder: Path, vocabulary: Vocabulary) -> list[Rule]:
    """Return the rules in `folder`, each behind those that it runs after; none where there is no such folder.

    Raises:
        HeaderError: a file breaks the form.
    """
    if not folder.is_dir():
        return []
    return [
        Rule(
            name=rule.name,
            summary=rule.summary,
            paragraphs=[" ".join(part.split()) for part in rule.description.split("\n\n") if part.strip()],
            concludes=_concluded(rule, vocabulary),
            after=sorted(rule.after),
        )
        for rule in read_rules(folder)
    ]


def _concluded(rule: StoredQuery, vocabulary: Vocabulary) -> list[str]:
    """The terms between CONSTRUCT and WHERE."""
    found: dict[str, None] = {}
    inside = False
    for token in sparql.tokens(rule.text):
        inside = (inside or token.says("CONSTRUCT")) and not token.says("WHERE")
        if inside and token.kind == "name" and ":" in token.text:
            prefix, _, local = token.text.partition(":")
            iri = vocabulary.prefixes.get(prefix, "") + local
            if iri in vocabulary.terms:
                found[iri] = None
    return sorted(found)
