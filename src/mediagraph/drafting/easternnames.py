"""Names of people in scripts without blanks and capitals: beside an office, a calling, a word of speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting.article import Sentence, Span
    from mediagraph.drafting.found import Entity, Reading
    from mediagraph.drafting.languages import Language

_LATIN_NAME = r"\p{Lu}[\p{Latin}'’.-]+(?:\s(?:de|da|van|von|di|del|la|le)\s?)?(?:\s\p{Lu}[\p{Latin}'’.-]*){1,3}"
_GOES_ON = r"(?=[、，和与及等。らが]|主演|担任|出演|参演|など)"
_OF_SEVERAL = r"[\p{Katakana}ー]+(?:[·・＝][\p{Katakana}ー]+)+"


class EasternNames:
    """Finds people in a sentence, once places, works and organisations are known."""

    def __init__(self, language: Language, take: Callable[[Reading, Sentence, Span, str, str], Entity]) -> None:
        """Make ready; `take` notes a person."""
        self.take = take
        self._runs = Runs(language)
        self._offices = language.cue("people", "offices")
        self._callings = language.cue("people", "occupations")
        self._verbs = language.cue("remarks", "verbs")
        self._behind = language.cue("people", "behind")
        self._stops = language.compile(language.words("organisations", "stops"))
        self._heads = language.compile([w for ws in language.table("organisations", "heads").values() for w in ws])
        self._works = language.compile([w for ws in language.table("works", "types").values() for w in ws])
        self._never = set(language.words("people", "never"))
        self._ends = set(language.words("people", "ends"))  # signs that end no name of three
        self._next = regex.compile(rf"[、，和与及]\s?(?P<name>[\p{{Han}}々]{{2,4}}|{_OF_SEVERAL}){_GOES_ON}")
        one = "|".join(map(regex.escape, sorted(language.words("people", "surnames"), key=len, reverse=True)))
        self._own = regex.compile(rf"(?:{one})[\p{{Han}}々]{{1,2}}" if one else r"(?!)")
        sign = r"(?:(?![和与及與跟])[\p{Han}\p{Katakana}ー])"
        self._foreign = regex.compile(
            rf"[\p{{Han}}\p{{Katakana}}ー]{{1,10}}(?:[·・•＝=](?:{sign}{{1,12}}|[A-Z.]{{1,3}}))+"
        )
        self._name = regex.compile("|".join(language.words("people", "names")) or r"(?!)")

    def find(self, reading: Reading, sentence: Sentence) -> None:
        """Note the people of a sentence."""
        text = sentence.text
        for match in self._foreign.finditer(text):
            span = sentence.at(*match.span())
            start, end = self._bounded(text, *match.span())
            span = sentence.at(start, end)
            name = text[start:end]
            if not reading.taken(span) and not reading.hidden(span) and not self._heads.search(name) and len(name) > 3:
                rule = self._beside(text, start, end)
                if rule or "·" in name:
                    self.take(reading, sentence, span, name, rule or "person/foreign")
                    self._row(reading, sentence, end)
        self._latin(reading, sentence)
        for match in self._name.finditer(text):
            group = match.groupdict().get("name")
            if group:
                self._native(reading, sentence, match.span("name"), "person/pattern")
        for match in self._own.finditer(text, overlapped=True):
            for length in (3, 2):
                end = match.start() + length
                name = text[match.start() : end]
                if len(name) < length or not regex.fullmatch(r"[\p{Han}々]+", name) or name[2:] in self._ends:
                    continue
                rule = self._beside(text, match.start(), end)
                if rule and not self._heads.search(text[match.start() : end]):
                    self._native(reading, sentence, (match.start(), end), rule)
                    break

    def _latin(self, reading: Reading, sentence: Sentence) -> None:
        """Take names in Latin letters beside an office, a calling or a word of speech: 副部长Michele Geraci."""
        text = sentence.text
        for run in self._runs.find(text):
            span, name = sentence.at(run.start, run.end), text[run.start : run.end]
            before, after = text[max(0, run.start - 12) : run.start].rstrip(), text[run.end :].lstrip()
            beside = any(
                m.end() == len(before) for one in (self._offices, self._callings) for m in one.finditer(before)
            )
            if not (beside or self._verbs.match(after)) or not regex.fullmatch(_LATIN_NAME, name):
                continue
            if not reading.taken(span) and not reading.hidden(span) and not self._heads.search(name):
                self.take(reading, sentence, span, name, "person/office" if beside else "person/speech")

    def _native(self, reading: Reading, sentence: Sentence, place: tuple[int, int], rule: str) -> None:
        span = sentence.at(*place)
        name = sentence.text[place[0] : place[1]]
        if (held := self._offices.match(name)) and held.end() < len(name) - 1:
            place, name = (place[0] + held.end(), place[1]), name[held.end() :]
        if len(name) > 2 and name[-1] in self._ends and not regex.search(r"[\p{Hiragana}]", name):
            place, name = (place[0], place[1] - 1), name[:-1]
        span = sentence.at(*place)
        if name in self._never or reading.taken(span) or reading.hidden(span) or len(name) < 2:
            return
        if self._works.search(name) or self._callings.search(name):
            return
        ends = ("·" + name, "・" + name)
        if called := [one for one in reading.entities if one.kind == "person" and one.name.endswith(ends)]:
            reading.mention(called[0], span, "person/again")
            return
        self.take(reading, sentence, span, name, rule)
        self._row(reading, sentence, place[1])

    def _bounded(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Leave out what stands around a foreign name: the office before it, the verb behind it."""
        inner = regex.search(r"[·・•＝=]", text[start:end]).start() + start
        for pattern in (self._offices, self._callings, self._stops):
            for match in pattern.finditer(text, start, inner):
                start = max(start, match.end())
        last = max(text.rfind(sign, start, end) for sign in "·・•＝=") + 1
        for pattern in (self._verbs, self._behind, self._offices, self._callings, self._stops):
            match = pattern.search(text, last + 1, end)
            if match:
                end = min(end, match.start())
        return start, end

    def _row(self, reading: Reading, sentence: Sentence, at: int) -> None:
        """Take the names that follow a name in a row: 胡军、袁泉、剧雪和."""
        text = sentence.text
        while match := self._next.match(text, at):
            span = sentence.at(*match.span("name"))
            name = match["name"]
            if reading.taken(span) or reading.hidden(span) or self._heads.search(name) or self._works.search(name):
                break
            self.take(reading, sentence, span, name, "person/list")
            at = match.end("name")

    def _beside(self, text: str, start: int, end: int) -> str:
        before, after = text[max(0, start - 12) : start], text[end : end + 8]
        for pattern, rule in ((self._offices, "person/office"), (self._callings, "person/calling")):
            if any(m.end() == len(before) for m in pattern.finditer(before)):
                return rule
        if self._behind.match(after) or self._offices.match(after):
            return "person/address"
        return "person/speech" if self._verbs.match(after) and (not before or before[-1] in "，。,、：:　 ") else ""
