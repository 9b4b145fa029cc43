"""Titles without marks that their surroundings give away: whose they are, how long, what they are, who made them.

"Anna Berg's Salt", "Anna Berg (Salt, Rain)", "Salt (6x60)", "Salt is a drama about", "Salt, by director Anna Berg".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.baretitles import OWNER
from mediagraph.drafting.found import Mark, Reading
from mediagraph.drafting.runs import Run, Runs, is_capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting.languages import Language

_LENGTH = regex.compile(r"\s\((?=[^()]*\d+\s?[x×]\s?\d+)[^()]{0,40}\)")
_BRACKET = regex.compile(r"\s\(([^()]{3,120})\)")
_OWNED = regex.compile(r"(?<=\p{L})(?:['’]s|s['’])\s")
_MOST_WORDS = 9
_OWNER_WORDS = (2, 4)


class OwnedTitles:
    """Finds titles by what stands beside them, in languages whose names have capitals."""

    def __init__(self, language: Language, take: Callable[[Reading, Span, str, Mark], object]) -> None:
        """Make ready; `take` notes a work."""
        self._language = language
        self._take = take
        self._runs = Runs(language)
        self._makers = language.compile([*language.words("people", "occupations"), *language.words("works", "made")])
        nouns = [word for words in language.table("works", "types").values() for word in words]
        self._nouns = language.compile(nouns)
        self._not_behind = language.cue("works", "bare_not_behind")
        self._plot = language.cue("works", "plot")
        self._companies = language.cue("works", "of_companies")
        self._shown = regex.compile("|".join(language.words("works", "shown_behind")) or "(?!)")
        self._working = language.cue("works", "working")
        kinds = "|".join(
            regex.escape(one) for one in sorted([*nouns, *language.words("works", "kinds")], key=len)[::-1]
        )
        after = "|".join(map(regex.escape, language.words("works", "kind_before"))) or "(?!)"
        self._is = regex.compile(
            rf"(?:\s\([^()]{{1,60}}\))?(?:{'|'.join(language.words('works', 'is')) or '(?!)'})"
            rf"(?:[\p{{L}}\d/'’-]+\s){{0,6}}?(?:[\p{{L}}/]+-)?(?:{kinds})(?=[.;:)]|,|\s(?:{after})\b|$)",
            regex.IGNORECASE,
        )
        self._by = regex.compile("|".join(language.words("works", "by_maker")) or "(?!)")
        self._by_bracket = regex.compile("|".join(language.words("works", "by")) or "(?!)")
        heads = [
            *language.table("organisations", "heads").values(),
            *language.table("events", "heads").values(),
        ]
        self._heads = language.compile([word for words in heads for word in words])
        self._never = {
            w.casefold() for w in (*language.words("works", "bare_never"), *language.words("people", "never"))
        }
        self._offices = language.cue("people", "offices")
        self._leading = language.cue("organisations", "leading")

    def find(self, reading: Reading) -> None:
        """Note the titles of the article."""
        places = set(reading.gazetteer.names_in(self._language)) | set(self._language.get("places") or {})
        for sentence in reading.article.sentences:
            text = sentence.text
            made = self._nouns.search(text) or self._makers.search(text)
            for run in self._runs.find(text):
                self._before_maker(reading, sentence.at(0, 0), text, run, places)
                self._beside(reading, sentence.at(0, 0), text, run)
                if made:
                    self._bracketed(reading, sentence.at(0, 0), text, run, places)
            if made:
                for match in _OWNED.finditer(text):
                    self._owned(reading, sentence.at(0, 0), text, match, places)

    def _beside(self, reading: Reading, base: Span, text: str, run: Run) -> None:
        """Take a run behind which its length, its nature or its maker stands."""
        rest = run.end
        rule = ""
        if _LENGTH.match(text, rest):
            rule = "work/length"
        elif self._working.match(text, rest):
            rule = "work/working-title"
        elif self._is.match(text, rest) and (run.start <= 1 or (text[rest] == "," and len(run.words) > 1)):
            rule = "work/is-a"
        elif run.start <= 1 and self._shown.match(text, rest):
            rule = "work/shown"
        elif (by := self._by.match(text, rest)) and is_capital(text[by.end() : by.end() + 1]):
            rule = "work/by-maker"
        if rule and not self._not_behind.search(text[: run.start]):
            self._note(reading, base, text, run.start, run.end, rule, 0.65)

    def _before_maker(self, reading: Reading, base: Span, text: str, run: Run, places: set[str]) -> None:
        """Take a title behind which its maker stands with a country: "Salt by Nordlys (Norway)", "Sel de X (FR)"."""
        for match in self._by_bracket.finditer(text, run.start, min(len(text), run.end + 12)):
            behind = next(self._runs.find(text, match.end()), None)
            if behind is None or behind.start != match.end() or match.start() <= run.start:
                continue
            where = regex.match(r"\s\(([^(),]{2,25})[,)]", text, pos=behind.end)
            if where and (where[1] in places or regex.fullmatch(r"\p{Lu}{2}", where[1])) and len(behind.words) > 1:
                self._note(reading, base, text, run.start, match.start(), "work/by-bracket", 0.6)
                return

    def _bracketed(self, reading: Reading, base: Span, text: str, run: Run, places: set[str]) -> None:
        """Take what stands in brackets behind a person: what they made before."""
        match = _BRACKET.match(text, run.end)
        if not match or self._plot.search(text) or not self._person(run.words, places):
            return
        if self._companies.search(text[max(0, run.start - 60) : run.start]):
            return  # in brackets behind a producer stands the company
        at = match.start(1)
        found: list[tuple[int, int]] = []
        for part in regex.finditer(r"[^,;]+", match[1]):
            piece = part[0].strip(' “”"«»‘’')
            start = at + part.start() + part[0].index(piece) if piece else at
            words = piece.split()
            if not words or not is_capital(words[0]) or piece in places or self._is_other(reading, piece):
                found.clear() if not found and not self._makers.fullmatch(piece) else None
                if self._makers.fullmatch(piece) or self._offices.fullmatch(piece):
                    continue
                break
            if len(words) > _MOST_WORDS or not self._titled(words):
                break
            found.append((start, start + len(piece)))
        alone = len(found) == 1 and " " not in text[found[0][0] : found[0][1]]
        if alone and not self._makers.search(text[max(0, run.start - 40) : run.start]):
            return
        for start, end in found:
            self._note(reading, base, text, start, end, "work/in-brackets", 0.5)

    def _owned(self, reading: Reading, base: Span, text: str, match: Any, places: set[str]) -> None:
        """Take capitals behind the name of a person that owns them."""
        run = next(self._runs.find(text, match.end()), None)
        before = [one for one in self._runs.find(text[: match.start() + 1]) if one.end >= match.start() - 1]
        if run is None or run.start != match.end() or not before:
            return
        owner = regex.sub(r"['’]s?$", "", text[before[-1].start : match.start() + 1]).split()
        if owner and (self._leading.fullmatch(owner[0]) or self._makers.fullmatch(owner[-1])):
            return  # "No Man's Land", "the Directors' Fortnight"
        while owner and (self._makers.fullmatch(owner[0]) or owner[0] in places):
            owner = owner[1:]
        if len(owner) == 1:
            full = rf"(?<!\w)\p{{Lu}}[\p{{L}}-]+\s(?:\p{{Lu}}[\p{{L}}.-]+\s)?{regex.escape(owner[0])}(?!\w)"
            if not any(
                self._person(tuple(m[0].split()), places)
                for one in reading.article.paragraphs
                for m in regex.finditer(full, one)
            ):
                return
        elif not self._person(tuple(owner), places):
            return
        words = list(run.words)
        if len(words) > _MOST_WORDS or self._offices.search(text[run.start : run.end]):
            return
        if self._makers.fullmatch(words[0]) or (len(words) > 1 and self._heads.search(text[run.start : run.end])):
            return
        end = run.end
        for cut in regex.finditer(r"\s(?:and|et)\s", text[run.start : run.end]):
            if _OWNED.search(text, run.start + cut.end(), run.end + 3) or is_capital(text[run.start + cut.end() :]):
                end = run.start + cut.start()
                break
        self._note(reading, base, text, run.start, end, "work/owned", 0.5)

    def _person(self, words: tuple[str, ...], places: set[str]) -> bool:
        """Whether words look like the name of a person: a few capitals, no head of a body, no country."""
        bare = [word for word in words if is_capital(word)]
        name = " ".join(words)
        if not _OWNER_WORDS[0] <= len(bare) <= _OWNER_WORDS[1] or len(words) > len(bare) + 1:
            return False
        if any(word in places or word.casefold() in self._never or word.isupper() for word in bare):
            return False
        return not self._heads.search(name) and not regex.search(r"\d|&", name) and name not in places

    @staticmethod
    def _titled(words: list[str]) -> bool:
        long = [word for word in words if len(word) > 3] or words
        return sum(is_capital(word) or word[0].isdigit() for word in long) / len(long) >= 0.5

    def _is_other(self, reading: Reading, name: str) -> bool:
        if self._heads.search(name) or name.casefold() in self._never or regex.fullmatch(r"[\p{Lu}\d&.]{2,5}", name):
            return True
        return bool(reading.gazetteer.find(name, ("organisation", "outlet", "place"), but=reading.article.slug))

    def _note(self, reading: Reading, base: Span, text: str, start: int, end: int, rule: str, sure: float) -> None:
        lead = self._language.cue("works", "bare_leading").match(text, start, end)
        if lead and lead.end() < end:
            start = lead.end() + len(text[lead.end() : end]) - len(text[lead.end() : end].lstrip())
        owner = OWNER.match(text, start, end)
        start = owner.end() if owner and not self._leading.fullmatch(text[start:end].split(maxsplit=1)[0]) else start
        title = text[start:end]
        span = Span(base.paragraph, base.start + start, base.start + end)
        if len(title) < 3 or reading.hidden(span) or reading.taken(span) or self._is_other(reading, title):
            return
        if self._nouns.fullmatch(title) or title in reading.gazetteer.names_in(self._language):
            return
        if self._offices.search(title) or self._makers.fullmatch(title) or (title.isupper() and len(title) < 4):
            return
        self._take(reading, span, title, Mark(span, rule, sure))
        reading.masked[span.paragraph].append(span)
