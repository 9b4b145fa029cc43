"""Who made a work, alone or together, and what else parties do together.

A co-production is proposed only where the text says so of a work: a treaty, a fund, a showing, a lone producer is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.focus import UNSURE, Focus
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.slots import Cue, Slots
from mediagraph.drafting.standing import PLANNED, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.bodies import BodyFinder
    from mediagraph.drafting.languages import Language

CO_PRODUCTION = "co-production"
# Roles whose parties do something together, and what that is.
_TOGETHER = {
    "co-producer": CO_PRODUCTION,
    "joint-presenter": "joint-presentation",
    "coverage-partner": "joint-coverage",
    "footage-provider": "footage-provision",
    "acquirer": "distribution",
}
_ALONE = {"acquirer"}  # one party is enough: the other sells, and is seldom named
_NAMED = {"acquirer": "distributor"}  # what the parties of such a phrase are called
_OF_EVENT = {"host", "organiser"}
_OF_WORK = {
    "producer", "director", "screenwriter", "cinematographer", "composer", "cast-member", "distributor", "funder",
    "service-producer", "creator", "protagonist", "creative-team", "backer",
}  # fmt: skip
_PLAYED = {"director", "screenwriter", "composer", "cast-member", "cinematographer"}
_BODIES_ONLY = {"distributor", "funder"}
_PARTY_ROLE = {"joint-coverage": "coverage-partner", "co-hosting": "host"}
_MOST_PARTIES = 5
_FAR = 3  # paragraphs within which "the memorandum" is the one that was told of
_ITEM = regex.compile(r"\s*(?:\d{1,2}[.．、)）]|[-–•・●○▪*]\s?|[①-⑳]|[（(]\d{1,2}[)）])")
_NEAR = 45  # characters between a title and a phrase, where other titles stand in the sentence


class MakingFinder:
    """Reads roles in works and cooperation from the phrases of a language."""

    def __init__(self, language: Language, bodies: BodyFinder) -> None:
        self._slots = Slots(language)
        self._focus = Focus(language)
        self._standing = Standing(language)
        self._kinds = {
            kind: language.compile(phrases)
            for kind, phrases in language.table("cooperation").items()
            if kind != "except"
        }
        self._bodies = bodies
        self._except = language.cue("cooperation", "except")
        self._paper = language.cue("agreements", "paper")
        self._talks = language.compile(
            [phrase for key in ("signed", "planned", "talks") for phrase in language.words("agreements", key)]
        )

    def find(self, reading: Reading) -> None:
        """Propose participations in works and events, and cooperation."""
        for sentence in reading.article.sentences:  # what names are, one sentence tells another
            cues = self._slots.cues(reading, sentence)
            for cue in cues:
                if not self._excepted(sentence, cue):
                    self._slots.parties(reading, sentence, cue, cues)
        self._bodies.again(reading)
        for sentence in reading.article.sentences:
            self._sentence(reading, sentence)
        for sentence in reading.article.sentences:
            self._kind_phrases(reading, sentence)

    def allows(
        self, reading: Reading, sentence: Sentence, work: Entity, start: int, end: int, parties: Sequence[Entity]
    ) -> bool:
        """Whether characters `start` to `end` of `sentence` may be a co-production of `work`, whoever says so.

        There is a phrase for one, which is not part of a treaty, a fund or a market, nor denied; it belongs to `work`,
        and all `parties` stand where the parties of that phrase do.
        """
        cues = self._slots.cues(reading, sentence)
        for cue in cues:
            if _TOGETHER.get(cue.role) != CO_PRODUCTION or cue.end <= start or end <= cue.start:
                continue
            if self._excepted(sentence, cue) or self._standing.negated(sentence, cue.start, cue.end):
                continue
            meant, sure = self._focus.work(reading, sentence, cue.start, credit=cue.forward)
            if meant is not work or sure <= UNSURE or not self._beside(reading, sentence, cue, work):
                continue
            others = {agent for agent, _ in self._slots.others(reading, sentence, cue, cues)}
            if self._slots.near(reading, sentence, cue, cues) | others >= set(parties):
                return True
        return False

    def _sentence(self, reading: Reading, sentence: Sentence) -> None:
        cues = [
            cue
            for cue in self._slots.cues(reading, sentence)
            if not self._excepted(sentence, cue) and not self._standing.negated(sentence, cue.start, cue.end)
        ]
        producers: dict[Entity, list[tuple[Entity, Entity | None, Mark]]] = {}
        for cue in cues:
            parties = self._slots.parties(reading, sentence, cue, cues)
            if not parties:
                continue
            mark = Mark(sentence.at(cue.start, cue.end), f"{cue.role}/{'behind' if cue.forward else 'before'}", 0.7)
            if cue.role in _OF_EVENT:
                self._event(reading, sentence, cue, parties, mark)
            elif cue.role in _TOGETHER:
                self._together(reading, sentence, cue, parties, mark, producers, cues)
            elif cue.role in _OF_WORK:
                work, sure = self._focus.work(
                    reading, sentence, cue.start, loose=cue.role in _PLAYED, credit=cue.forward
                )
                if work is None and cue.role == "backer":
                    self._event(reading, sentence, cue, parties, mark)
                if work is None:
                    continue
                mark = Mark(mark.span, mark.rule, min(mark.confidence, sure))
                for agent, country in parties:
                    if agent.kind == "country" or (agent.kind == "person" and cue.role in _BODIES_ONLY):
                        continue
                    if cue.role == "producer" and agent.kind != "person":
                        producers.setdefault(work, []).append((agent, country, mark))
                    reading.role(work, agent, cue.role, mark, country)

    def _excepted(self, sentence: Sentence, cue: Cue) -> bool:
        """Whether a phrase is part of one that means something else: a co-production treaty is no co-production."""
        return any(m.start() < cue.end and cue.start < m.end() for m in self._except.finditer(sentence.text))

    def _together(
        self,
        reading: Reading,
        sentence: Sentence,
        cue: Cue,
        parties: list[tuple[Entity, Entity | None]],
        mark: Mark,
        producers: dict[Entity, list[tuple[Entity, Entity | None, Mark]]],
        cues: list[Cue],
    ) -> None:
        kind = _TOGETHER[cue.role]
        if kind == "joint-coverage":
            self._on_undertaking(reading, sentence, kind, [p for p, _ in parties if p.kind != "person"], mark)
            return
        work, sure = self._focus.work(reading, sentence, cue.start, credit=cue.forward)
        if work is None or sure <= UNSURE or not self._beside(reading, sentence, cue, work):
            return
        bodies = [(a, c) for a, c in parties if a.kind != "person"]
        for agent, country in parties:
            if agent.kind == "person" and kind == CO_PRODUCTION:
                reading.role(work, agent, cue.role, mark, country)
        main = producers.get(work, []) if kind == CO_PRODUCTION else []
        if kind == CO_PRODUCTION and not main:
            more = self._slots.others(reading, sentence, cue, cues)
            bodies += [(a, c) for a, c in more if a.kind != "person" and (a, c) not in bodies]
            if _body(bodies):
                named = [(a, c) for a, c in bodies if a.kind in BODIES]
                # one body and one country that the text joins are two parties; more bodies stand for their countries
                bodies = bodies if len(named) == 1 and len(parties) == len(bodies) == 2 else named
        alone = len(bodies) + len(main) < 2
        if cue.role in _ALONE:
            bodies = [(a, c) for a, c in bodies if a.kind in BODIES]
        if not bodies or (alone and kind == CO_PRODUCTION and not (cue.forward and _body(bodies))):
            return
        status = self._standing.of(reading, sentence, cue.start, cue.end)
        if kind == CO_PRODUCTION and status != PLANNED:
            status = self._standing.careful(reading, sentence, work)
        mark = Mark(mark.span, mark.rule, min(mark.confidence, sure))
        statement = self._cooperation(reading, work, kind, status, mark)
        for agent, country, other in main:
            statement.party(agent, "producing-party", other, country)
        self._add(statement, bodies, _NAMED.get(cue.role, cue.role), mark)
        if main:
            self._drop_lone(reading, work, [agent for agent, _, _ in main])

    @staticmethod
    def _add(statement: Statement, parties: list[tuple[Entity, Entity | None]], role: str, mark: Mark) -> None:
        for agent, country in parties:
            if agent.kind != "country":
                statement.party(agent, role, mark, country)
            elif not any(party[2] is agent for party in statement.parties):
                statement.party(None, role, mark, agent)

    def _beside(self, reading: Reading, sentence: Sentence, cue: Cue, work: Entity) -> bool:
        """Whether a phrase belongs to `work` for sure: where a sentence names several, only beside its title."""
        if len(self._focus.all_named(reading, sentence)) < 2:
            return True
        base = sentence.span.start
        near = [m.span for m in reading.mentions(sentence.span, ("work",)) if m.entity is work]
        return any(
            -2 <= cue.start - (span.end - base) <= _NEAR or -2 <= span.start - base - cue.end <= _NEAR for span in near
        )

    @staticmethod
    def _drop_lone(reading: Reading, work: Entity, agents: list[Entity]) -> None:
        """Take back that `agents` are producers by themselves: they produce with others."""
        for statement in reading.statements:
            if statement.type == "roles" and statement.values["of"] is work:
                statement.parties = [p for p in statement.parties if not (p[1] == "producer" and p[0] in agents)]

    @staticmethod
    def _cooperation(reading: Reading, on: Any, kind: str, status: str, mark: Mark) -> Statement:
        for one in reading.statements:
            same = one.type == "Cooperation" and one.values["cooperationOn"] is on
            if same and one.values["cooperationKind"] == kind:
                one.marks.append(mark)
                return one
        made = Statement("Cooperation", {"cooperationOn": on, "cooperationKind": kind, "status": status}, [mark])
        reading.statements.append(made)
        return made

    def _event(
        self, reading: Reading, sentence: Sentence, cue: Cue, parties: list[tuple[Entity, Entity | None]], mark: Mark
    ) -> None:
        events = reading.mentions(sentence.span, ("event",))
        if not events:
            return
        event = events[0].entity
        bodies = [(agent, country) for agent, country in parties if agent.kind in BODIES]
        if cue.role == "host" and len(bodies) > 1:
            status = self._standing.of(reading, sentence, cue.start, cue.end)
            statement = self._cooperation(reading, event, "co-hosting", status, mark)
            for agent, country in bodies:
                statement.party(agent, "host", mark, country)
            return
        for agent, country in bodies:
            reading.role(event, agent, cue.role, mark, country)

    def _kind_phrases(self, reading: Reading, sentence: Sentence) -> None:
        """Propose cooperation of the kinds that a sentence names beside its parties."""
        agreement = next(
            (s for s in reading.statements if s.type == "Agreement" and _speaks_of(reading, sentence, s, self._paper)),
            None,
        )
        for kind, pattern in self._kinds.items():
            match = pattern.search(sentence.text)
            if (
                not match
                or reading.hidden(sentence.at(*match.span()))
                or self._standing.negated(sentence, *match.span())
            ):
                continue
            if agreement is not None:
                self._agreed(reading, sentence, kind, match, agreement)
                continue
            bodies = list(dict.fromkeys(m.entity for m in reading.mentions(sentence.span, BODIES)))
            parties = bodies if len(bodies) > 1 else []
            if not 2 <= len(parties) <= _MOST_PARTIES:
                continue
            mark = Mark(sentence.at(*match.span()), f"{kind}/phrase", 0.5)
            # what is agreed, discussed or announced is still to come
            talks = self._talks.search(sentence.text)
            status = PLANNED if talks else self._standing.of(reading, sentence, *match.span())
            self._on_undertaking(reading, sentence, kind, parties, mark, status=status)

    def _agreed(self, reading: Reading, sentence: Sentence, kind: str, match: Any, agreement: Statement) -> None:
        """What parties agree to do together is planned, though the agreement be signed."""
        mark = Mark(sentence.at(*match.span()), f"{kind}/agreed", 0.5)
        statement = self._cooperation(reading, agreement, kind, PLANNED, mark)
        for agent, _, country, _ in agreement.parties:
            statement.party(agent, "participant", mark, country)

    def _on_undertaking(
        self, reading: Reading, sentence: Sentence, kind: str, parties: list[Entity], mark: Mark, *, status: str = ""
    ) -> None:
        if len(parties) < 2:
            return
        status = status or self._standing.of(
            reading, sentence, mark.span.start - sentence.span.start, mark.span.end - sentence.span.start
        )
        names = " and ".join(one.name if one.kind != "country" else one.id.partition(":")[2] for one in parties[:3])
        coverage = kind == "joint-coverage"
        name = f"{'Joint coverage' if coverage else 'Collaboration'} of {names}"
        undertaking = reading.entity("undertaking", name)
        if undertaking is None:
            undertaking = Entity("undertaking", "Coverage" if coverage else "Undertaking", name, marks=[mark])
            undertaking.more["described"] = True
            reading.entities.append(undertaking)
            reading.call(undertaking, name)
        statement = self._cooperation(reading, undertaking, kind, status, mark)
        for one in parties:
            role = _PARTY_ROLE.get(kind, "participant")
            if one.kind == "country":
                statement.party(None, role, mark, one)
            else:
                statement.party(one, role, mark)


def _speaks_of(reading: Reading, sentence: Sentence, agreement: Statement, paper: Any) -> bool:
    """Whether a sentence may tell what an agreement is on: in its paragraph, the next, a list there, or by its name."""
    here = sentence.span.paragraph
    for number in sorted({mark.span.paragraph for mark in agreement.marks}):
        last = number + 1
        while last < len(reading.article.paragraphs) and _ITEM.match(reading.article.paragraphs[last]):
            last += 1
        if number <= here <= last or (number < here <= number + _FAR and paper.search(sentence.text)):
            return True
    return False


def _body(parties: list[tuple[Entity, Entity | None]]) -> bool:
    return any(agent.kind in BODIES for agent, _ in parties)
