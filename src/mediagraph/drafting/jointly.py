"""Works that are called joint: 合作映画「T」, совместный фильм «T»; their parties may be no more than countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.found import Entity, Mark, Mention, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.standing import PLANNED, Standing

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

CO_PRODUCTION, ROLE = "co-production", "co-producer"
_ROW = regex.compile(r"[」』》”]?\s?[、，,和与及與と・]?\s?[「『《“]")
_BEFORE = 24  # characters before a phrase in which its countries stand
_GAP_SIGNS, _GAP_WORDS = 12, 6  # between a phrase and the title


class JointWorks:
    """Reads co-productions from what a work is called, and settles who the parties are."""

    def __init__(self, language: Language) -> None:
        self._spaced = language.spaced
        self._joint = language.cue("works", "joint")
        self._except = language.cue("cooperation", "except")
        self._standing = Standing(language)

    def find(self, reading: Reading) -> None:
        """Propose co-productions of countries, and take countries back where bodies are named."""
        for sentence in reading.article.sentences:
            for match in self._joint.finditer(sentence.text):
                self._work(reading, sentence, match)
        for statement in list(reading.statements):
            if statement.type == "Cooperation" and statement.values["cooperationKind"] == CO_PRODUCTION:
                self._settle(statement)
                self._signed(reading, statement)
                self._spread(reading, statement)

    @staticmethod
    def _signed(reading: Reading, statement: Statement) -> None:
        """Put the bodies that sign an agreement on a work in the place of the countries that make it."""
        if not statement.parties or any(agent is not None for agent, _, _, _ in statement.parties):
            return
        for one in reading.statements:
            bodies = [agent for agent, _, _, _ in one.parties if agent is not None and agent.kind in BODIES]
            if (
                one.type != "Agreement"
                or one.values["agreementKind"] != f"{CO_PRODUCTION}-agreement"
                or len(bodies) < 2
            ):
                continue
            for mark in one.marks:
                sentence = reading.sentence_of(mark.span)
                named = reading.mentions(sentence.span, ("work",)) if sentence else []
                if any(mention.entity is statement.values["cooperationOn"] for mention in named):
                    statement.parties = [(agent, ROLE, None, mark) for agent in bodies]
                    statement.marks.append(mark)
                    return

    def _spread(self, reading: Reading, statement: Statement) -> None:
        """Propose the same of the works that are named in a row with one: 合製「A」、「B」."""
        mark = statement.marks[0]
        sentence = reading.sentence_of(mark.span)
        if sentence is None or self._spaced or statement.values["cooperationOn"].kind != "work":
            return
        last: Mention | None = None
        for mention in reading.mentions(sentence.span, ("work",)):
            if last is not None and mention.entity is not statement.values["cooperationOn"]:
                gap = sentence.text[last.span.end - sentence.span.start : mention.span.start - sentence.span.start]
                if not _ROW.fullmatch(gap):
                    break
                made = self._statement(reading, mention.entity, statement.values["status"], mark)
                if not made.parties:
                    made.parties = list(statement.parties)
            first = mention.entity is statement.values["cooperationOn"] and mention.span > mark.span
            if last is not None or first:
                last = mention

    def _work(self, reading: Reading, sentence: Sentence, match: Any) -> None:
        start, end = match.span()
        if reading.hidden(sentence.at(start, end)) or self._standing.negated(sentence, start, end):
            return
        if any(one.start() < end and start < one.end() for one in self._except.finditer(sentence.text)):
            return
        title = self._title(reading, sentence, end)
        if title is None:
            return
        at = title.span.start - sentence.span.start
        countries = countries_in(reading, sentence.at(max(0, start - _BEFORE), at))
        if len(countries) != 2:
            countries = countries_in(reading, sentence.span)
        if len(countries) != 2:
            return
        mark = Mark(sentence.at(start, end), "co-producer/joint", 0.6)
        agreed = self._agreed(reading, sentence)
        if agreed:
            statement = self._statement(reading, title.entity, PLANNED, mark)
            for agent in agreed if not statement.parties else ():
                statement.party(agent, ROLE, mark)
            return
        status = self._standing.of(reading, sentence, start, end)
        if status != PLANNED:
            status = self._standing.careful(reading, sentence, title.entity)
        statement = self._statement(reading, title.entity, status, mark)
        if not any(agent is not None for agent, _, _, _ in statement.parties):
            for country in countries:
                statement.party(None, ROLE, mark, country)

    @staticmethod
    def _agreed(reading: Reading, sentence: Sentence) -> list[Entity]:
        """Return the bodies that agree, in the paragraph or the one before, on what is to be made."""
        for one in reading.statements:
            near = any(0 <= sentence.span.paragraph - mark.span.paragraph <= 1 for mark in one.marks)
            bodies = [agent for agent, _, _, _ in one.parties if agent is not None and agent.kind in BODIES]
            if one.type == "Agreement" and near and len(bodies) > 1:
                return bodies
        return []

    def _title(self, reading: Reading, sentence: Sentence, end: int) -> Mention | None:
        """Return the title that a phrase belongs to, which follows it."""
        found = reading.mentions(sentence.at(end, len(sentence.text)), ("work",))
        if not found:
            return None
        gap = sentence.text[end : found[0].span.start - sentence.span.start]
        if regex.search(r"[.,;:!?。，、；：！？」』》»”]", gap):
            return None
        near = len(gap.split()) <= _GAP_WORDS if self._spaced else len(gap) <= _GAP_SIGNS
        return found[0] if near else None

    @staticmethod
    def _statement(reading: Reading, work: Entity, status: str, mark: Mark) -> Statement:
        for one in reading.statements:
            same = one.type == "Cooperation" and one.values["cooperationOn"] is work
            if same and one.values["cooperationKind"] == CO_PRODUCTION:
                one.marks.append(mark)
                return one
        values = {"cooperationOn": work, "cooperationKind": CO_PRODUCTION, "status": status}
        made = Statement("Cooperation", values, [mark])
        reading.statements.append(made)
        return made

    @staticmethod
    def _settle(statement: Statement) -> None:
        """Leave out countries where two bodies are named: they are what the countries stood for."""
        bodies = [party for party in statement.parties if party[0] is not None]
        if len(bodies) > 1:
            statement.parties = bodies
