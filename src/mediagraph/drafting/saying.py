"""Remarks: who said something, and where; never what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.found import Entity, Mark, Mention, Reading, Statement
from mediagraph.drafting.knownbodies import BODIES

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_BODY_WORDS, _BODY_SIGNS = 1, 6  # between a body and a word of speech
_QUOTED = regex.compile(r"[”\"»’,]\s?(?:[\p{Ll}]{1,3}\s)?$")
_STOPS = regex.compile(r"[,;:.!?“”\"«»]\s")
_NAME_BEFORE = regex.compile(r"(?:^|[\s“\"«])(\p{Lu}[\p{L}’'-]+)\s$")
_NAME_BEHIND = regex.compile(r"\s(\p{Lu}\p{Ll}[\p{L}’'-]+)[,.]")
_QUOTE_ENDS = regex.compile(r"[”\"»]\s?$")
_OWNS = regex.compile(r"['’]s\s\p{Lu}")
_SAME = 0  # paragraphs between what is one remark
_BEHIND, _NEXT = 75, 5  # characters between a word of speech and the one who speaks, over an office or directly
_REACH = 90  # characters between a speaker and a word of speech


class RemarkFinder:
    """Reads remarks from the words of speech of a language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._verbs = language.cue("remarks", "verbs")
        self._opening = language.words("remarks", "opening")
        self._bodies = language.cue("remarks", "bodies")
        self._pronouns = language.cue("remarks", "pronouns")

    def find(self, reading: Reading) -> None:
        """Propose one remark for each speaker in a paragraph."""
        last: Mention | None = None
        for sentence in reading.article.sentences:
            people = reading.mentions(sentence.span, ("person",))
            for match in self._verbs.finditer(sentence.text):
                speaker = self._speaker(reading, sentence, match, people, last)
                if speaker is not None:
                    self._remark(reading, sentence, match, speaker)
            if people:
                last = people[-1]
            elif any(self._unknown(reading, sentence, match) for match in self._verbs.finditer(sentence.text)):
                last = None  # "he" is somebody nearer

    def _speaker(
        self, reading: Reading, sentence: Sentence, match: Any, people: list[Mention], last: Mention | None
    ) -> Entity | None:
        base = sentence.span.start
        if any(mask.holds(sentence.at(*match.span())) for mask in reading.masked[sentence.span.paragraph]):
            return None
        near = [
            m for m in people if m.span.end - base <= match.start() and match.start() - (m.span.end - base) <= _REACH
        ]
        named = self._behind(sentence.text, match)
        if named and not any(m.span.start - base == named.start(1) for m in people):
            return None  # "…," notes Berg: somebody else
        if near and not named:
            return near[-1].entity if self._language.spaced else near[0].entity
        behind = [m for m in people if 0 <= m.span.start - base - match.end() <= 4]
        if behind:
            return behind[0].entity
        after = self._after_quotation(reading, sentence, match, people)
        if after is not None:
            return after[0]
        if people:
            return None
        body = self._body(reading, sentence, match)
        if body is not None or last is None or self._other(sentence.text, match):
            return body
        return last.entity if self._pronouns.search(sentence.text[: match.end() + 12]) else None

    def _after_quotation(
        self, reading: Reading, sentence: Sentence, match: Any, people: list[Mention]
    ) -> tuple[Entity | None] | None:
        """Return who stands behind the verb of a quotation, which may be nobody known: “…,” said the head Anna Berg."""
        if not self._language.spaced or not _QUOTED.search(sentence.text[: match.start()]):
            return None
        base = sentence.span.start
        named = sorted([*people, *reading.mentions(sentence.span, BODIES)], key=lambda one: one.span)
        after = [m for m in named if 0 <= m.span.start - base - match.end() <= _BEHIND]
        after = [m for m in after if not _STOPS.search(sentence.text[match.end() : m.span.start - base])]
        person = next((m for m in after if m.entity.kind == "person"), None)
        if person is not None:
            return (person.entity,)
        if after and _OWNS.match(sentence.text, after[0].span.end - base):
            return (None,)  # "according to Nordlys's Anna Berg"
        if after and after[0].span.start - base - match.end() <= _NEXT:
            return (after[0].entity,)
        return None

    def _body(self, reading: Reading, sentence: Sentence, match: Any) -> Entity | None:
        """Return the body that stands directly before a word of speech, where bodies can be meant."""
        if not self._bodies.fullmatch(match[0]):
            return None
        base = sentence.span.start
        for body in reversed(reading.mentions(sentence.span, BODIES)):
            gap = sentence.text[max(0, body.span.end - base) : match.start()]
            if body.span.end - base <= match.start() and self._joined(gap) and self._opens(sentence, body):
                return body.entity
        return None

    def _behind(self, text: str, match: Any) -> Any:
        """Return the surname that stands behind a word of speech which follows a quotation: “…,” notes Berg."""
        if not self._language.spaced or not _QUOTE_ENDS.search(text[: match.start()]):
            return None
        return _NAME_BEHIND.match(text, match.end())

    def _unknown(self, reading: Reading, sentence: Sentence, match: Any) -> bool:
        """Whether somebody speaks whom nothing told of: a surname, or one of a body's people."""
        if self._other(sentence.text, match) or self._behind(sentence.text, match):
            return True
        base = sentence.span.start
        bodies = reading.mentions(sentence.at(match.end(), len(sentence.text)), BODIES)
        return any(
            m.span.start - base - match.end() <= _NEXT and bool(_OWNS.match(sentence.text, m.span.end - base))
            for m in bodies
        )

    def _other(self, text: str, match: Any) -> bool:
        """Whether a name that nothing else told of stands directly before a word of speech: "Berg said"."""
        if not (self._language.spaced and self._language.capitals):
            return False
        name = _NAME_BEFORE.search(text[: match.start()])
        return name is not None and not self._pronouns.fullmatch(name[1])

    def _opens(self, sentence: Sentence, body: Mention) -> bool:
        """Whether a body stands where a clause begins, so that it is what the clause speaks of."""
        before = sentence.text[: body.span.start - sentence.span.start].rstrip(' \u00a0«“"「')
        return not before or before[-1] in "，。,.;；：:" or any(before.endswith(word) for word in self._opening)

    def _joined(self, gap: str) -> bool:
        """Whether only a small word or a day stands between a body and a word of speech: 公视今天指出."""
        most = _BODY_WORDS if self._language.spaced else _BODY_SIGNS
        size = len(gap.split()) if self._language.spaced else len(gap)
        return size <= most and not regex.search(r"[.,;:!?。，、；：！？()（）]|\d{4}", gap)

    @staticmethod
    def _remark(reading: Reading, sentence: Sentence, match: Any, speaker: Entity) -> None:
        mark = Mark(sentence.at(*match.span()), "remark/verb", 0.65)
        for one in reading.statements:
            near = abs(one.marks[-1].span.paragraph - mark.span.paragraph) <= _SAME if one.marks else False
            if one.type == "Remark" and one.values["speaker"] is speaker and near:
                one.marks.append(mark)
                return
        events = [m.entity for m in reading.mentions(sentence.span, ("event",))]
        values: dict[str, Any] = {"speaker": speaker, "remarkKind": "spoken-remark"}
        if len(events) == 1:
            values["atEvent"] = events[0]
        reading.statements.append(Statement("Remark", values, [mark]))
