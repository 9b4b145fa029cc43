"""Shows values, statements and passages: as what, in which order, with whose word for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.pages.citing import Citing, first
from mediagraph.pages.model import Claim, Claims, Group, Passage, Value
from mediagraph.pages.naming import Naming, Standing, natural_key
from mediagraph.pages.vocabulary import (
    ALT_LABEL,
    DERIVED,
    EVIDENCE,
    LABEL,
    MG,
    PARTICIPATION,
    PASSAGE,
    SKOS,
    TYPE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.pages.facts import Facts, Row, Term
    from mediagraph.pages.model import Citation

# told elsewhere on the page, or worked out from what is told
TOLD = frozenset({TYPE, LABEL, ALT_LABEL, EVIDENCE, DERIVED, PARTICIPATION, PASSAGE, MG + "earliest", MG + "latest"})

_BORNE_OUT = 12
# what a statement is about, when it has to be called after something
_SUBJECTS = tuple(
    MG + term
    for term in ("ofWork", "cooperationOn", "changeOf", "figureOf", "markedBy", "holder", "between", "speaker", "about")
)
_FIRST = ("", MG + "date", PARTICIPATION)


class Showing:
    """Makes what stands on a page out of facts that are loaded.

    Args:
        facts: what is known.
        naming: of nodes.
        citing: of sources.
        shown: how many of a group a page shows; None for all.
    """

    def __init__(self, facts: Facts, naming: Naming, citing: Citing, shown: int | None) -> None:
        self.facts, self.naming, self.citing, self.shown = facts, naming, citing, shown

    def chosen(self, claims: Iterable[str]) -> list[str]:
        """Return the statements of a group that a page shows: the first by their IRIs."""
        return sorted(claims, key=natural_key)[: self.shown]

    def own_claims(self, rows: Sequence[Row]) -> list[str]:
        """Return the parts that a node has, of which `rows` tell."""
        return sorted(
            {value for key, value, _ in rows if key == PARTICIPATION and isinstance(value, str)}, key=natural_key
        )

    def containers(self, claim: str) -> list[str]:
        """Return what a statement is a part of."""
        return sorted({subject for _, subject in self.facts.at(claim, PARTICIPATION)})

    def group(self, predicate: str, values: list[Value], class_: str = "") -> Group:
        """Return values of a property as a group, sorted, and as many as a page shows."""
        ordered = sorted(values, key=lambda value: (value.text.casefold(), value.text, value.iri, value.language))
        return Group(
            iri=predicate,
            label=self.naming.label(predicate),
            values=tuple(ordered[: self.shown]),
            count=len(ordered),
            kind=self.naming.label(class_) if class_ else "",
            key="-".join(self._slug(part) for part in (class_, predicate) if part),
        )

    def _slug(self, term: str) -> str:
        return term.removeprefix(MG) if term.startswith(MG) else self.naming.context.compress(term)

    def value(self, term: Term, *, note: str = "", citations: tuple[Citation, ...] = ()) -> Value:
        """Return a term as it is shown."""
        if isinstance(term, ox.Literal):
            return Value(term.value, language=term.language or "", note=note, citations=citations)
        standing = self.naming.standing(term) if term not in self.naming.vocabulary.labels else Standing.OUTSIDE
        if standing is Standing.CLAIM:
            return Value(self.naming.summary(term), term, note=note, citations=citations)
        text, language = self.naming.titled(term)
        page = standing is Standing.ENTITY
        return Value(text, term, page=page, language=language, note=note, citations=citations)

    def claims(self, iri: str, key: tuple[str, str], nodes: Sequence[str], *, own: bool = False) -> Claims:
        """Return statements of the class and property in `key` as a group."""
        class_, predicate = key
        claims = tuple(self._claim(node, iri) for node in self.chosen(nodes))
        slug = "-".join((self._slug(class_), self._slug(predicate))) + ("-own" if own else "")
        labels = self.naming.label(class_), self.naming.label(predicate)
        fields = sorted((field for claim in claims for field in claim.fields), key=self._field_order)
        columns = tuple(dict.fromkeys(field.label for field in fields))
        return Claims(*labels, claims, len(nodes), slug, columns)

    def _claim(self, node: str, of: str) -> Claim:
        rows = self.facts.about(node)
        fields: dict[str, dict[Value, None]] = defaultdict(dict)
        for key, term, _ in rows:
            if key not in TOLD and term != of:
                fields[key][self.value(term)] = None
        for part in self.own_claims(rows):
            for value in self._parts(part):
                fields[PARTICIPATION][value] = None
        groups = sorted(
            (self.group(predicate, list(values)) for predicate, values in fields.items()), key=self._field_order
        )
        outer = [self._container(container) for container in self.containers(node) if container != of]
        if outer:
            groups.insert(0, Group("", "in", tuple(outer), len(outer)))
        return Claim(node, tuple(groups), self.citing.of(rows))

    def _field_order(self, group: Group) -> tuple[int, str, str]:
        """What it is part of and its date first, then links and concepts, notes at the end."""
        if group.iri in _FIRST:
            rank = _FIRST.index(group.iri)
        elif group.iri.startswith(SKOS):
            rank = 9
        else:
            rank = 3 if any(value.page for value in group.values) else 4
        return rank, group.label, group.iri

    def _parts(self, part: str) -> list[Value]:
        """Those who take a part in a statement, each with the role."""
        rows = self.facts.about(part)
        roles = ", ".join(sorted(self.naming.label(str(v)) for key, v, _ in rows if key == MG + "role"))
        agents = dict.fromkeys(value for key, value, _ in rows if key == MG + "agent" and isinstance(value, str))
        countries = dict.fromkeys(v for key, v, _ in rows if key == MG + "representing" and isinstance(v, str))
        return [self.value(agent, note=roles) for agent in agents or countries]

    def _container(self, node: str) -> Value:
        if self.naming.standing(node) is not Standing.CLAIM:
            return self.value(node, note=self.naming.label(self.naming.vocabulary.main(self.naming.classes(node))))
        return self.after_subject(node)

    def after_subject(self, claim: str) -> Value:
        """A statement, called after what it is about."""
        rows = self.facts.about(claim)
        outer = [node for node in self.containers(claim) if self.naming.standing(node) is not Standing.CLAIM]
        about = outer or next(
            (found for term in _SUBJECTS if (found := sorted({str(v) for key, v, _ in rows if key == term}))), []
        )
        label = self.naming.label(self.naming.vocabulary.main(self.naming.classes(claim)))
        summary = self.naming.summary(claim)
        note = label if summary == label else f"{label}: {summary}"
        if not about:
            container = next(iter(self.containers(claim)), "")
            return self.after_subject(container) if container else Value(note, claim)
        shown = self.value(about[0])
        return Value(shown.text, shown.iri, page=shown.page, language=shown.language, note=note)

    def passage_nodes(self, rows: Sequence[Row]) -> list[str]:
        """Return the passages of a source that a page shows: the first by their IRIs."""
        nodes = {value for key, value, _ in rows if key == PASSAGE and isinstance(value, str)}
        return sorted(nodes, key=natural_key)[: self.shown]

    def borne(self, passage: str) -> tuple[list[str], int]:
        """What rests on a passage: the first ones, and how many."""
        nodes = sorted({subject for _, subject in self.facts.at(passage, EVIDENCE)}, key=natural_key)
        return nodes[:_BORNE_OUT], len(nodes)

    def passages(self, rows: Sequence[Row]) -> list[Passage]:
        """Return the passages of a source, with what rests on each."""
        found = []
        for node in self.passage_nodes(rows):
            told = self.facts.about(node)
            nodes, count = self.borne(node)
            values = _once(
                self.after_subject(one) if self.naming.standing(one) is Standing.CLAIM else self.value(one)
                for one in nodes
            )
            named = self.naming.named(self.facts.names(node))
            found.append(
                Passage(
                    node,
                    self.naming.label(self.naming.vocabulary.main(self.naming.classes(node))),
                    first(told, MG + "number"),
                    named[0] if named else "",
                    first(told, MG + "address"),
                    values,
                    count,
                )
            )
        return found


def _once(values: Iterable[Value]) -> tuple[Value, ...]:
    """Each thing once, sorted by name, with all that is noted of it."""
    notes: dict[tuple[str, str, str], tuple[Value, set[str]]] = {}
    for value in values:
        notes.setdefault((value.text.casefold(), value.text, value.iri), (value, set()))[1].add(value.note)
    return tuple(replace(notes[key][0], note="; ".join(sorted(notes[key][1] - {""}))) for key in sorted(notes))
