"""Works that bodies of several countries produce: "produced by Spain's Alba, France's Lune" is a co-production.

A text need not use the word. It must give each producer its country, and name two countries at least; a lone producer,
or several of one country, make no co-production.
"""

from __future__ import annotations

from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.standing import PLANNED

CO_PRODUCTION = "co-production"
PRODUCER, PARTY = "producer", "producing-party"


class CrossBorder:
    """Proposes co-productions of producers that a text gives different countries."""

    def find(self, reading: Reading) -> None:
        """Make co-productions of the producers of each work."""
        joint = {
            id(one.values["cooperationOn"])
            for one in reading.statements
            if one.type == "Cooperation" and one.values["cooperationKind"] == CO_PRODUCTION
        }
        for statement in [one for one in reading.statements if one.type == "roles"]:
            work = statement.values["of"]
            if work.kind == "work" and id(work) not in joint:
                self._work(reading, statement, work)

    @staticmethod
    def _work(reading: Reading, statement: Statement, work: Entity) -> None:
        makers = [
            (agent, country, mark)
            for agent, role, country, mark in statement.parties
            if role == PRODUCER and agent is not None and agent.kind in BODIES
        ]
        of = [country.id if country else ",".join(agent.countries) for agent, country, _ in makers]
        if len({one for one in of if one}) < 2:
            return
        marks: list[Mark] = [mark for _, _, mark in makers]
        made = Statement(
            "Cooperation",
            {
                "cooperationOn": work,
                "cooperationKind": CO_PRODUCTION,
                "status": PLANNED,  # that it was made with others is inferred; that it was finished is not said
            },
            marks[:1],
        )
        for agent, country, mark in makers:
            made.party(agent, PARTY, mark, country)
        reading.statements.append(made)
