"""Organisations and outlets: those of the graph by name, others by what their names consist of or stand behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.knownbodies import BODIES, KnownBodies
from mediagraph.drafting.lowerheads import LowerHeads
from mediagraph.drafting.morphology import Morphology
from mediagraph.drafting.places import countries_in
from mediagraph.drafting.runs import Run, Runs, is_capital
from mediagraph.drafting.suffixes import SuffixNames

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_LEAST_BARE = 4  # signs of a name without its legal form
_NAMED = ("event", "undertaking")
_MOST_IN_HEADLINE = 4  # words of a name in a headline most of which it would be
_SHORT = regex.compile(r"\s?[(（]\s?([\p{Lu}\p{N}][\p{L}\p{N}&+.-]{1,9})\s?[)）]")
_ACRONYM = regex.compile(r"(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}&+]{2,6}(?![\p{L}\p{N}])(?!\p{Ll})")


class BodyFinder:
    """Finds organisations and outlets, once places and titles are known."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._known = KnownBodies(language)
        self._runs = Runs(language)
        self._morphology = Morphology(language)
        self._names = Morphology(language).is_name
        self._heads = {key: language.compile(words) for key, words in language.table("organisations", "heads").items()}
        # names that are one word, such as Мосфильм, where words for bodies are else in lower case
        self._proper = {
            word.casefold(): kind
            for kind, words in language.table("organisations", "heads").items()
            for word in words
            if self._morphology.known and is_capital(word) and word.isalpha() and not word.isascii()
        }
        self._outlets = language.cue("outlets", "heads")
        self._units = language.cue("organisations", "units")
        self._offices = language.cue("people", "offices")
        self._within = language.cue("organisations", "cut")
        self._fields = language.cue("organisations", "fields")
        self._legal = language.cue("organisations", "legal")
        self._before = {
            key: language.compile(words) for key, words in language.table("organisations", "before").items()
        }
        self._outlet_behind = language.cue("outlets", "behind")
        self._outlet_before = language.cue("outlets", "before")
        self._lower = LowerHeads(language, self.take)
        self._leading = language.cue("organisations", "leading")
        self._suffixes = SuffixNames(language, language.table("organisations", "heads"))
        self._channels = SuffixNames(language, {"": language.words("outlets", "heads")})
        self._never = {word.casefold() for word in language.words("organisations", "never")}

    def find(self, reading: Reading) -> None:
        """Note the organisations and outlets of the article."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            self._known.find(reading, number, text)
            if self._language.spaced:
                for run in self._runs.find(text):
                    self._run(reading, number, text, run)
                self._lower.find(reading, number, text)
            else:
                self._suffixed(reading, number, text)
        for number, text in enumerate(reading.article.paragraphs, start=1):
            self._acronyms(reading, number, text)

    def _branch(self, reading: Reading, span: Span, name: str) -> Entity | None:
        """Return the body that a longer name begins with, such as that of "CMG Europe"."""
        for mention in reading.mentions(span, BODIES):
            rest = name[mention.span.end - span.start :].split()
            longer = mention.span.start == span.start and 1 <= len(rest) <= 2 and all(map(is_capital, rest))
            if longer and name[mention.span.end - span.start] == " " and not self._offices.search(" ".join(rest)):
                return mention.entity
        return None

    def again(self, reading: Reading) -> None:
        """Note further mentions of bodies that were first told by where they stood."""
        for entity in [one for one in reading.entities if one.kind in BODIES]:
            for name in (entity.name, *entity.variants):
                if len(name) < 3 or name.casefold() in self._never:
                    continue
                edges = (r"(?<!\w)", r"(?!\w)") if self._language.spaced else ("", "")
                pattern = regex.compile(edges[0] + regex.escape(name) + edges[1])
                for number, text in enumerate(reading.article.paragraphs, start=1):
                    for match in pattern.finditer(text):
                        span = Span(number, *match.span())
                        if not reading.taken(span) and not reading.hidden(span):
                            reading.mention(entity, span, f"{entity.kind}/again")

    def _run(self, reading: Reading, number: int, text: str, run: Run) -> None:
        for start, end in self._parts(text, run):
            span = self._trimmed(reading, Span(number, start, end), text)
            name = text[span.start : span.end]
            if (
                len(name) < 3
                or reading.hidden(span, "work")
                or self._no_name(reading, span, name)
                or any(
                    one.span.holds(span) and one.entity.kind in BODIES
                    for one in reading.mentions(Span(number, 0, 1 << 30))
                )
            ):
                continue
            found = self._kind(name)
            rule = "name"
            if found is None and (inner := self._branch(reading, span, name)):
                found, rule = (inner.kind, ""), "branch"
            if found is None:
                found, rule = self._introduced(text, span), "introduced"
            words = name.split()
            if rule == "introduced" and len(words) > 1 and any(map(self._names, words)):
                continue  # of the studio's head, not of the studio
            if found is not None and name.casefold() not in self._never:
                self.take(reading, span, name, *found, Mark(span, f"{found[0]}/{rule}", 0.75))

    @staticmethod
    def _no_name(reading: Reading, span: Span, name: str) -> bool:
        """Whether capitals are those of an event, or of a headline that has them throughout."""
        whole = Span(span.paragraph, 0, 1 << 30)
        named = reading.mentions(whole, _NAMED)
        if any(m.span.holds(span) or (m.entity.kind == "undertaking" and m.span.meets(span)) for m in named):
            return True
        if any(m.span == span for m in reading.mentions(span, ("country", "place"))):
            return True  # Российская Федерация
        words, headline = len(name.split()), len(reading.article.paragraphs[0].split())
        return span.paragraph == 1 and reading.article.headed and words > _MOST_IN_HEADLINE and words * 2 >= headline

    def _trimmed(self, reading: Reading, span: Span, text: str) -> Span:
        """Leave out a country that owns the name ("France's"), and the articles and prepositions before it."""
        for mention in reading.mentions(span, ("country", "place")):
            after = regex.match(r"['’]s\s+|\s?-\s?based\s+", text, pos=mention.span.end)
            if mention.span.start == span.start and after and after.end() < span.end:
                return Span(span.paragraph, after.end(), span.end)
        match = self._leading.match(text, span.start)
        after = match and regex.match(r"\s*", text, pos=match.end())
        if match and after and after.end() < span.end:
            return Span(span.paragraph, after.end(), span.end)
        return span

    def _parts(self, text: str, run: Run) -> list[tuple[int, int]]:
        """Cut a run at its `and`s, unless they join words of one field, as in "Radio and Television"."""
        words = self._language.words("separators", "and")
        if not words:
            return [(run.start, run.end)]
        cut = regex.compile(rf"\s(?:{'|'.join(map(regex.escape, words))})\s", regex.IGNORECASE)
        pieces = self._without_offices(text, run)
        return [part for piece in pieces for part in self._at_ands(text, piece, cut)]

    def _without_offices(self, text: str, run: Run) -> list[tuple[int, int]]:
        """Cut a run at the offices in it, and at what says where a body or a person is."""
        pieces: list[tuple[int, int]] = []
        start = run.start
        found = [*self._offices.finditer(text, run.start, run.end), *self._within.finditer(text, run.start, run.end)]
        for match in sorted(found, key=lambda one: one.start()):
            if match.start() < start or (not match[0].strip()[:1].isupper() and match.re is self._offices):
                continue
            before = text[start : match.start()].strip()
            fields = all(self._fields.fullmatch(word) or not is_capital(word) for word in before.split())
            if before and not (fields and match.re is self._offices):
                pieces.append((start, start + len(text[start : match.start()].rstrip())))
            start = match.end() + len(text[match.end() : run.end]) - len(text[match.end() : run.end].lstrip())
        if start < run.end:
            pieces.append((start, run.end))
        return pieces

    def _at_ands(self, text: str, piece: tuple[int, int], cut: Any) -> list[tuple[int, int]]:
        parts: list[tuple[int, int]] = []
        start = piece[0]
        for match in cut.finditer(text, *piece):
            left = text[start : match.start()]
            last = left.split()[-1]
            following = text[match.end() : piece[1]].split(maxsplit=1)[0]
            if self._fields.fullmatch(last) and self._fields.fullmatch(following):
                continue
            parts.append((start, match.start()))
            start = match.end()
        return [*parts, (start, piece[1])]

    def _kind(self, name: str) -> tuple[str, str] | None:
        """Return what a name is by the words in it: organisation and its kind, outlet, or unknown."""
        if name.casefold() in self._proper:
            return "organisation", self._proper[name.casefold()]
        if " " not in name and "-" not in name and not regex.search(r"\p{Ll}\p{Lu}|\d", name):
            return None
        best: tuple[int, str] | None = None
        for kind, pattern in self._heads.items():
            for match in pattern.finditer(name):
                if best is None or match.end() > best[0]:
                    best = (match.end(), kind)
        outlet = [match.end() for match in self._outlets.finditer(name)]
        if outlet and (best is None or outlet[-1] > best[0]):
            return "outlet", ""
        return ("organisation", best[1]) if best else None

    def _introduced(self, text: str, span: Span) -> tuple[str, str] | None:
        """Return what the words directly before a name say that it is: "the broadcaster ZDF"."""
        if self._outlet_behind.match(text, span.end):
            return "outlet", ""
        before = text[max(0, span.start - 45) : span.start]
        for kind, pattern in self._before.items():
            if any(regex.fullmatch(r"[\s,«“\"„(:]*", before[match.end() :]) for match in pattern.finditer(before)):
                return "organisation", kind
        if any(regex.fullmatch(r"[\s«“\"„(]*", before[m.end() :]) for m in self._outlet_before.finditer(before)):
            return "outlet", ""
        return None

    def _suffixed(self, reading: Reading, number: int, text: str) -> None:
        """Find names where neither blanks nor capitals show them, and names in Latin letters among them."""
        for finder, kind in ((self._suffixes, "organisation"), (self._channels, "outlet")):
            for start, end, what in finder.find(text):
                span = Span(number, start, end)
                name = text[start:end]
                inner = reading.mentions(span, BODIES)
                held = any(m.span.holds(span) for m in reading.mentions(Span(number, 0, len(text)), BODIES))
                if name in self._never or reading.hidden(span) or held or any(m.span == span for m in inner):
                    continue
                on_air = kind == "organisation" and self._outlet_behind.match(text, end)
                self.take(reading, span, name, "outlet" if on_air else kind, what, Mark(span, f"{kind}/suffix", 0.6))
        for run in self._runs.find(text):
            span = Span(number, run.start, run.end)
            name = text[span.start : span.end]
            if reading.taken(span) or reading.hidden(span) or name.casefold() in self._never:
                continue
            found = self._kind(name) or self._introduced(text, span)
            if self._outlet_behind.match(text, span.end):
                found = ("outlet", "")
            if found is None and _ACRONYM.fullmatch(name) and 2 < len(name) < 6:
                found = ("organisation", "")
            if found is not None:
                self.take(reading, span, name, *found, Mark(span, f"{found[0]}/latin", 0.55))

    def _acronyms(self, reading: Reading, number: int, text: str) -> None:
        """Join short forms in brackets to the names before them, and note where they stand alone."""
        for mention in reading.mentions(Span(number, 0, len(text)), BODIES):
            match = _SHORT.match(text, mention.span.end)
            if match and _abbreviates(match[1], mention.entity.name):
                short = reading.entity(mention.entity.kind, match[1])
                if short is None:
                    reading.call(mention.entity, match[1])
                elif short is not mention.entity and short.known is None:
                    reading.drop(short)
                    reading.call(mention.entity, match[1])
        for match in _ACRONYM.finditer(text):
            span = Span(number, *match.span())
            for kind in BODIES:
                entity = reading.entity(kind, match[0])
                if entity is not None and not reading.taken(span) and not reading.hidden(span, "work"):
                    reading.mention(entity, span, f"{kind}/short")

    @staticmethod
    def is_known(reading: Reading, name: str) -> bool:
        """Whether the graph has an organisation or outlet of that name."""
        return bool(reading.gazetteer.find(name, BODIES, but=reading.article.slug))

    def take(
        self, reading: Reading, span: Span, name: str, kind: str, what: str, mark: Mark
    ) -> Entity:  # a name that is new, or was met before
        """Note an organisation or outlet called `name` at `span`, of the kind `what` where that is known."""
        if _inflected(name):
            name = self._morphology.nominative(name, first=True)
        bare = self._legal.sub("", name).strip()
        bare = bare if self._language.spaced or len(bare) >= _LEAST_BARE else name
        if bare != name and reading.entity(kind, bare) is not None:
            reading.call(reading.entity(kind, bare) or Entity(kind, "", bare), name)
        known = reading.gazetteer.find(name, (kind,), but=reading.article.slug)
        chosen = self._known.one(reading, known) if known else None
        type_ = "Organisation" if kind == "organisation" else "Outlet"
        if kind == "outlet" and self._language.cue("outlets", "channels").search(name):
            type_ = "Channel"
        for inner in reading.mentions(span, BODIES):
            reading.unmention(inner)
        entity = reading.add(kind, type_, name, mark, known=chosen)
        if bare != name:
            reading.call(entity, bare)
        if what and kind == "organisation":
            entity.more.setdefault("organisationKind", what)
        # the "French" of a channel's name is its language, more often than not
        for country in countries_in(reading, span) if kind == "organisation" else ():
            entity.belongs("inCountry", country.id)
        return entity


def _inflected(name: str) -> bool:
    """Whether a name is written in letters of which words change their endings."""
    return bool(regex.match(r"\p{Cyrillic}", name))


def _abbreviates(short: str, name: str) -> bool:
    """Whether `short` may stand for `name`: its letters come in it in order, the first one first."""
    letters = [sign for sign in short.casefold() if sign.isalpha()]
    rest = iter(name.casefold())
    return bool(letters) and (not name.isascii() or all(letter in rest for letter in letters))
