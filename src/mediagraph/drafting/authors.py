"""Who directed a work, by the words between a name and a title.

"Anna Berg's film Salt", "Salt, the debut feature from Norwegian director Anna Berg", "Anna Berg, director of Salt".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.runs import Runs, is_capital

if TYPE_CHECKING:
    from mediagraph.drafting.article import Sentence, Span
    from mediagraph.drafting.found import Mention
    from mediagraph.drafting.languages import Language

_OWNED = regex.compile(r"(?:['’]s|(?<=s)['’])\s")
_NAME = regex.compile(
    r"(?<![\p{L}-])\p{Lu}[\p{L}.'’-]*(?:\s(?:(?:von|van|de|der|den|di|da|al|el|bin|ter|le|la|du)\s)*\p{Lu}[\p{L}.'’-]*){0,3}$"
)
_GAP = regex.compile(r"(?:[\p{Ll}\d][\p{L}\d×-]*[,\s]+){0,7}[“\"«‘]?\s?")
_APPOSITION = regex.compile(r"[\s,(]{1,3}(?:(?:an?|the|la|le|l['’]|un|une)\s?)?(?:\p{L}[\p{L}-]*\s){0,3}")
_FROM_GAP = 75  # characters between a title and the word for its maker


class AuthorFinder:
    """Reads directors, and makers of other works that are named beside somebody, in languages with capitals."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._runs = Runs(language)
        self._callings = language.cues("people", "roles")
        self._nouns = language.compile([w for ws in language.table("works", "types").values() for w in ws])
        self._heads = language.compile([w for ws in language.table("organisations", "heads").values() for w in ws])
        self._made = regex.compile("|".join(language.words("works", "made_by")) or "(?!)")
        self._maker_of = {
            role: regex.compile("|".join(phrases)) for role, phrases in language.table("works", "maker_of").items()
        }
        words = language.words("separators", "and")
        self._and = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, words))})\s" if words else "(?!)")
        self._never = {word.casefold() for word in language.words("people", "never")}

    def find(self, reading: Reading) -> None:
        """Propose directors of works, and what else people are said to have made."""
        if not (self._language.spaced and self._language.capitals):
            return
        for sentence in reading.article.sentences:
            works = reading.mentions(sentence.span, ("work",))
            for mention in works:
                self._owner(reading, sentence, mention)
                self._behind(reading, sentence, mention)
                self._maker(reading, sentence, mention)

    def _owner(self, reading: Reading, sentence: Sentence, work: Mention) -> None:
        """Read "Anna Berg's film Salt": whose a work is directed it, where a person can be meant."""
        at = work.span.start - sentence.span.start
        for match in _OWNED.finditer(sentence.text, max(0, at - 80), at):
            gap = sentence.text[match.end() : at]
            if not _GAP.fullmatch(self._of_country(reading, sentence, match.end(), gap)):
                continue
            end = match.start()
            for start, stop in self._owners(sentence.text, end):
                if not self._directs(reading, sentence.at(start, stop), work.entity, "director/owner"):
                    break  # a body owns it, and who is named before "and" belongs to something else
            return

    def _owners(self, text: str, end: int) -> list[tuple[int, int]]:
        """Return the names that end at `end`, one or more that are joined."""
        found: list[tuple[int, int]] = []
        while last := _NAME.search(text[:end]):
            found.append(last.span())
            before = self._and.search(text, max(0, last.start() - 6), last.start())
            if before is None or before.end() != last.start():
                break
            end = before.start()
        return found

    def _of_country(self, reading: Reading, sentence: Sentence, start: int, gap: str) -> str:
        """Return the words of a gap with adjectives of countries, which have capitals, in lower case."""
        begin = sentence.span.start + start
        for one in reading.mentions(sentence.at(start, start + len(gap)), ("country",)):
            left, right = one.span.start - begin, one.span.end - begin
            gap = gap[:left] + gap[left:right].lower() + gap[right:]
        return gap

    def _joined(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        parts: list[tuple[int, int]] = []
        for match in [*self._and.finditer(text, start, end), None]:
            parts.append((start, match.start() if match else end))
            start = match.end() if match else end
        return parts

    def _behind(self, reading: Reading, sentence: Sentence, work: Mention) -> None:
        """Read "Salt, the first feature from Norwegian director Anna Berg"."""
        at = work.span.end - sentence.span.start
        for match in self._made.finditer(sentence.text, at, at + _FROM_GAP):
            gap = sentence.text[at : match.start()]
            if regex.search(r"[.;:()]|[“«].*\p{L}", gap) or reading.mentions(sentence.at(at, match.start()), ("work",)):
                break
            run = next(self._runs.find(sentence.text, match.end()), None)
            if run is None or run.start > match.end() + 1:
                continue
            for start, stop in self._joined(sentence.text, run.start, run.end):
                self._directs(reading, sentence.at(start, stop), work.entity, "director/behind-title")
            return

    def _maker(self, reading: Reading, sentence: Sentence, work: Mention) -> None:
        """Read "Anna Berg, director of Salt": the last person or body before the calling, with that role."""
        at = work.span.start - sentence.span.start
        for role, pattern in self._maker_of.items():
            for match in pattern.finditer(sentence.text, max(0, at - 70), at):
                between = sentence.text[match.end() : at]
                if regex.search(r"[.;:()]|,\s\p{Ll}", between):
                    continue
                before = reading.mentions(sentence.at(0, match.start()), ("person", "organisation"))
                kinds = ("person",) if role != "producer" else ("person", "organisation")
                near = [m for m in before if m.entity.kind in kinds]
                if near and self._beside(sentence.text, near[-1].span.end - sentence.span.start, match.start()):
                    reading.role(work.entity, near[-1].entity, role, Mark(near[-1].span, f"{role}/maker-of", 0.6))

    @staticmethod
    def _beside(text: str, end: int, start: int) -> bool:
        """Whether only an apposition opens between a name and a calling."""
        return bool(_APPOSITION.fullmatch(text[end:start]))

    def _directs(self, reading: Reading, span: Span, work: Entity, rule: str) -> bool:
        person = self._person(reading, span)
        if person is not None:
            reading.role(work, person, "director", Mark(span, rule, 0.6))
        return person is not None

    def _person(self, reading: Reading, span: Span) -> Entity | None:
        name = reading.article.text(span)
        held = [m.entity for m in reading.mentions(span)]
        if any(one.kind == "person" for one in held):
            return next(one for one in held if one.kind == "person")
        words = name.split()
        if held or not 2 <= len(words) <= 4 or self._heads.search(name) or regex.search(r"\d|&|\p{Lu}{3}", name):
            return None
        if not is_capital(words[0]) or words[0].casefold() in self._never or reading.hidden(span):
            return None
        return reading.add("person", "Person", name, Mark(span, "person/author", 0.6))
