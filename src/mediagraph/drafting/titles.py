"""Works: titles in quotation marks of any kind, and those that only stand behind a word for a work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.baretitles import BareTitles
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.morphology import Morphology
from mediagraph.drafting.ownedtitles import OwnedTitles
from mediagraph.drafting.quoting import Quoted, quoted
from mediagraph.drafting.runs import is_capital

if TYPE_CHECKING:
    from mediagraph.drafting.article import Article
    from mediagraph.drafting.languages import Language

_NEAR = 70  # characters between a word for a work and its title
_LONGEST_TITLE = 140
_SHORTEST_TITLE = 2  # in marks that other things stand in too
_SECOND = regex.compile(
    r"\s*(?P<first>[^()（）]*\p{Han}[^()（）]*?)\s?[(（](?P<second>\p{Lu}[\p{Latin}\d '’!?:.,-]+)[)）]"
)


class TitleFinder:
    """Tells titles of works from words of speakers and names of other things."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._types = {key: language.compile(words) for key, words in language.table("works", "types").items()}
        self._genres = {key: language.compile(words) for key, words in language.table("works", "genres").items()}
        self._any = language.compile([word for words in language.table("works", "types").values() for word in words])
        self._not = language.cue("works", "not_before")
        self._titles = "".join(language.words("works", "title_marks"))
        self._joins = language.cue("works", "joins")
        self._provisional = regex.compile(rf"\s?[(（](?:{language.cue('works', 'provisional').pattern})[)）]$")
        self._weak = set(language.words("works", "weak_marks"))  # marks that are seldom those of titles
        self._no_title = regex.compile(rf"(?:{language.cue('works', 'never_ends').pattern})$")
        self._morphology = Morphology(language)
        self._maker_before = regex.compile(rf"(?:{language.cue('works', 'maker_before').pattern})$")
        self._maker_behind = language.cue("works", "maker_behind")
        heads = language.table("organisations", "heads")
        kinds = (
            "broadcaster",
            "media-group",
            "news-agency",
            "newspaper",
            "film-agency",
            "government-body",
            "association",
        )
        self._bodies = tuple(word for kind in kinds for word in heads.get(kind, ()) if len(word) > 1)
        self._events = [word for words in language.table("events", "heads").values() for word in words if len(word) > 2]
        self._bare = BareTitles(language, self.take)
        self._owned = OwnedTitles(language, self.take)
        self._by = regex.compile("|".join(language.words("works", "by")) or "(?!)")
        self._speech = language.cue("remarks", "verbs")
        self._made = language.compile(
            [
                phrase
                for section in ("releases", "roles", "stages")
                for phrases in (language.get(section) or {}).values()
                for phrase in _phrases(phrases)
            ]
        )

    def find(self, reading: Reading) -> list[Quoted]:
        """Note the works, and return the quotations that are none of them."""
        titles: set[str] = set()
        all_quoted = quoted(reading.article)
        kept: list[Quoted] = []
        previous: Quoted | None = None
        for one in all_quoted:
            if any(one.outer != other.outer and other.outer.holds(one.outer) for other in kept if other.text in titles):
                continue
            rule = self._rule(reading.article, one, previous, titles)
            inflected = (
                self._inflected(reading, one.text) if self._morphology.known and one.text not in titles else None
            )
            if inflected is not None:
                reading.mention(inflected, one.span, "work/again")
                reading.masked[one.outer.paragraph].append(one.span)
                kept.append(one)
            elif rule:
                titles.add(one.text)
                kept.append(one)
                previous = one
                self.take(reading, one.span, one.text, Mark(one.span, rule, 0.9 if rule != "work/quoted" else 0.6))
                reading.masked[one.outer.paragraph].append(one.span)
        rest = [one for one in all_quoted if one not in kept]
        for one in rest:
            if self._is_speech(reading.article, one):
                reading.masked[one.outer.paragraph].append(one.span)
        if self._language.capitals and self._language.spaced:
            self._owned.find(reading)
            self._again(reading)
            self._bare.find(reading)
        self._again(reading)
        return rest

    def _inflected(self, reading: Reading, text: str) -> Entity | None:
        """Return the work of whose title `text` is another case: премьера «Композитора»."""
        lemmas = self._morphology.lemmas(text)
        works = (one for one in reading.entities if one.kind == "work" and one.name != text)
        return next((one for one in works if self._morphology.lemmas(one.name) == lemmas), None) if lemmas else None

    def _rule(self, article: Article, one: Quoted, previous: Quoted | None, titles: set[str]) -> str:
        if one.text in titles and not self._never(one):
            return "work/again"
        text = article.paragraphs[one.outer.paragraph - 1]
        before, after = text[: one.outer.start], text[one.outer.end :]
        near = before[-_NEAR:]
        noun = self._last(self._any, near)
        if self._refused(one, near, noun):
            return ""
        if one.mark in self._titles:
            return "work/title-marks"
        if one.mark in self._weak and (noun is None or len(near) - noun.end() > 1) and not self._any.match(after):
            return ""
        if self._maker_before.search(near.rstrip("\u00a0 ")) or self._maker_behind.match(after):
            return "work/maker-beside"
        if self._looks_spoken(one.text):
            return ""
        if noun is not None and self._close(near[noun.end() :]):
            return "work/noun-before"
        if previous is not None and previous.outer.paragraph == one.outer.paragraph:
            gap = text[previous.outer.end : one.outer.start]
            if self._joins.fullmatch(gap.strip()) or regex.fullmatch(r"[\s,、/]{0,3}", gap):
                return "work/list"
        behind = self._any.match(after.lstrip(" ,)（(")) if self._language.spaced else self._any.match(after)
        if behind is not None:
            return "work/noun-behind"
        return self._plain(article, one)

    def _never(self, one: Quoted) -> bool:
        """Whether what is quoted is too long or too short for a title, or a word that is none."""
        short = len(one.text) < _SHORTEST_TITLE and one.mark not in self._titles
        return len(one.text) > _LONGEST_TITLE or short or one.text in self._language.words("works", "bare_never")

    def _refused(self, one: Quoted, near: str, noun: Any) -> bool:
        """Whether what is quoted is no title by its own words, or by those directly before it."""
        other = self._last(self._not, near)
        if other is not None and (noun is None or other.end() >= noun.end()) and len(near) - other.end() <= 4:
            return True
        if self._is_other(one) and not (noun is not None and len(near) - noun.end() <= 1):
            return True
        return self._never(one) or bool(self._no_title.search(one.text))

    def _is_other(self, one: Quoted) -> bool:
        """Whether what is quoted is the name of an event or of a body, where such names are quoted too."""
        if self._language.capitals:
            return False
        text = one.text
        short = regex.fullmatch(r"[A-Z]{2,5}|.*[(（][A-Z]{2,6}[)）]", text) and one.mark not in self._titles
        return text.endswith(self._bodies) or any(head in text for head in self._events) or bool(short)

    def _plain(self, article: Article, one: Quoted) -> str:
        """A title without a word for a work beside it: only where the sentence is about making or showing one."""
        text = article.paragraphs[one.outer.paragraph - 1]
        after = text[one.outer.end :].lstrip("”\"»’'")
        if self._language.capitals and (by := self._by.match(after)):
            name = after[by.end() :].split()
            if len(name) > 1 and is_capital(name[0]) and is_capital(name[1]):
                return "work/by-behind"
        sentence = next((s for s in article.sentences if s.span.holds(one.span)), None)
        if sentence is None or self._is_speech(article, one):
            return ""
        if self._language.capitals and not self._titled(one.text):
            return ""
        if not self._language.capitals and len(one.text) > 40:
            return ""
        if not self._language.capitals and regex.fullmatch(r"[\p{Latin}\d'’:,.!? -]+", one.text) and " " in one.text:
            return "work/quoted"
        if self._language.get("works", "title_case") and 1 < len(one.text.split()) < 9:
            return "work/quoted"
        return "work/quoted" if self._made.search(sentence.text) and self._any.search(sentence.text) else ""

    def _titled(self, text: str) -> bool:
        words = [word for word in regex.findall(r"[\p{L}\p{N}][\p{L}\p{M}'’-]*", text) if len(word) > 3] or text.split()
        capitals = sum(is_capital(word) or word[0].isdigit() for word in words)
        share = 0.6 if self._language.get("works", "title_case") else 0.01
        return bool(words) and is_capital(text.lstrip("¡¿«")) and capitals / len(words) >= share

    def _close(self, gap: str) -> bool:
        """Whether a title stands near enough behind a word for a work that the two belong together."""
        if regex.search(r"[.;!?。；！？]", gap):
            return False
        return len(gap.split()) <= 6 if self._language.spaced else len(gap) <= 14

    def _looks_spoken(self, text: str) -> bool:
        if self._language.spaced and self._language.capitals:
            words = text.split()
            return bool(words) and (
                (not is_capital(text.lstrip("¡¿")) and not text[0].isdigit())
                or (len(words) > 9 and not self._titled(text))
            )
        return len(text) > 45 or "。" in text

    def _is_speech(self, article: Article, one: Quoted) -> bool:
        text = article.paragraphs[one.outer.paragraph - 1]
        before, after = text[max(0, one.outer.start - 40) : one.outer.start], text[one.outer.end : one.outer.end + 40]
        size = len(one.text.split()) if self._language.spaced else len(one.text) / 3
        return size > 5 and bool(self._speech.search(before) or self._speech.search(after) or size > 12)

    @staticmethod
    def _last(pattern: Any, text: str) -> Any:
        found = None
        for match in pattern.finditer(text):
            found = match
        return found

    def take(self, reading: Reading, span: Span, title: str, mark: Mark) -> Entity:
        """Note a work called `title` at `span`, of the type and genre that stand beside it."""
        sentence = reading.sentence_of(span)
        text = reading.article.paragraphs[span.paragraph - 1]
        start = max(sentence.span.start if sentence else 0, span.start - _NEAR)
        near = text[start : span.start], text[span.end : span.end + 30]
        title = self._provisional.sub("", title) or title
        both = _SECOND.fullmatch(title) if not self._language.capitals else None
        if both is not None:
            title = both["first"]
        known = reading.gazetteer.find(title, ("work",), but=reading.article.slug)
        chosen = known[0] if len(known) == 1 and known[0].source != "cannes-competition" else None
        type_ = self._type(*near)
        entity = reading.add("work", type_ or "Work", title, mark, known=chosen)
        if both is not None:
            reading.call(entity, both["second"])
        if type_ and entity.type == "Work":
            entity.type = type_
        if chosen is None:
            entity.alike = sorted({*entity.alike, *(one.id for one in known)})
        for genre, pattern in self._genres.items():
            if pattern.search(near[0]) or pattern.match(near[1].lstrip('"”»」』》 ,')):
                entity.more.setdefault("genre", []).append(genre) if genre not in entity.more.get("genre", []) else None
        return entity

    def _type(self, before: str, after: str) -> str:
        best = (-1, "")
        for type_, pattern in self._types.items():
            found = self._last(pattern, before)
            if found is not None:
                best = max(best, (found.end(), type_))
        if best[1]:
            return best[1]
        behind = after.lstrip('"”»」』》 ,，')
        return next((type_ for type_, pattern in self._types.items() if pattern.match(behind)), "")

    def _again(self, reading: Reading) -> None:
        """Note further mentions of titles, in marks or without them."""
        for entity in [one for one in reading.entities if one.kind == "work"]:
            if len(entity.name) < (4 if self._language.spaced else 3):
                continue
            edges = (r"(?<!\w)", r"(?!\w)") if self._language.spaced else ("", "")
            any_case = regex.IGNORECASE if len(entity.name.split()) > 2 else 0
            pattern = regex.compile(edges[0] + regex.escape(entity.name) + edges[1], any_case)
            for number, text in enumerate(reading.article.paragraphs, start=1):
                for match in pattern.finditer(text):
                    span = Span(number, *match.span())
                    if not reading.taken(span) and not any(m.holds(span) and m != span for m in reading.masked[number]):
                        reading.mention(entity, span, "work/again")
                        reading.masked[number].append(span)


def _phrases(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [phrase for item in value.values() for phrase in _phrases(item)]
    return [str(item) for item in value] if isinstance(value, list) else []
