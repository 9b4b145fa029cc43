"""Who made a work, alone or together, and what else parties do together.

A co-production is proposed only where the text says so of a work: a treaty, a fund, a showing, a lone producer is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Entity, Mark, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.runs import Runs
from mediagraph.drafting.slots import Cue, Slots
from mediagraph.drafting.standing import PLANNED, Standing

if TYPE_CHECKING:
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
}
_OF_EVENT = {"host", "organiser"}
_OF_WORK = {
    "producer", "director", "screenwriter", "cinematographer", "composer", "cast-member", "distributor", "funder",
    "service-producer", "creator", "protagonist",
}  # fmt: skip
_PARTY_ROLE = {"joint-coverage": "coverage-partner", "co-hosting": "host"}
_MOST_PARTIES = 5
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
        self._runs = Runs(language)
        words = language.words("separators", "and")
        self._and = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, words))})\s" if words else "(?!)")
        self._by = regex.compile("|".join(language.words("works", "by")) or "(?!)")
        self._called = language.cues("people", "roles")
        self._except = language.cue("cooperation", "except")

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
            self._callings(reading, sentence)
            self._titled_by(reading, sentence)
        for sentence in reading.article.sentences:
            self._kind_phrases(reading, sentence)

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
                work, sure = self._focus.work(reading, sentence, cue.start)
                if work is None:
                    continue
                mark = Mark(mark.span, mark.rule, min(mark.confidence, sure))
                for agent, country in parties:
                    if agent.kind == "country":
                        continue
                    if cue.role == "producer" and agent.kind != "person":
                        producers.setdefault(work, []).append((agent, country, mark))
                    self._in_work(reading, work, agent, cue.role, mark, country)

    def _titled_by(self, reading: Reading, sentence: Sentence) -> None:
        """Read who made a work from the name behind its title: «Fortuna» de X, “Red Silk” by X."""
        for work in reading.mentions(sentence.span, ("work",)):
            at = work.span.end - sentence.span.start
            match = self._by.match(sentence.text, at)
            if not match:
                continue
            run = next(self._runs.find(sentence.text, match.end()), None)
            if run is None or run.start != match.end():
                continue
            name = self._and.split(sentence.text[run.start : run.end])[0]
            span = sentence.at(run.start, run.start + len(name))
            if not reading.taken(span) and 2 <= len(name.split()) <= 4:
                person = reading.add("person", "Person", name, Mark(span, "person/behind-title", 0.6))
                self._in_work(reading, work.entity, person, "director", Mark(span, "director/behind-title", 0.6), None)

    def _excepted(self, sentence: Sentence, cue: Cue) -> bool:
        """Whether a phrase is part of one that means something else: a co-production treaty is no co-production."""
        return any(m.start() < cue.end and cue.start < m.end() for m in self._except.finditer(sentence.text))

    def _callings(self, reading: Reading, sentence: Sentence) -> None:
        """Read roles from a calling beside a name, near a work: "director X's film", «фильм Y режиссёра X»."""
        works = reading.mentions(sentence.span, ("work",))
        if not works:
            return
        for mention in reading.mentions(sentence.span, ("person",)):
            start = mention.span.start - sentence.span.start
            before = sentence.text[max(0, start - 30) : start]
            after = sentence.text[mention.span.end - sentence.span.start :][:12]
            for role, pattern in self._called.items():
                beside = any(not before[m.end() :].strip(" ,:「『《«\u00a0") for m in pattern.finditer(before))
                if not beside and not (not self._slots.spaced and pattern.match(after)):
                    continue
                nearest = min(works, key=lambda one: abs(one.span.start - mention.span.start))
                if abs(nearest.span.start - mention.span.start) <= 120:
                    self._in_work(
                        reading, nearest.entity, mention.entity, role, Mark(mention.span, f"{role}/calling", 0.6), None
                    )
                break

    def _in_work(
        self, reading: Reading, work: Entity, agent: Entity, role: str, mark: Mark, country: Entity | None
    ) -> None:
        statement = next((s for s in reading.statements if s.type == "roles" and s.values["of"] is work), None)
        if statement is None:
            statement = Statement("roles", {"of": work}, [])
            reading.statements.append(statement)
        statement.party(agent, role, mark, country)

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
        work, sure = self._focus.work(reading, sentence, cue.start)
        if work is None or not self._beside(reading, sentence, cue, work):
            return
        bodies = [(a, c) for a, c in parties if a.kind != "person"]
        for agent, country in parties:
            if agent.kind == "person" and kind == CO_PRODUCTION:
                self._in_work(reading, work, agent, "producer", mark, country)
        main = producers.get(work, []) if kind == CO_PRODUCTION else []
        if kind == CO_PRODUCTION and not main:
            more = self._slots.others(reading, sentence, cue, cues)
            bodies += [(a, c) for a, c in more if a.kind != "person" and (a, c) not in bodies]
            if _body(bodies):
                bodies = [(a, c) for a, c in bodies if a.kind in BODIES]
        alone = len(bodies) + len(main) < 2
        if not bodies or (alone and kind == CO_PRODUCTION and not (cue.forward and _body(bodies))):
            return
        status = self._standing.of(reading, sentence, cue.start, cue.end)
        if kind == CO_PRODUCTION and status != PLANNED:
            status = self._standing.careful(reading, sentence, work)
        mark = Mark(mark.span, mark.rule, min(mark.confidence, sure))
        statement = self._cooperation(reading, work, kind, status, mark)
        for agent, country, other in main:
            statement.party(agent, "producing-party", other, country)
        self._add(statement, bodies, cue.role, mark)
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
            self._in_work(reading, event, agent, cue.role, mark, country)

    def _kind_phrases(self, reading: Reading, sentence: Sentence) -> None:
        """Propose cooperation of the kinds that a sentence names beside its parties."""
        agreement = next(
            (
                s
                for s in reading.statements
                if s.type == "Agreement" and 0 <= sentence.span.paragraph - s.marks[0].span.paragraph <= 1
            ),
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
            status = self._standing.of(reading, sentence, *match.span())
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


def _body(parties: list[tuple[Entity, Entity | None]]) -> bool:
    return any(agent.kind in BODIES for agent, _ in parties)
