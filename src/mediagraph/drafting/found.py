"""What is found in an article: mentions with their places, the entities that they are of, and statements."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.identity.naming import read_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.drafting.article import Article, Sentence, Span
    from mediagraph.drafting.dates import Dated
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.names import Gazetteer, Known


@dataclass(frozen=True, slots=True)
class Mark:
    """Why something is proposed.

    Attributes:
        span: the characters that bear it out.
        rule: what found it.
        confidence: how often such a find is right, from 0 to 1; an estimate.
        derived: whether it was reckoned rather than read.
    """

    span: Span
    rule: str
    confidence: float
    derived: bool = False


@dataclass(eq=False)
class Entity:
    """An entity that the article names, or seems to.

    Attributes:
        kind: country, organisation, outlet, person, work, event, undertaking or place.
        type: its class.
        name: as first written in full.
        id: its CURIE; given at the end where it is new.
        known: the entity of the graph that it is taken for.
        alike: CURIEs of entities that only share its name.
        variants: other names.
        more: other properties, as in a record.
        marks: where it was found.
    """

    kind: str
    type: str
    name: str
    id: str = ""
    known: Known | None = None
    alike: list[str] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    @property
    def countries(self) -> list[str]:
        """CURIEs of the countries that it is said to be of."""
        keys = ("inCountry", "nationality", "countryOfOrigin", "within")
        return [one for key in keys for one in self.more.get(key, [])]

    def belongs(self, key: str, country: str) -> None:
        """Say that it is of `country`."""
        values = self.more.setdefault(key, [])
        if country not in values:
            values.append(country)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names an entity."""

    span: Span
    entity: Entity
    rule: str = ""


@dataclass
class Statement:
    """A proposal that links entities: a node to be, with ids still to be given.

    Attributes:
        type: its class.
        values: properties; an `Entity` or `Statement` stands for its id.
        parties: participations: agent or none, role, country represented or none.
        marks: where it was found.
        id: the local name of the node.
    """

    type: str
    values: dict[str, Any]
    marks: list[Mark]
    parties: list[tuple[Entity | None, str, Entity | None, Mark]] = field(default_factory=list)
    id: str = ""

    def party(self, agent: Entity | None, role: str, mark: Mark, country: Entity | None = None) -> None:
        """Add a party, once."""
        if all((one[0], one[1], one[2]) != (agent, role, country) for one in self.parties):
            self.parties.append((agent, role, country, mark))


class Reading:
    """An article under way: what the finders have found so far, for those that come after them."""

    def __init__(self, article: Article, gazetteer: Gazetteer) -> None:
        self.article = article
        self.gazetteer = gazetteer
        self.entities: list[Entity] = []
        self.statements: list[Statement] = []
        self.dates: dict[Span, list[Dated]] = {}
        self.date = article.date
        self.date_span: Span | None = None
        self.masked: dict[int, list[Span]] = defaultdict(list)
        self.listed: dict[int, Entity] = {}  # paragraphs of lists of credits: the work that each is of
        self._mentions: dict[int, list[Mention]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], Entity] = {}

    @property
    def language(self) -> Language:
        """The language of the article."""
        return self.article.language

    def entity(self, kind: str, name: str) -> Entity | None:
        """Return the entity of `kind` that bears `name`, if there is one yet."""
        return self._by_name.get((kind, read_name(name).folded))

    def add(self, kind: str, type_: str, name: str, mark: Mark, *, known: Known | None = None) -> Entity:
        """Return the entity called `name`, made if need be, with one more mark, and mention it there."""
        entity = self.entity(kind, name)
        if entity is None:
            entity = Entity(kind, type_, name, known=known)
            self.entities.append(entity)
            self.call(entity, name)
        if known is not None and entity.known is None:
            entity.known = known
        entity.marks.append(mark)
        self.mention(entity, mark.span, mark.rule)
        return entity

    def call(self, entity: Entity, name: str) -> None:
        """Let `name` be one of the names of `entity`."""
        self._by_name.setdefault((entity.kind, read_name(name).folded), entity)
        if name != entity.name and name not in entity.variants:
            entity.variants.append(name)

    def mention(self, entity: Entity, span: Span, rule: str) -> None:
        """Note a place that names `entity`."""
        self._mentions[span.paragraph].append(Mention(span, entity, rule))
        self._mentions[span.paragraph].sort(key=lambda one: (one.span, -one.span.end))

    def unmention(self, mention: Mention) -> None:
        """Forget one mention, since a longer name stands there; an entity without any other is forgotten too."""
        entity = mention.entity
        self._mentions[mention.span.paragraph].remove(mention)
        entity.marks = [mark for mark in entity.marks if mark.span != mention.span]
        if not entity.marks and entity in self.entities:
            self.drop(entity)

    def taken(self, span: Span) -> bool:
        """Whether something was found at `span` before."""
        return any(one.span.meets(span) for one in self._mentions[span.paragraph])

    def mentions(self, span: Span, kinds: Iterable[str] = ()) -> list[Mention]:
        """Return what is mentioned within `span`, of `kinds`, in order."""
        wanted = set(kinds)
        return [
            one
            for one in self._mentions[span.paragraph]
            if span.holds(one.span) and (not wanted or one.entity.kind in wanted)
        ]

    def drop(self, entity: Entity) -> None:
        """Forget an entity that proved to be none."""
        self.entities.remove(entity)
        for key in [key for key, value in self._by_name.items() if value is entity]:
            del self._by_name[key]
        for number, found in self._mentions.items():
            self._mentions[number] = [one for one in found if one.entity is not entity]

    def role(self, of: Entity, agent: Entity, role: str, mark: Mark, country: Entity | None = None) -> None:
        """Note that `agent` has a role in a work or an event."""
        statement = next((s for s in self.statements if s.type == "roles" and s.values["of"] is of), None)
        if statement is None:
            statement = Statement("roles", {"of": of}, [])
            self.statements.append(statement)
        statement.party(agent, role, mark, country)

    def dated(self, span: Span) -> list[Dated]:
        """Return the dates within `span`."""
        return [one for found in self.dates.values() for one in found if span.holds(one.span)]

    def hidden(self, span: Span, *kinds: str) -> bool:
        """Whether `span` lies within a title, a quotation, or the name of one of `kinds`."""
        if any(mask.holds(span) for mask in self.masked[span.paragraph]):
            return True
        return any(
            one.span.holds(span)
            and one.span != span
            and one.entity.kind in (kinds or ("work", "event", "organisation"))
            for one in self._mentions[span.paragraph]
        )

    def sentence_of(self, span: Span) -> Sentence | None:
        """Return the sentence that holds `span`."""
        return next((one for one in self.article.sentences if one.span.holds(span)), None)
