"""Proposals: the nodes of a record file, each with the marks that bear it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.naming import ascii_slug, country_name, ids_of, local_prefix, new_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_SECTIONS = ("place", "organisation", "outlet", "person", "work", "event", "undertaking", "recalled", "relation")
_STATEMENTS = (
    "Position", "Agreement", "Cooperation", "ProductionStage", "Release", "RelationChange", "Anniversary",
    "Commemoration", "Figure", "Remark",
)  # fmt: skip
_LOCAL = {
    "Position": "position", "Cooperation": "", "ProductionStage": "stage", "Release": "", "RelationChange": "relation",
    "Commemoration": "commemoration", "Figure": "figure", "Remark": "remark",
}  # fmt: skip
_RECKONED = "The date is reckoned from that of the source."


@dataclass
class Proposal:
    """A node that is proposed.

    Attributes:
        section: the heading that it stands under.
        node: the record.
        marks: why it is proposed.
        parties: the marks of its participations, by their ids.
        alike: CURIEs of entities of the graph that bear its name and were not taken for it.
    """

    section: str
    node: dict[str, Any]
    marks: list[Mark]
    parties: dict[str, list[Mark]] = field(default_factory=dict)
    alike: list[str] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        """That of the best mark."""
        return max((mark.confidence for mark in self.marks), default=0.0)


class Nodes:
    """Turns what was found into records."""

    def __init__(self, reading: Reading, prefixes: Collection[str]) -> None:
        self.reading = reading
        self.prefix = local_prefix(reading.article.slug, prefixes)
        self._taken = ids_of(reading.gazetteer, reading.article.slug)
        self._local: set[str] = set()
        self._language = reading.article.language.code

    def proposals(self) -> list[Proposal]:
        """Return all proposals, the source first."""
        reading = self.reading
        publisher = self._publisher()
        self._units()
        for entity in reading.entities:
            entity.id = entity.id or (entity.known.id if entity.known else self._new(entity))
        found = [self._source(publisher)]
        for kind in _SECTIONS:
            found += [self._entity(entity) for entity in reading.entities if entity.kind == kind]
        agreements = {id(one): self._agreement(one) for one in reading.statements if one.type == "Agreement"}
        for statement in reading.statements:
            self._name(statement)
        for type_ in _STATEMENTS:
            found += [self._statement(one, agreements.get(id(one))) for one in reading.statements if one.type == type_]
        for statement in reading.statements:
            if statement.type == "roles" and statement.parties:
                owner = next(p for p in found if p.node["id"] == statement.values["of"].id)
                self._participations(owner, statement)
        return found

    def _new(self, entity: Entity) -> str:
        made = new_id(entity, self._taken, self.prefix)
        self._taken.add(made)
        return made

    def _publisher(self) -> Entity | None:
        """Return the publisher that is stated beside the text, as an entity."""
        name = self.reading.article.publisher
        if not name:
            return None
        found = self.reading.entity("organisation", name) or self.reading.entity("outlet", name)
        if found is not None:
            return found if found.kind == "organisation" else None
        known = self.reading.gazetteer.find(name, ("organisation",), but=self.reading.article.slug)
        entity = Entity("organisation", "Organisation", name, known=known[0] if len(known) == 1 else None)
        entity.more["stated"] = True
        self.reading.entities.append(entity)
        self.reading.call(entity, name)
        return entity

    def _units(self) -> None:
        """Make units of organisations whose names hold that of another organisation."""
        bodies = [one for one in self.reading.entities if one.kind == "organisation"]
        pattern = self.reading.language.cue("organisations", "units")
        for one in bodies:
            if (one.known is not None and one.known.type != "OrganisationalUnit") or not pattern.search(one.name):
                continue
            for other in bodies:
                names = [name for name in (other.name, *other.variants) if len(name) > 2]
                if other is not one and any(_within(name, one.name, self.reading.language.spaced) for name in names):
                    one.type, one.more["unitOf"] = "OrganisationalUnit", other
                    break

    def _source(self, publisher: Entity | None) -> Proposal:
        article = self.reading.article
        marks: list[Mark] = []
        node: dict[str, Any] = {
            "id": f"source:{article.slug}",
            "type": "Article",
            "namedGraph": f"graph:{article.slug}",
        }
        title = article.paragraphs[0] if article.headed else article.title
        node["name"] = {self._language: title} if title and len(title) <= 160 else {"en": f"Article {article.slug}"}
        if publisher is not None:
            node["publisher"] = publisher.id
        node["language"] = self._language
        if self.reading.date:
            node["date"] = self.reading.date
        if article.address:
            node["address"] = article.address
        evidence = {1} if article.headed else set()
        if self.reading.date_span is not None:
            marks.append(Mark(self.reading.date_span, "source/dateline", 0.8))
            evidence.add(self.reading.date_span.paragraph)
        if evidence:
            node["evidence"] = self._paragraphs(evidence)
        node["passage"] = [
            {"id": f"{self.prefix}:p{number}", "type": "Paragraph", "number": number}
            for number in range(1, len(article.paragraphs) + 1)
        ]
        return Proposal("Source", node, marks)

    def _entity(self, entity: Entity) -> Proposal:
        node: dict[str, Any] = {"id": entity.id, "type": entity.type}
        more = dict(entity.more)
        described = more.pop("described", False)
        if entity.kind == "relation":
            node["name"] = {"en": "–".join(country_name(one, self.reading.gazetteer) for one in more["party"])}
        else:
            node["name"] = {"en" if described else self._language: entity.name}
        if entity.variants:
            node["variantName"] = {self._language: _one(sorted(entity.variants))}
        if "occupation" in more:
            more["occupation"] = {self._language: more["occupation"]}
        stated = more.pop("stated", False)
        node |= {key: _one(self._value(value)) for key, value in sorted(more.items())}
        if entity.marks:
            node["evidence"] = self._paragraphs({mark.span.paragraph for mark in entity.marks})
        if stated:
            node["editorialNote"] = {"en": "Stated beside the text, not in it."}
        return Proposal(_heading(entity.kind), node, entity.marks, alike=entity.alike)

    def _name(self, statement: Statement) -> None:
        if statement.type in {"roles", "Anniversary", "Agreement"}:
            return
        values = statement.values
        stem = _LOCAL[statement.type]
        key = {"Position": "holder", "Remark": "speaker", "Figure": "unit", "ProductionStage": "ofWork"}.get(
            statement.type
        )
        tail = values.get(key) if key else None
        if statement.type == "Cooperation":
            stem, tail = values["cooperationKind"], values["cooperationOn"]
        elif statement.type == "Release":
            stem, tail = values["releaseKind"], values["ofWork"]
        elif statement.type == "RelationChange":
            tail = "established"
        elif statement.type == "ProductionStage":
            stem = values["stage"]
        text = tail.id.partition(":")[2] if isinstance(tail, (Entity, Statement)) else str(tail or "")
        statement.id = self._unique(f"{stem}-{text}".strip("-"))

    def _unique(self, stem: str) -> str:
        made, number = stem, 2
        while made in self._local:
            made, number = f"{stem}-{number}", number + 1
        self._local.add(made)
        return f"{self.prefix}:{made}"

    def _statement(self, statement: Statement, named: dict[str, Any] | None) -> Proposal:
        values = {key: value for key, value in statement.values.items() if key not in {"parties", "named"}}
        node: dict[str, Any] = {"id": statement.id, "type": statement.type}
        if statement.type == "Anniversary":
            node |= self._anniversary(statement)
        elif named is not None:
            node |= named
        if "positionTitle" in values:
            values["positionTitle"] = {self._language: values["positionTitle"]}
            if self.reading.date:
                values["asOf"] = self.reading.date
        if statement.type == "Figure" and self.reading.date:
            values["asOf"] = self.reading.date
        node |= {key: _one(self._value(value)) for key, value in values.items()}
        node["evidence"] = self._paragraphs({mark.span.paragraph for mark in statement.marks})
        if any(mark.derived for mark in statement.marks) and "date" in node:
            node["editorialNote"] = {"en": _RECKONED}
        made = Proposal(_heading(statement.type), node, statement.marks)
        if statement.type == "Cooperation" and len(statement.parties) == 1:
            node["unnamedParties"] = 1
        self._participations(made, statement)
        return made

    def _participations(self, owner: Proposal, statement: Statement) -> None:
        nodes = owner.node.setdefault("participation", [])
        for agent, role, country, mark in statement.parties:
            who = agent or country
            if who is None:
                continue
            id_ = self._unique(f"{role}-{who.id.partition(':')[2].lower()}")
            node: dict[str, Any] = {"id": id_, "type": "Participation"}
            if agent is not None:
                node["agent"] = agent.id
            if country is not None:
                node["representing"] = country.id
            node |= {"role": role, "evidence": f"{self.prefix}:p{mark.span.paragraph}"}
            owner.parties[id_] = [mark]
            nodes.append(node)
        if not nodes:
            del owner.node["participation"]

    def _anniversary(self, statement: Statement) -> dict[str, Any]:
        what, ordinal = statement.values["commemorates"], statement.values["ordinal"]
        gazetteer = self.reading.gazetteer
        if isinstance(what, Statement):
            relation = what.values["changeOf"]
            codes = relation.id.partition(":")[2]
            begun = what.values.get("date", "")
            stem = f"{codes}-{begun}-{ordinal}" if begun else f"{codes}-{ordinal}"
            names = "–".join(country_name(one, gazetteer) for one in relation.more["party"])
            name = f"{ordinal} years of {names} diplomatic relations"
        else:
            stem, name = f"{ascii_slug(what.name)}-{ordinal}", f"{ordinal} years since: {what.name}"
        statement.id = f"occasion:{stem}"
        return {"id": statement.id, "name": {"en": name}}

    def _agreement(self, statement: Statement) -> dict[str, Any]:
        who = [
            one.name if one.kind != "country" else country_name(one.id, self.reading.gazetteer)
            for agent, _, country, _ in statement.parties
            if (one := agent or country) is not None
        ]
        name = f"{statement.values['named']} of {' and '.join(who)}"
        made = Entity("undertaking", "Agreement", name)
        statement.id = self._new(made)
        return {"id": statement.id, "name": {"en": name}}

    def _value(self, value: Any) -> Any:
        if isinstance(value, (Entity, Statement)):
            return value.id
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return value

    def _paragraphs(self, numbers: Iterable[int]) -> Any:
        return _one([f"{self.prefix}:p{number}" for number in sorted(set(numbers))])


def _one(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _within(part: str, whole: str, spaced: bool) -> bool:  # noqa: FBT001 - a property of the language
    if part == whole or part not in whole:
        return False
    return not spaced or f" {part} " in f" {whole} "


def _heading(kind: str) -> str:
    return {
        "place": "Places", "organisation": "Organisations", "outlet": "Outlets", "person": "People and their positions",
        "Position": "People and their positions", "work": "Works", "event": "Events", "undertaking": "Undertakings",
        "Agreement": "Undertakings", "recalled": "What is recalled", "relation": "Relations and occasions",
        "RelationChange": "Relations and occasions", "Anniversary": "Relations and occasions",
        "Commemoration": "Relations and occasions", "Cooperation": "Cooperation", "Release": "Releases and stages",
        "ProductionStage": "Releases and stages", "Figure": "Figures", "Remark": "Remarks",
    }[kind]  # fmt: skip
