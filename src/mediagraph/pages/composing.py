"""Composes a page of what is said of an entity and of what points at it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mediagraph.pages.citing import Citing, evidence, first
from mediagraph.pages.documents import document
from mediagraph.pages.model import Anniversary, Claims, Group, Page, Value
from mediagraph.pages.naming import Naming, Standing, labels_of
from mediagraph.pages.showing import TOLD, Showing
from mediagraph.pages.vocabulary import (
    ALT_LABEL,
    COMMEMORATES,
    COUNTED,
    DERIVED,
    EVIDENCE,
    LABEL,
    MERGED,
    MG,
    PARTICIPATION,
    PASSAGE,
    TYPE,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from mediagraph.pages.facts import Facts, Row, Term
    from mediagraph.pages.vocabulary import Vocabulary
    from mediagraph.records import Context

SHOWN = 50
"""How many of a group a page shows, unless told otherwise."""

_NO_LINKS = frozenset({DERIVED, PASSAGE})
_NO_DEPTH = frozenset({DERIVED, EVIDENCE, PARTICIPATION, COMMEMORATES, COUNTED})
Key = tuple[str, str]


class Composer:
    """Makes pages of facts.

    Args:
        facts: what is known, or can be asked for.
        vocabulary: of the ontology.
        context: for CURIEs.
        language: that is preferred for names.
        shown: how many of a group a page shows.
    """

    def __init__(
        self, facts: Facts, vocabulary: Vocabulary, context: Context, language: str, *, shown: int | None = SHOWN
    ) -> None:
        self.facts, self.vocabulary, self.context = facts, vocabulary, context
        self.naming = Naming(facts, vocabulary, context, language)
        self.citing = Citing(facts, self.naming)
        self.showing = Showing(facts, self.naming, self.citing, shown)

    def page(self, iri: str) -> Page | None:
        """Return the page of `iri`, or nothing where the graph does not speak of it as of a thing of ours."""
        self.facts.load_around(iri)
        rows = self.facts.about(iri)
        classes = self.naming.classes(iri)
        if not rows or not (self.vocabulary.main(classes) or any(key == MERGED for key, _, _ in rows)):
            return None
        own = self.showing.own_claims(rows)
        pointing = self._deepened(self._pointing(iri), own)
        minor = self._anniversaries(iri, pointing)
        self._load(iri, rows, pointing, own)
        passages = [] if not self._is_source(classes) else self.showing.passages(rows)
        claims = self._claims(iri, pointing, own)
        incoming = self._incoming(pointing)
        title, language = self.naming.titled(iri)
        counted = {value for key, value, _ in rows if key == COUNTED}
        anniversaries = sorted(
            (self._anniversary(node, counted) for node in minor), key=lambda one: (one.ordinal, one.date, one.iri)
        )
        unmarked = [one.iri for one in anniversaries if not one.page]
        shown = {claim.iri for group in claims for claim in group.claims}
        return Page(
            iri=iri,
            curie=self.context.compress(iri),
            kind=self.naming.kind(self.vocabulary.main(classes)),
            kinds=tuple(self.naming.kind(class_) for class_ in classes),
            title=title,
            language=language,
            names=self._names(rows),
            statements=self._statements(rows),
            claims=claims,
            incoming=incoming,
            anniversaries=tuple(anniversaries),
            passages=tuple(passages),
            passages_count=len({value for key, value, _ in rows if key == PASSAGE}),
            evidence=self.citing.all(evidence(rows)),
            triples=document(
                self,
                iri,
                claims=[*shown, *self._belonging(pointing, own)],
                nodes=[*unmarked, *(passage.iri for passage in passages)],
                links=[(value.iri, group.iri) for group in incoming for value in group.values],
            ),
        )

    # which nodes a page is made of

    def _pointing(self, iri: str) -> dict[Key, list[str]]:
        """What points at `iri`, by its class and the property."""
        found: dict[Key, list[str]] = defaultdict(list)
        for predicate, subject in self.facts.at(iri):
            if predicate not in _NO_LINKS:
                found[self.vocabulary.main(self.naming.classes(subject)), predicate].append(subject)
        return found

    def _deepened(self, pointing: dict[Key, list[str]], own: Sequence[str]) -> dict[Key, list[str]]:
        """Add the statements on statements, such as a figure of a release: they have no other page to stand on."""
        open_ = self._belonging(pointing, own)
        seen = {*open_, *(node for nodes in pointing.values() for node in nodes)}
        while open_:
            self.facts.load_at(open_)
            found = [
                (predicate, node)
                for one in open_
                for predicate, node in self.facts.at(one)
                if predicate not in _NO_DEPTH and node not in seen
            ]
            self.facts.load_names(node for _, node in found)
            open_ = []
            for predicate, node in found:
                if node not in seen and self.naming.standing(node) is Standing.CLAIM:
                    seen.add(node)
                    open_.append(node)
                    pointing[self.vocabulary.main(self.naming.classes(node)), predicate].append(node)
        return pointing

    def _is_claim(self, class_: str) -> bool:
        return self.vocabulary.is_a([class_], "Statement")

    def _is_source(self, classes: Sequence[str]) -> bool:
        return self.vocabulary.is_a(classes, "Source")

    def _belonging(self, pointing: Mapping[Key, Sequence[str]], own: Iterable[str]) -> list[str]:
        """The statements that belong to the entity, however many: but for parts, which belong to what they are in."""
        return [
            *own,
            *(
                claim
                for (class_, predicate), claims in pointing.items()
                if predicate != EVIDENCE and class_ != MG + "Participation" and self._is_claim(class_)
                for claim in claims
            ),
        ]

    def _anniversaries(self, iri: str, pointing: dict[Key, list[str]]) -> list[str]:
        """The anniversaries of the entity or of its changes; those that nothing marks are told nowhere else."""
        changes = self._belonging(pointing, ())
        pointers = pointing.pop((MG + "Anniversary", COMMEMORATES), [])
        found = dict.fromkeys(pointers)
        for change in changes:
            found |= dict.fromkeys(subject for _, subject in self.facts.at(change, COMMEMORATES) if subject != iri)
        self.facts.load(found)
        self.facts.load_at(found)
        return [node for node in found if MG + "Anniversary" in self.naming.classes(node)]

    def _load(self, iri: str, rows: Sequence[Row], pointing: Mapping[Key, Sequence[str]], own: Sequence[str]) -> None:
        """Have the facts fetch all that the page is going to look at, wave by wave."""
        claims = [*own, *self._belonging(pointing, ())]
        for (class_, _), subjects in pointing.items():
            if self._is_claim(class_):
                claims += self.showing.chosen(subjects)
        links = [value for key, value, _ in rows if isinstance(value, str) and key not in {TYPE, PASSAGE}]
        self.naming.load(links)
        claims += [link for link in links if self.naming.standing(link) is Standing.CLAIM]
        if self.naming.standing(iri) is Standing.CLAIM:
            claims.append(iri)
        claims += self._load_bearing(rows)
        inside = self._load_claims(claims)
        cited = [passage for node in (iri, *inside) for passage in evidence(self.facts.about(node))]
        self.citing.load(cited)
        linked = [node for claim in inside for node in _links(self.facts.about(claim))]
        self.naming.load(
            [
                *(subject for subjects in pointing.values() for subject in subjects),
                *linked,
                *(node for claim in inside for node in self.showing.containers(claim)),
            ]
        )
        self.facts.load(node for node in linked if self._is_linked_claim(node))

    def _is_linked_claim(self, node: str) -> bool:
        return node not in self.vocabulary.labels and self.naming.standing(node) is Standing.CLAIM

    def _load_bearing(self, rows: Sequence[Row]) -> list[str]:
        """Fetch the passages of a source that are shown, and what rests on them; return the statements among it."""
        shown = self.showing.passage_nodes(rows)
        self.facts.load(shown)
        self.facts.load_at(shown, EVIDENCE)
        borne = [node for passage in shown for node in self.showing.borne(passage)[0]]
        self.naming.load(borne)
        return [node for node in borne if self.naming.standing(node) is Standing.CLAIM]

    def _load_claims(self, claims: Iterable[str]) -> list[str]:
        """Fetch statements, what they are parts of, and their own parts; return all of them."""
        first_ones = list(dict.fromkeys(claims))
        self.facts.load(first_ones)
        self.facts.load_at(first_ones, PARTICIPATION)
        containers = [node for claim in first_ones for node in self.showing.containers(claim)]
        self.naming.load(containers)
        outer = [node for node in containers if self.naming.standing(node) is Standing.CLAIM]
        self.facts.load(outer)
        self.facts.load_at(outer, PARTICIPATION)
        found = dict.fromkeys([*first_ones, *outer])
        inner = first_ones
        while inner := [
            part for one in inner for part in self.showing.own_claims(self.facts.about(one)) if part not in found
        ]:
            self.facts.load(inner)
            self.facts.load_at(inner, PARTICIPATION)
            found |= dict.fromkeys(inner)
        return list(found)

    # what a page shows of them

    def _names(self, rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for predicate in (LABEL, ALT_LABEL):
            for name in labels_of(rows, predicate):
                found[name.language or ""][name.value] = None
        return {language: tuple(found[language]) for language in sorted(found)}

    def _statements(self, rows: Sequence[Row]) -> tuple[Group, ...]:
        cited = evidence(rows)
        graphs: dict[tuple[str, Term], list[str]] = defaultdict(list)
        for key, value, graph in rows:
            if key not in TOLD:
                graphs[key, value].append(graph)
        groups: dict[str, list[Value]] = defaultdict(list)
        for (key, value), said in graphs.items():
            groups[key].append(self.showing.value(value, citations=self.citing.by_graphs(said, cited)))
        made = (self.showing.group(predicate, values) for predicate, values in groups.items())
        return tuple(sorted(made, key=lambda group: (group.label, group.iri)))

    def _incoming(self, pointing: Mapping[Key, Sequence[str]]) -> tuple[Group, ...]:
        found = []
        for (class_, predicate), subjects in pointing.items():
            if self._is_claim(class_):
                continue
            values = [self._pointer(node, predicate) for node in subjects]
            found.append(self.showing.group(predicate, values, class_))
        return tuple(sorted(found, key=lambda group: (group.kind, group.label, group.key)))

    def _pointer(self, node: str, predicate: str) -> Value:
        if predicate == MERGED:
            return Value(self.naming.short(node), node, page=True)
        return self.showing.value(node)

    def _claims(self, iri: str, pointing: Mapping[Key, Sequence[str]], own: Sequence[str]) -> tuple[Claims, ...]:
        found = []
        if own:
            found.append(self.showing.claims(iri, (MG + "Participation", PARTICIPATION), own, own=True))
        for key, subjects in pointing.items():
            if self._is_claim(key[0]) and key[1] != PARTICIPATION:
                found.append(self.showing.claims(iri, key, subjects))
        return tuple(sorted(found, key=lambda group: (group.label, group.link, group.key)))

    # anniversaries and passages

    def _anniversary(self, node: str, counted: Collection[object]) -> Anniversary:
        rows = self.facts.about(node)
        ordinal = first(rows, MG + "ordinal")
        return Anniversary(
            int(ordinal) if ordinal.isascii() and ordinal.isdigit() and len(ordinal) < 10 else 0,
            first(rows, MG + "date"),
            node,
            page=bool(self.facts.at(node)),
            counted=not counted or any(key == COMMEMORATES and value in counted for key, value, _ in rows),
        )


def _links(rows: Sequence[Row]) -> list[str]:
    return [value for key, value, _ in rows if isinstance(value, str) and key not in {TYPE, EVIDENCE}]
