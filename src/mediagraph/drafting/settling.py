"""What producers are, once all is read: who makes a work with others, or may do so, is a producing party of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.drafting.knownbodies import BODIES

if TYPE_CHECKING:
    from mediagraph.drafting.found import Entity, Mark, Reading

CO_PRODUCTION = "co-production"
PRODUCER, PARTY = "producer", "producing-party"


class Settling:
    """Takes back that somebody made a work alone, where the text does not say so."""

    @staticmethod
    def find(reading: Reading) -> None:
        """Make producing parties of producers who are not said to be the only ones."""
        joint = [
            one
            for one in reading.statements
            if one.type == "Cooperation" and one.values["cooperationKind"] == CO_PRODUCTION
        ]
        for statement in reading.statements:
            if statement.type != "roles" or statement.values["of"].kind != "work":
                continue
            work = statement.values["of"]
            together = [one for one in joint if one.values["cooperationOn"] is work]
            parties = {id(agent) for one in together for agent, _, _, _ in one.parties if agent is not None}
            made: list[tuple[Entity | None, str, Entity | None, Mark]] = []
            for agent, role, country, mark in statement.parties:
                if role == PRODUCER and agent is not None:
                    if id(agent) in parties:
                        continue  # said already, and better, by the co-production
                    alone = "alone" in mark.rule or (agent.kind not in BODIES and not together)
                    role_ = PRODUCER if alone else PARTY
                else:
                    role_ = role
                if all((one[0], one[1]) != (agent, role_) for one in made):
                    made.append((agent, role_, country, mark))
            statement.parties = made
