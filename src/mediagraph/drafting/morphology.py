"""Base forms of words, for languages that inflect names; a language file asks for it with `lemmas`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_WORD = regex.compile(r"[\p{L}]+")
_UNDECLINED = "иоуэюы"  # ends of foreign names that no dictionary has: they do not change
_FAMILY = regex.compile(r"^\p{Lu}\p{L}+(?:ов|ев|ёв|ин|ын)$")  # family names of men, in the nominative


class Morphology:
    """Lemmas and cases of words; without a dictionary of the language a word is its own lemma."""

    def __init__(self, language: Language) -> None:
        self.code = str(language.get("lemmas") or "")
        self.known = self.code == "pymorphy3"

    def lemma(self, word: str) -> str:
        """Return the base form of `word`, in lower case."""
        return str(_parse(word.casefold()).normal_form) if self.known else word.casefold()

    def lemmas(self, text: str) -> str:
        """Return the base forms of the words of `text`, with blanks between."""
        return " ".join(self.lemma(word) for word in _WORD.findall(text))

    def genitive(self, word: str) -> bool:
        """Whether `word` may stand in the genitive, as what follows a noun of which it is part of the name."""
        return self.known and any("gent" in form.tag for form in _forms(word.casefold()))

    def nominative(self, text: str, *, first: bool = False) -> str:
        """Return `text` with its words in the nominative.

        Args:
            text: a name.
            first: whether only the words up to the first noun are to be changed, since the rest depends on it.
        """
        if not self.known:
            return text
        parts: list[str] = []
        at = 0
        done = False
        gender = self._gender(text) if first else ""
        for match in _WORD.finditer(text):
            word = match[0]
            if first and done:
                break
            kept = (word.isupper() and len(word) > 1) or (not first and _FAMILY.search(word))
            parts += [text[at : match.start()], word if kept else _changed(word, gender)]
            done = "NOUN" in _parse(word.casefold()).tag
            at = match.end()
        return "".join(parts) + text[at:]

    @staticmethod
    def _gender(text: str) -> str:
        """Return the gender of the first noun, with which the adjectives before it agree; nothing if it is plural."""
        for word in _WORD.findall(text):
            tag = _parse(word.casefold()).tag
            if "NOUN" in tag:
                return "" if "plur" in tag else str(tag.gender or "")
        return ""

    def is_given(self, word: str) -> bool:
        """Whether `word` is a first name."""
        return self.known and any("Name" in form.tag for form in _forms(word.casefold())[:2])

    def with_adjectives(self, text: str, at: int) -> int:
        """Return where a name begins whose head noun begins at `at`: with the adjectives before it, from a capital on.

        "Минский международный кинофестиваль": what has no capital anywhere is no part of a name.
        """
        begin, start = at, at
        for match in regex.finditer(r"(?r)(?<!\w)[\p{L}-]+(?=\s)", text[max(0, at - 90) : at]) if self.known else ():
            left = max(0, at - 90) + match.start()
            if text[left + len(match[0]) : start].strip() or not any("ADJF" in form.tag for form in _forms(
                match[0].casefold()
            )[:2]):  # fmt: skip
                break
            start = left
            if match[0][0].isupper():
                begin = left
                break
        return begin

    def is_name(self, word: str) -> bool:
        """Whether `word` is a first name, a patronymic or a family name."""
        tags = ("Name", "Patr", "Surn")
        return self.known and any(any(tag in form.tag for tag in tags) for form in _forms(word.casefold())[:3])


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")


@lru_cache(maxsize=1 << 15)
def _forms(word: str) -> Any:
    return _analyzer().parse(word)


def _parse(word: str) -> Any:
    return _forms(word)[0]


@lru_cache(maxsize=1 << 14)
def _changed(word: str, gender: str = "") -> str:
    forms = _forms(word.casefold())
    if gender and "ADJF" in forms[0].tag and (agreed := forms[0].inflect({"nomn", "sing", gender})):
        made = str(agreed.word)
        return made[:1].upper() + made[1:] if word[:1].isupper() else made
    named = [form for form in forms if any(tag in form.tag for tag in ("Name", "Patr", "Surn", "Geox"))]
    form = (named or list(forms))[0]
    if "nomn" in form.tag or not ("NOUN" in form.tag or "ADJF" in form.tag):
        return word
    if not form.is_known and word[-1] in _UNDECLINED:
        return word
    wanted = {"nomn", "plur"} if "plur" in form.tag and not named else {"nomn", "sing"}
    changed = form.inflect(wanted)
    if changed is None:
        return word
    made = str(changed.word)
    return made[:1].upper() + made[1:] if word[:1].isupper() else made
