"""Names of bodies that begin with a common noun in lower case: "le ministère de la Culture", «киностудия "Вал"»."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.knownbodies import BODIES
from mediagraph.drafting.morphology import Morphology
from mediagraph.drafting.runs import is_capital

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting.languages import Language

_LONGEST = 120  # characters of a name behind its noun


class LowerHeads:
    """Finds such names, by the nouns `lower` in the section `organisations`."""

    def __init__(self, language: Language, take: Callable[[Reading, Span, str, str, str, Mark], Entity]) -> None:
        """Make ready; `take` notes a body."""
        self.take = take
        self._morphology = Morphology(language)
        self._lower = {key: language.compile(words) for key, words in language.table("organisations", "lower").items()}
        self._small = {word.casefold() for word in language.words("connectors")}
        self._adjectives = set(language.words("organisations", "adjectives"))
        self._and = set(language.words("separators", "and"))
        self._after = tuple(language.words("organisations", "named_after"))

    def find(self, reading: Reading, number: int, text: str) -> None:
        """Note the bodies of a paragraph."""
        for kind, pattern in self._lower.items():
            for match in pattern.finditer(text):
                end = self._extended(text, match.end())
                if self._morphology.known:
                    end = self._quoted_end(text, end)
                span = Span(number, self._morphology.with_adjectives(text, match.start()), end)
                if (
                    (end == match.end() and span.start == match.start())
                    or reading.hidden(span, "work")
                    or reading.mentions(span, BODIES)
                ):
                    continue
                name = self._morphology.nominative(text[span.start : span.end], first=True)
                self.take(reading, span, name, "organisation", kind, Mark(span, "organisation/head", 0.7))

    def _person(self, text: str, at: int, word: str) -> bool:
        """Whether at `at` another name begins: that of who heads the body, or of a second body behind "and"."""
        if word in self._and:
            rest = regex.match(r"\w+\s+(?:\p{Lu}[\p{L}-]+\s)?", text, pos=at)
            return rest is not None and any(
                pattern.match(text, pos) for pattern in self._lower.values() for pos in {rest.end(), at + len(word) + 1}
            )
        following = regex.match(r"\p{Lu}[\p{Cyrillic}-]+\s(?P<next>\p{Lu}[\p{Cyrillic}-]+)", text, pos=at)
        if following is None or (self._after and text[max(0, at - 8) : at].strip().endswith(self._after)):
            return False
        if self._morphology.is_given(word):
            return True
        return not self._morphology.genitive(word) and not self._morphology.genitive(following["next"])

    @staticmethod
    def _quoted_end(text: str, end: int) -> int:
        """Return where a name ends with what is quoted directly behind it: киностудия «Вал»."""
        quoted = regex.match(r"\s[«“\"„][^«»“”\"„]{2,60}[»”\"“]", text, pos=end)
        return quoted.end() if quoted else end

    def _extended(self, text: str, at: int) -> int:
        """Return where a name ends that begins with a common noun: after its capitals and what depends on the noun."""
        end = at
        for match in regex.finditer(r"[\p{L}\p{N}'’-]+", text[at : at + _LONGEST]):
            word = match[0]
            if regex.search(r"[,.;:!?()«»“”\"]", text[end : at + match.start()]):
                break
            bare = regex.sub(r"^(?:[ldLD]['’])", "", word)
            if is_capital(bare) and self._morphology.is_name(bare) and not self._morphology.genitive(bare):
                break
            if self._morphology.known and self._person(text, at + match.start(), bare):
                break
            if (
                is_capital(bare)
                or (len(word) > 2 and word not in self._small and self._morphology.genitive(word))
                or word.casefold() in self._adjectives
            ):
                end = at + match.end()
            elif word.casefold() not in self._small:
                break
        return end
