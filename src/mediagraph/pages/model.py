"""What a page tells: one entity, what is said of it, what points at it, and who says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Kind:
    """A class, as a CURIE and by its label."""

    curie: str
    label: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Who says a thing: a source and the passage of it, or a rule that derived it.

    Attributes:
        source: IRI of the source, or of the graph of the rule.
        title: name of the source, or of the rule.
        page: whether the source has a page.
        passage: IRI of the passage; empty for the source as a whole.
        kind: what the passage is, such as `row` or `paragraph`; `rule` for a rule.
        number: number of the passage within its source, where it has one.
        address: where the passage, or the source, can be read.
    """

    source: str
    title: str
    page: bool
    passage: str = ""
    kind: str = ""
    number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a property: a text, or something with a name.

    Attributes:
        text: the text, or the name of what is linked.
        iri: of what is linked; empty for text.
        page: whether what is linked has a page.
        language: tag of the text, where it has one.
        note: what is to be said beside it, such as the role of somebody who takes part.
        citations: who says it.
    """

    text: str
    iri: str = ""
    page: bool = False
    language: str = ""
    note: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one property.

    Attributes:
        iri: the property.
        label: its label.
        values: in order; of a large group the first ones.
        count: how many there are in all.
        kind: for what points at the entity, the class of those that do.
        key: names the group among those of its page, in addresses.
    """

    iri: str
    label: str
    values: tuple[Value, ...]
    count: int
    kind: str = ""
    key: str = ""

    @property
    def shared(self) -> tuple[Citation, ...]:
        """Who says all of the values alike, or nothing where that differs."""
        said = {value.citations for value in self.values}
        return next(iter(said)) if len(said) == 1 else ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that is a node of its own: a cooperation, a release, a part that somebody takes."""

    iri: str
    fields: tuple[Group, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """Statements of one class that belong to the entity in one way.

    Attributes:
        label: label of the class.
        link: label of the property that leads from the statement to the entity, or from the entity to it.
        claims: in order; of many the first ones.
        count: how many there are in all.
        key: names the group among those of its page, in addresses.
        columns: labels of the properties that any of those shown has, in order.
    """

    label: str
    link: str
    claims: tuple[Claim, ...]
    count: int
    key: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A round anniversary of what the page is about.

    Attributes:
        ordinal: number of years.
        date: EDTF, as precise as what it recalls.
        iri: of the anniversary.
        page: whether it has a page, since something marks it or speaks of it.
        counted: whether it is of the establishment that counts; of several rivals one does.
    """

    ordinal: int
    date: str
    iri: str
    page: bool
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a source, and what it bears out.

    Attributes:
        iri: of the passage.
        kind: `row` or `paragraph`.
        number: within its source; may be empty.
        label: its name, where it has one.
        address: where it can be read, if it has a page of its own.
        bears: what rests on it; the first ones.
        count: how many things rest on it.
    """

    iri: str
    kind: str
    number: str
    label: str
    address: str
    bears: tuple[Value, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    """One entity.

    Attributes:
        iri: what the page is about.
        curie: the same, compressed.
        kind: its most special class.
        kinds: all its classes.
        title: its name in the preferred language.
        language: of that name.
        names: by language, the labels first.
        statements: its properties.
        claims: statements that it takes part in.
        incoming: other entities that point at it, by their class and property.
        anniversaries: those that follow from it, by date.
        passages: of a source, the first ones.
        passages_count: how many a source has.
        evidence: passages on which the entity as such rests.
        triples: the statements of the entity's document, sorted: its own, those of the claims that belong to it and of
            those shown, of the passages that bear them out, and of unmarked anniversaries.
    """

    iri: str
    curie: str
    kind: Kind
    kinds: tuple[Kind, ...]
    title: str
    language: str
    names: Mapping[str, Sequence[str]]
    statements: tuple[Group, ...]
    claims: tuple[Claims, ...]
    incoming: tuple[Group, ...]
    anniversaries: tuple[Anniversary, ...]
    passages: tuple[Passage, ...]
    passages_count: int
    evidence: tuple[Citation, ...]
    triples: tuple[ox.Triple, ...] = field(repr=False)

    @property
    def shared(self) -> tuple[Citation, ...]:
        """Who says all of the statements alike, or nothing where that differs."""
        said = {group.shared for group in self.statements}
        return next(iter(said)) if len(said) == 1 else ()
