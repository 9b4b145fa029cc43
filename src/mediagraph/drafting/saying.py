"""Remarks: who said something, and where; never what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.drafting.found import Entity, Mark, Mention, Reading, Statement

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_REACH = 90  # characters between a speaker and a word of speech


class RemarkFinder:
    """Reads remarks from the words of speech of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._verbs = language.cue("remarks", "verbs")
        self._pronouns = language.cue("remarks", "pronouns")

    def find(self, reading: Reading) -> None:
        """Propose one remark for each speaker in a paragraph."""
        last: Entity | None = None
        for sentence in reading.article.sentences:
            people = reading.mentions(sentence.span, ("person",))
            for match in self._verbs.finditer(sentence.text):
                speaker = self._speaker(reading, sentence, match, people, last)
                if speaker is not None:
                    self._remark(reading, sentence, match, speaker)
            if people:
                last = people[-1].entity

    def _speaker(
        self, reading: Reading, sentence: Sentence, match: Any, people: list[Mention], last: Entity | None
    ) -> Entity | None:
        base = sentence.span.start
        if any(mask.holds(sentence.at(*match.span())) for mask in reading.masked[sentence.span.paragraph]):
            return None
        near = [
            m for m in people if m.span.end - base <= match.start() and match.start() - (m.span.end - base) <= _REACH
        ]
        if near:
            return near[-1].entity if self._language.spaced else near[0].entity
        behind = [m for m in people if 0 <= m.span.start - base - match.end() <= 4]
        if behind:
            return behind[0].entity
        if people:
            return None
        return last if self._pronouns.search(sentence.text[: match.end() + 12]) else None

    @staticmethod
    def _remark(reading: Reading, sentence: Sentence, match: Any, speaker: Entity) -> None:
        mark = Mark(sentence.at(*match.span()), "remark/verb", 0.65)
        for one in reading.statements:
            near = abs(one.marks[-1].span.paragraph - mark.span.paragraph) <= 1 if one.marks else False
            if one.type == "Remark" and one.values["speaker"] is speaker and near:
                one.marks.append(mark)
                return
        events = [m.entity for m in reading.mentions(sentence.span, ("event",))]
        values: dict[str, Any] = {"speaker": speaker, "remarkKind": "spoken-remark"}
        if len(events) == 1:
            values["atEvent"] = events[0]
        reading.statements.append(Statement("Remark", values, [mark]))
