"""Roles that a sentence opens with and then fills, with a person who may stand far behind: 主演は…の山田さん."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.focus import Focus
from mediagraph.drafting.found import Mark, Mention, Reading

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence
    from mediagraph.drafting.languages import Language

_FAR, _NEXT = 75, 14  # signs between a topic and the first name, and between two names


class TopicRoles:
    """Reads roles from the topics of a language, `topic` in its section `roles`."""

    def __init__(self, language: Language) -> None:
        self._focus = Focus(language)
        self._topics = {
            role: language.compile(phrases)
            for role in language.get("roles") or {}
            if (phrases := language.words("roles", role, "topic"))
        }
        address = language.cue("people", "address").pattern
        joins = language.compile([*language.words("separators", "and"), *language.words("separators", "signs"), "・"])
        self._goes_on = regex.compile(rf"(?:{address})?(?:[(（][^()（）]*[)）])?(?:{address})?\s?(?:{joins.pattern})")

    def find(self, reading: Reading) -> None:
        """Propose roles of people in works."""
        if not self._topics:
            return
        for sentence in reading.article.sentences:
            found = sorted(
                (match.start(), match.end(), role)
                for role, pattern in self._topics.items()
                for match in pattern.finditer(sentence.text)
            )
            for at, (start, end, role) in enumerate(found):
                later = [one for one, _, _ in found[at + 1 :] if one >= end]
                stop = later[0] if later else len(sentence.text)
                if not reading.hidden(sentence.at(start, end)):
                    self._fill(reading, sentence, role, (start, end, stop))

    def _fill(self, reading: Reading, sentence: Sentence, role: str, room: tuple[int, int, int]) -> None:
        start, end, stop = room
        people = self._row(sentence, reading.mentions(sentence.at(end, stop), ("person",)), end)
        if not people:
            return
        before = reading.mentions(sentence.at(0, start), ("work",))
        work, sure = (before[-1].entity, 0.9) if before else self._focus.last(reading, sentence)
        if work is None:
            return
        mark = Mark(sentence.at(start, end), f"{role}/topic", min(0.7, sure))
        for one in people:
            reading.role(work, one.entity, role, mark)

    def _row(self, sentence: Sentence, people: list[Mention], at: int) -> list[Mention]:
        row: list[Mention] = []
        base = sentence.span.start
        for one in people:
            gap: Any = sentence.text[at : one.span.start - base]
            if len(regex.sub(r"[(（][^()（）]*[)）]", "", gap)) > (_NEXT if row else _FAR):
                break
            if row and not self._goes_on.match(gap):
                break
            row.append(one)
            at = one.span.end - base
        return row
