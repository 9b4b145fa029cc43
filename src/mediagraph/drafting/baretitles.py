"""Titles without quotation marks, in languages whose names have capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Mark, Reading
from mediagraph.drafting.runs import Runs, is_capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting.languages import Language

_LONGEST = 140
_QUALIFIES = regex.compile(r"\s(?:[\p{Ll}][\p{L}-]*\s){1,3}(?=\p{Lu})")
_ASKED = regex.compile(r",|\s(?=[\p{Ll}(])")  # behind a question that is a title the sentence goes on
_SIGN = regex.compile(r"[:;]\s(?:and\s|et\s)?")
_TURN = regex.compile(r"[;,]\s(?:and|et)\s$")
_MOST_WORDS = 9
_CLOSED = regex.compile(r"\s?(?:[.,;:)(–—]|-\s|$)")
OWNER = regex.compile(r"(?!(?:Mrs?|Ms|Dr|St)\.?\s)\p{Lu}[\p{L}.-]*(?:\s[\p{L}.-]+){1,3}['’]s\s")


class BareTitles:
    """Finds titles by the word for a work before them, the words for their makers behind them, and lists."""

    def __init__(self, language: Language, take: Callable[[Reading, Span, str, Mark], object]) -> None:
        """Make ready; `take` notes a work."""
        self._language = language
        self._take = take
        self._runs = Runs(language)
        self._joins = language.cue("works", "joins")
        self._behind = language.cue("works", "bare_not_behind")
        words = language.words("separators", "and")
        self._and = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, words))})\s" if words else "(?!)")
        self._of = regex.compile(
            rf"(?:{language.cue('people', 'occupations').pattern})\s(?:of|de|du|d['’])\s?(?:\w+\s)?$"
        )
        self._nouns = language.compile([w for words in language.table("works", "types").values() for w in words])
        self._leading = language.cue("organisations", "leading")
        two = "|".join(word for word, number in (language.get("numbers", "words") or {}).items() if number == 2)
        self._several = regex.compile(rf"\b(?:{two or '(?!)'})\s(?:[\p{{L}}-]+\s){{1,3}}$", regex.IGNORECASE)
        self._fields = language.cue("organisations", "fields")
        self._by = regex.compile("|".join(language.words("works", "by")) or "(?!)")

    def find(self, reading: Reading) -> None:
        """Note the titles of the article."""
        self._behind_nouns(reading)
        self._made_by(reading)
        self._listed(reading)

    def _behind_nouns(self, reading: Reading) -> None:
        """Find titles without marks: capitals directly behind a word for a work."""
        small = {word.casefold() for word in self._language.words("works", "title_words")}
        nouns = self._language.compile(self._language.words("works", "bare_after"))
        places = set(reading.gazetteer.names_in(self._language))
        for number, text in enumerate(reading.article.paragraphs, start=1):
            for match in nouns.finditer(text):
                comma = text[match.end() : match.end() + 2] == ", "
                if comma and self._of.search(text, 0, match.start()):
                    continue  # "the producer of the film, Anna Berg"
                last = end = start = match.end() + 1 + comma
                if text[start - 1 : start] != " " or (is_capital(match[0]) and match.start()):
                    continue
                for word in regex.finditer(r"[^\s()\"“”«»]+", text[start : start + _LONGEST]):
                    bare = word[0].rstrip(",.;:!?")
                    gap = text[last : start + word.start()]
                    last = start + word.start() + len(bare)
                    if gap.strip(" :") or not (
                        is_capital(bare) or bare.isdecimal() or (end > start and bare.casefold() in small)
                    ):
                        break
                    if is_capital(bare) or bare.isdecimal():
                        end = start + word.start() + len(bare)
                    if bare != word[0] and not word[0].endswith(":"):
                        break
                asked = text[end : end + 1] in {"?", "!"} and _ASKED.match(text, end + 1)
                self._noun_title(reading, Span(number, start, end + bool(asked)), places, comma=comma)

    def _noun_title(self, reading: Reading, span: Span, places: set[str], *, comma: bool) -> None:
        """Take a title behind a word for a work, without whose it is and who made it."""
        number, start = span.paragraph, span.start
        text = reading.article.paragraphs[number - 1]
        title = text[start : span.end].rstrip(":")
        owned = regex.search(r"['’]s$", title)
        title = self._first(title, places, owned=bool(owned))
        by = next((m for m in self._by.finditer(title) if _is_person(title[m.end() :].split())), None)
        title = title[: by.start()] if by else title
        rest = text[start + len(title) :]
        if " " not in title and rest[:1] == " " and self._nouns.match(rest, 1):
            return  # "the feature European film"
        owner = OWNER.match(title)
        if owner and not self._leads(title) and is_capital(title[owner.end() : owner.end() + 1]):
            start, title = start + owner.end(), title[owner.end() :]
        if comma and (" " not in title or not _CLOSED.match(text, start + len(title))):
            return  # behind a comma a title stands between signs
        cut = self._and.search(title) if self._several.search(text[:start]) else None
        parts = [(start, start + cut.start()), (start + cut.end(), start + len(title))] if cut else []
        for left, right in parts or [(start, start + len(title))]:
            place = Span(number, left, right)
            if right - left > 2 and not reading.hidden(place) and not self._other(reading, text[left:right]):
                self._take(reading, place, text[left:right], Mark(place, "work/behind-noun", 0.55))
                reading.masked[number].append(place)

    def _leads(self, title: str) -> bool:
        """Whether what seems to own a title begins with a word that no name does: No Man's Land."""
        return bool(self._leading.fullmatch(title.split(maxsplit=1)[0]))

    def _first(self, title: str, places: set[str], *, owned: bool) -> str:
        """Leave out what stands behind an "and" and is of another title: who owns it, or the country that it is of."""
        title = title[:-2] if owned else title
        last = None
        for match in self._and.finditer(title):
            last = match
        return title[: last.start()] if last and (owned or title[last.end() :] in places) else title

    def _made_by(self, reading: Reading) -> None:
        """Find titles without marks: capitals directly before words for who made them: "Aurora, produced by"."""
        cues = self._language.cue("works", "bare_before")
        for sentence in reading.article.sentences:
            for match in cues.finditer(sentence.text):
                before = sentence.text[: match.start()]
                gap = regex.search(
                    r"(?:\s*\([^()]*\))?(?:\s*,)?(?:\s+(?:is|was|are|being|will be|has been|which is))?\s*$", before
                )
                runs = list(self._runs.find(before, 0, gap.start())) if gap else []
                if not runs:
                    continue
                end = gap.start()
                if before[end - 1 : end] in {"?", "!"} and runs[-1].end == end - 1:
                    end -= 1
                whole = self._whole(before, runs[-1].start, end)
                if runs[-1].end == end and (
                    whole < runs[-1].start
                    or _TURN.search(before[: runs[-1].start])
                    or not self._behind.search(before[: runs[-1].start])
                ):
                    self._note(reading, sentence.at(whole, gap.start()), "work/made-by")

    def _whole(self, before: str, start: int, end: int) -> int:
        """Return where a title begins that fills all that stands behind a colon or semicolon, small words and all."""
        sign = list(_SIGN.finditer(before, 0, end))
        left = sign[-1].end() if sign else start
        words = before[left:end].split()
        if not words or left >= start or len(words) > _MOST_WORDS or not is_capital(words[0]):
            return start
        small = {word.casefold() for word in self._language.words("works", "title_words")}
        return left if all(is_capital(word) or word.casefold() in small for word in words) else start

    def _listed(self, reading: Reading) -> None:
        """Find titles without marks in lists: "films such as A, B and C"."""
        cues = self._language.cue("works", "bare_lists")
        for sentence in reading.article.sentences:
            text = sentence.text
            for match in cues.finditer(text):
                at = match.end()
                for run in self._runs.find(text, at):
                    if not self._joins.fullmatch(text[at : run.start].strip()) and run.start - at > 2:
                        break
                    at = run.end
                    if len(run.words) == 1 and _QUALIFIES.match(text, run.end):
                        at = _QUALIFIES.match(text, run.end).end()  # "Hollywood features The Mask": whose they are
                        continue
                    for start, end in self._members(text, run.start, run.end):
                        self._note(reading, sentence.at(start, end), "work/listed")

    def _members(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Cut the last names of a list at its "and", and leave out who owns each."""
        pieces: list[tuple[int, int]] = []
        for match in [*self._and.finditer(text, start, end), None]:
            pieces.append((start, match.start() if match else end))
            start = match.end() if match else end
        found: list[tuple[int, int]] = []
        for left, right in pieces:
            owner = OWNER.match(text, left, right)
            found.append((owner.end() if owner else left, right))
        return found

    def _note(self, reading: Reading, span: Span, rule: str) -> None:
        title = reading.article.text(span)
        lead = self._language.cue("works", "bare_leading").match(title)
        if lead and lead.end() < len(title):
            rest = title[lead.end() :]
            span = Span(span.paragraph, span.end - len(rest.lstrip()), span.end)
            title = rest.lstrip()
        if len(title) < 3 or reading.hidden(span) or self._other(reading, title) or reading.taken(span):
            return
        self._take(reading, span, title, Mark(span, rule, 0.5))
        reading.masked[span.paragraph].append(span)

    def _other(self, reading: Reading, title: str) -> bool:
        """Whether capitals behind a word for a work are no title: a festival, an organisation, a country."""
        heads = [
            *self._language.table("organisations", "heads").values(),
            *self._language.table("events", "heads").values(),
        ]
        pattern = self._language.compile([word for words in heads for word in words])
        if (
            pattern.search(title)
            or self._fields.fullmatch(title)
            or title.casefold() in {w.casefold() for w in self._language.words("works", "bare_never")}
        ):
            return True
        return bool(reading.gazetteer.find(title, ("organisation", "outlet"), but=reading.article.slug)) or any(
            title == name for name in reading.gazetteer.names_in(self._language)
        )


def _is_person(words: list[str]) -> bool:
    """Whether words behind a title are the name of who made it: two with capitals at least."""
    return len(words) > 1 and is_capital(words[0]) and is_capital(words[1])
