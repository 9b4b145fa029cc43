"""Organisations and outlets of the graph, found by their names; unlike things of one name stay apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Mark, Reading
from mediagraph.drafting.runs import is_capital
from mediagraph.identity.naming import read_name

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.names import Known

BODIES = ("organisation", "outlet")
_LONGEST = 8  # words of a name that is looked up
_TOKEN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}'’&+.-]*(?<![.'’-])")
_SAFE = 4  # letters above which a word with one capital is taken for a name


class KnownBodies:
    """Finds bodies of the graph, and tells which of several of one name is meant."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._on = language.cue("outlets", "on")
        self._outlet_before = language.cue("outlets", "before")
        self._never = {word.casefold() for word in language.words("organisations", "never")}

    def find(self, reading: Reading, number: int, text: str) -> None:
        """Note the bodies of the graph that a paragraph names."""
        gazetteer, slug_ = reading.gazetteer, reading.article.slug
        tokens = list(_TOKEN.finditer(text))
        at = 0
        while at < len(tokens):
            step = 1
            if is_capital(tokens[at][0]) or tokens[at][0][0].isdigit():
                for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
                    last = tokens[at + length - 1]
                    span = Span(number, tokens[at].start(), last.end())
                    name = text[span.start : span.end]
                    if regex.search(r"[,;:()]", name):
                        continue
                    known = gazetteer.called(read_name(name).folded, BODIES, but=slug_)
                    if known and self._trusted(reading, span, name, known):
                        self._take_known(reading, span, name, known)
                        step = length
                        break
            at += step
        if not self._language.spaced:
            for match in gazetteer.unspaced.finditer(text):
                known = gazetteer.find(match[0], BODIES, but=slug_)
                span = Span(number, *match.span())
                if known and not reading.hidden(span):
                    self._take_known(reading, span, match[0], known)

    def _trusted(self, reading: Reading, span: Span, name: str, known: list[Known]) -> bool:
        """Whether a name that the graph knows is meant as one here, and no common word or part of a title."""
        if reading.hidden(span, "work") or name.casefold() in self._never or name.isdecimal():
            return False
        if any(
            one.span.holds(span) for one in reading.mentions(Span(span.paragraph, 0, 1 << 30), ("country", "place"))
        ):
            return False
        written = {one for entity in known for one in entity.names}
        if " " in name:
            return name in written or not name.islower()
        if len(name) < 3 or (name not in written and not name.isupper()):
            return False
        if name.isupper() or regex.search(r"\d|\p{Ll}\p{Lu}", name):
            return True
        sentence = reading.sentence_of(span)
        initial = sentence is not None and sentence.span.start == span.start
        return not initial and len(name) > 4 and any(one.source == "organisations" or _curated(one) for one in known)

    def _take_known(self, reading: Reading, span: Span, name: str, known: list[Known]) -> None:
        chosen = self.one(reading, known)
        kind, type_ = (chosen.kind, chosen.type) if chosen else (known[0].kind, known[0].type)
        if kind == "outlet" and self._is_body(reading, span, name):
            kind, type_, chosen = "organisation", "Organisation", None
        if type_ == "OrganisationalUnit":
            type_ = "Organisation"
        mark = Mark(span, f"{kind}/known-name", 0.9 if chosen else 0.6)
        entity = reading.add(kind, type_, name, mark, known=chosen)
        if chosen is None:
            entity.alike = sorted({*entity.alike, *(one.id for one in known)})
        for other in chosen.names if chosen else ():
            reading.call(entity, other)
        entity.variants = [one for one in entity.variants if one in "\n".join(reading.article.paragraphs)]

    def _is_body(self, reading: Reading, span: Span, name: str) -> bool:
        """Whether a channel's name stands for the body that runs it: a short form, where nothing is put on the air."""
        if not self._language.spaced and not regex.search(r"[A-Za-z]", name):
            return not self._language.cue("outlets", "channels").search(name)
        if reading.entity("outlet", name) is not None or not regex.fullmatch(
            r"[\p{Lu}&]+(?: ?TV)?|\p{L}+ Television", name
        ):
            return False
        before = reading.article.paragraphs[span.paragraph - 1][max(0, span.start - 25) : span.start]
        found = [*self._on.finditer(before), *self._outlet_before.finditer(before)]
        return not any(not before[m.end() :].strip(' «“"') for m in found)

    def one(self, reading: Reading, known: list[Known]) -> Known | None:
        """Return the one entity that is meant, where that is sure: unlike things of one name stay apart."""
        if len(known) > 1:
            known = [one for one in known if _curated(one)] or known
        if len(known) > 1:
            named = {entity.id for entity in reading.entities if entity.kind == "country"}
            known = [one for one in known if named.intersection(one.countries)]
        if len(known) > 1 and len({one.kind for one in known}) > 1:
            known = [one for one in known if one.kind == "organisation"]
        return known[0] if len(known) == 1 else None


def _curated(known: Known) -> bool:
    return known.source not in {"channels", "organisations"}
