"""Claims that link what is named: offices, roles, releases, stages, figures, remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.modelling.checking import CONCEPT, NAME, Checks, DroppedError, Place
from mediagraph.drafting.modelling.matching import find, same
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.settling import PARTY, PRODUCER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mediagraph.drafting.dates import Dated
    from mediagraph.drafting.modelling.claims import Claim
    from mediagraph.drafting.modelling.concepts import SchemeConcepts

AGENTS = (*BODIES, "person")
TOGETHER = "a role that only a cooperation has"
_OWNERS = ("work", "event", "organisation", "outlet", "undertaking")
# What parties are to one another; of a work or an event by itself nobody is that.
_OF_COOPERATION = frozenset({
    "co-producer", "coverage-partner", "footage-provider", "joint-presenter", "producing-party", "signatory",
})  # fmt: skip
_RELEASE_KEYS = ("territory", "date", "atEvent", "viaOutlet")


class Statements:
    """Takes what is stated, where the rules did not find it."""

    def __init__(self, concepts: SchemeConcepts) -> None:
        self._concepts = concepts
        self._takers: Mapping[str, Callable[..., bool]] = {
            "position": self._position,
            "role": self._role,
            "release": self._release,
            "stage": self._stage,
            "figure": self._figure,
            "remark": self._remark,
        }

    def take(self, reading: Reading, claim: Claim, tests: Checks, mark: tuple[str, float]) -> bool:
        """Propose what a claim states; return whether it is new.

        Args:
            reading: the article under way.
            claim: what the model says.
            tests: of its language.
            mark: rule and confidence.

        Raises:
            DroppedError: the text or the schemes do not bear it out.
        """
        return first_sound(
            tests.places(reading, claim),
            lambda place: self._takers[claim.kind](reading, claim, tests, place, Mark(place.span, *mark)),
        )

    def _position(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        holder = tests.entity(reading, place, claim.text("holder"), ("person",))
        title = next((place.sentence.text[slice(*at)] for at in find(place.sentence.text, claim.text("title"))), "")
        if not title:
            raise DroppedError(NAME)
        values: dict[str, Any] = {"holder": holder, "positionTitle": title}
        if claim.text("organisation"):
            values["atOrganisation"] = tests.entity(reading, place, claim.text("organisation"), ("organisation",))
        for one in reading.statements:
            if one.type == "Position" and one.values["holder"] is holder:
                other = str(one.values["positionTitle"]).casefold()
                if other in title.casefold() or title.casefold() in other:
                    return False
        reading.statements.append(Statement("Position", values, [mark]))
        return True

    def _role(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        role = self._concept("role", claim)
        if role in _OF_COOPERATION:
            raise DroppedError(TOGETHER)
        owner = tests.subject(reading, place, claim.text("of"), ("work", "event"))
        agent = tests.entity(reading, place, claim.text("agent"), AGENTS)
        roles = (
            {role, PARTY} if role == PRODUCER else {role}
        )  # the rules make the one of the other where several produce
        for one in reading.statements:
            if one.type == "roles" and one.values["of"] is owner:
                known = any(held[0] is agent and held[1] in roles for held in one.parties)
            else:
                joint = one.type == "Cooperation" and one.values["cooperationOn"] is owner
                known = joint and role == PRODUCER and any(held[0] is agent for held in one.parties)
            if known:
                return False
        reading.role(owner, agent, role, mark)
        return True

    def _release(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        kind = self._concept("releaseKind", claim)
        work = tests.subject(reading, place, claim.text("work"))
        date = tests.date(reading, place, claim.text("date"))
        status = tests.of_release(reading, place, self._status(claim), date)
        values: dict[str, Any] = {"ofWork": work, "releaseKind": kind}
        if claim.text("outlet"):
            values["viaOutlet"] = [tests.entity(reading, place, claim.text("outlet"), ("outlet",))]
        if claim.names("countries"):
            values["territory"] = [countries(reading, tests, place, name) for name in claim.names("countries")]
        if claim.text("event"):
            values["atEvent"] = tests.entity(reading, place, claim.text("event"), ("event",))
        values["status"] = status
        if date is not None:
            values["date"] = date.value
        for one in reading.statements:
            if one.type == "Release" and one.values["ofWork"] is work and one.values["releaseKind"] == kind:
                here = any(other.span.meets(place.sentence.span) for other in one.marks)
                alike = all(values.get(key, one.values.get(key)) == one.values.get(key) for key in _RELEASE_KEYS)
                if here or (one.values["status"] == status and alike):
                    return False  # what the rules read in this sentence stands, its status above all
        reading.statements.append(Statement("Release", values, [_dated(mark, date)]))
        return True

    def _stage(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        stage = self._concept("stage", claim)
        work = tests.subject(reading, place, claim.text("work"))
        date = tests.date(reading, place, claim.text("date"))
        for one in reading.statements:
            if one.type == "ProductionStage" and one.values["ofWork"] is work and one.values["stage"] == stage:
                return False
        values: dict[str, Any] = {"ofWork": work, "stage": stage}
        values["status"] = tests.status(reading, place, self._status(claim), date)
        if date is not None:
            values["date"] = date.value
        reading.statements.append(Statement("ProductionStage", values, [_dated(mark, date)]))
        return True

    def _figure(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        unit = self._concept("unit", claim)
        claimed = self._concept("bound", claim) if claim.text("bound") else "exact"
        match = tests.number(reading, place, claim.fields["value"])
        owner = tests.subject(reading, place, claim.text("of"), _OWNERS)
        value = claim.fields["value"]
        bound = tests.figures.bound(place.sentence, match)
        span = place.sentence.at(*match.span())
        for one in reading.statements:
            if one.type == "Figure" and any(other.span.meets(span) for other in one.marks):
                return False
        values = {
            "figureOf": owner,
            "value": int(value) if value == int(value) else f"{value:.6f}".rstrip("0"),
            "bound": claimed if bound == "exact" else bound,
            "unit": unit,
        }
        reading.statements.append(Statement("Figure", values, [mark]))
        return True

    def _remark(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        speaker = tests.entity(reading, place, claim.text("speaker"), ("person",))
        for one in reading.statements:
            near = any(abs(other.span.paragraph - mark.span.paragraph) <= 1 for other in one.marks)
            if one.type == "Remark" and one.values["speaker"] is speaker and near:
                return False
        reading.statements.append(Statement("Remark", {"speaker": speaker, "remarkKind": "spoken-remark"}, [mark]))
        return True

    def _concept(self, key: str, claim: Claim) -> str:
        slug = claim.text(key)
        if not self._concepts.holds(key, slug):
            raise DroppedError(CONCEPT)
        return slug

    def _status(self, claim: Claim) -> str:
        return self._concept("status", claim) if claim.text("status") else ""


def first_sound(places: list[Place], take: Callable[[Place], bool]) -> bool:
    """Return what `take` makes of the first of `places` that bears a claim out.

    Raises:
        DroppedError: none does; the reason is that of the first.
    """
    failure: DroppedError | None = None
    for place in places:
        try:
            return take(place)
        except DroppedError as error:
            failure = failure or error
    raise failure or DroppedError(NAME)


def countries(reading: Reading, tests: Checks, place: Place, name: str) -> Entity:
    """Return the country that the sentence calls `name`, by any of its names or adjectives.

    Raises:
        DroppedError: it names none so.
    """
    for entity in countries_in(reading, place.sentence.span):
        spans = [m.span for m in reading.mentions(place.sentence.span, ("country",)) if m.entity is entity]
        if any(same(reading.article.text(span), name) for span in spans):
            return entity
    return tests.entity(reading, place, name, ("country",))


def _dated(mark: Mark, date: Dated | None) -> Mark:
    return Mark(mark.span, mark.rule, mark.confidence, bool(date and date.derived))
