"""Claims that parties do something together: agreements and cooperation, co-productions above all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.making import CO_PRODUCTION
from mediagraph.drafting.modelling.checking import CONCEPT, Checks, DroppedError, Place
from mediagraph.drafting.modelling.statements import countries, first_sound
from mediagraph.drafting.standing import HAPPENED

if TYPE_CHECKING:
    from mediagraph.drafting.modelling.claims import Claim
    from mediagraph.drafting.modelling.concepts import SchemeConcepts

NOT_JOINT = "a co-production that the tests of the rules do not allow"
FEW = "fewer than two parties"
AHEAD = "a plan, where the same thing is told of as done"
MANY = "more parties than one sentence is trusted with"
_MOST_PARTIES = 6
# Kinds of making a work; what the text calls a treaty, a fund or a market is none of them.
_MAKING = frozenset({CO_PRODUCTION, "co-development", "co-commission"})
_ROLES = {
    CO_PRODUCTION: "co-producer", "co-hosting": "host", "joint-coverage": "coverage-partner",
    "joint-presentation": "joint-presenter", "footage-provision": "footage-provider",
}  # fmt: skip
_ON = ("work", "event", "undertaking")


class Joint:
    """Takes what parties do together, where the rules did not find it."""

    def __init__(self, concepts: SchemeConcepts) -> None:
        self._concepts = concepts

    def take(self, reading: Reading, claim: Claim, tests: Checks, mark: tuple[str, float]) -> bool:
        """Propose an agreement or a cooperation, or further parties of one; return whether anything is new.

        Args:
            reading: the article under way.
            claim: what the model says.
            tests: of its language.
            mark: rule and confidence.

        Raises:
            DroppedError: the text, the schemes or the rules do not bear it out.
        """
        take = self._agreement if claim.kind == "agreement" else self._cooperation
        return first_sound(
            tests.places(reading, claim), lambda place: take(reading, claim, tests, place, Mark(place.span, *mark))
        )

    def _agreement(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        kind = claim.text("agreementKind")
        label = self._concepts.label("agreementKind", kind)
        if not label:
            raise DroppedError(CONCEPT)
        parties = self._parties(reading, claim, tests, place)
        date = tests.date(reading, place, claim.text("date"))
        status = tests.of_agreement(reading, place, self._status(claim), date)
        who = set(parties)
        for one in reading.statements:
            signs = {agent or country for agent, _, country, _ in one.parties}
            here = any(other.span.meets(place.sentence.span) for other in one.marks)
            if one.type == "Agreement" and (here or (one.values["agreementKind"] == kind and who & signs)):
                return False
        values: dict[str, Any] = {
            "agreementKind": kind,
            "status": status,
            "parties": {one.id or one.name for one in parties},
            "named": label[:1].upper() + label[1:],
        }
        if date is not None:
            values["date"] = date.value
            mark = Mark(mark.span, mark.rule, mark.confidence, date.derived)
        statement = Statement("Agreement", values, [mark])
        _add(statement, parties, "signatory", mark)
        reading.statements.append(statement)
        return True

    def _cooperation(self, reading: Reading, claim: Claim, tests: Checks, place: Place, mark: Mark) -> bool:
        kind = claim.text("cooperationKind")
        if not self._concepts.holds("cooperationKind", kind):
            raise DroppedError(CONCEPT)
        parties = self._parties(reading, claim, tests, place)
        on = tests.subject(reading, place, claim.text("on"), _ON) if claim.text("on") else None
        work = on if on is not None and on.kind == "work" else None
        if kind in _MAKING:
            self._check(reading, tests, place, kind, work, parties)
        status = tests.of_cooperation(reading, place, self._status(claim), work)
        if on is None:
            on = _undertaking(reading, parties, mark, coverage=kind == "joint-coverage")
        for one in reading.statements:
            if (
                one.type == "Cooperation"
                and one.values["cooperationOn"] is on
                and kind == one.values["cooperationKind"]
            ):
                before = {agent or country for agent, _, country, _ in one.parties}
                more = [party for party in parties if party not in before]
                if more and status != one.values["status"] == HAPPENED:
                    raise DroppedError(AHEAD)
                _add(one, more, _ROLES.get(kind, "participant"), mark)
                return bool(more)
        values = {"cooperationOn": on, "cooperationKind": kind, "status": status}
        statement = Statement("Cooperation", values, [mark])
        _add(statement, parties, _ROLES.get(kind, "participant"), mark)
        reading.statements.append(statement)
        return True

    @staticmethod
    def _check(
        reading: Reading, tests: Checks, place: Place, kind: str, work: Entity | None, parties: list[Entity]
    ) -> None:
        """Refuse a co-production that the rules would not claim: of no work, by a phrase for another thing, by people.

        Of other kinds of making only what the text calls a treaty, a fund or a market is refused.
        """
        if kind != CO_PRODUCTION:
            if tests.excepted(place):
                raise DroppedError(NOT_JOINT)
            return
        bodies = [one for one in parties if one.kind in BODIES]
        sound = work is not None and tests.making.allows(reading, place.sentence, work, *place.within, parties)
        # countries stand for parties only where no bodies are named, and people for none
        if not sound or len(bodies) not in {0, len(parties)}:
            raise DroppedError(NOT_JOINT)

    @staticmethod
    def _parties(reading: Reading, claim: Claim, tests: Checks, place: Place) -> list[Entity]:
        """Return who takes part, each named in the sentence: bodies, or countries."""
        found: list[Entity] = []
        for name in claim.names("parties"):
            try:
                one = tests.entity(reading, place, name, BODIES)
            except DroppedError:
                one = countries(reading, tests, place, name)
            if one not in found:
                found.append(one)
        if len(found) < 2:
            raise DroppedError(FEW)
        if len(found) > _MOST_PARTIES:
            raise DroppedError(MANY)
        return found

    def _status(self, claim: Claim) -> str:
        status = claim.text("status")
        if status and not self._concepts.holds("status", status):
            raise DroppedError(CONCEPT)
        return status


def _undertaking(reading: Reading, parties: list[Entity], mark: Mark, *, coverage: bool) -> Entity:
    """Return what parties do together where it has no name of its own."""
    names = " and ".join(one.name if one.kind != "country" else one.id.partition(":")[2] for one in parties[:3])
    name = f"{'Joint coverage' if coverage else 'Collaboration'} of {names}"
    found = reading.entity("undertaking", name)
    if found is None:
        found = Entity("undertaking", "Coverage" if coverage else "Undertaking", name, marks=[mark])
        found.more["described"] = True
        reading.entities.append(found)
        reading.call(found, name)
    return found


def _add(statement: Statement, parties: list[Entity], role: str, mark: Mark) -> None:
    for one in parties:
        if one.kind == "country":
            statement.party(None, role, mark, one)
        else:
            statement.party(one, role, mark)
