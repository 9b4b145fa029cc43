"""Numbers in an article: digits with their marks, words, and the numerals of Chinese and Japanese."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from mediagraph.drafting.languages import Language

_DIGITS = r"\d{1,3}(?:[,.\u00a0\u202f\u2009 ']\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_SMALL = {10, 100, 1000}


def number_pattern(language: Language) -> str:
    """Return a pattern, as text, for a number in `language`."""
    words = sorted(map(str, language.get("numbers", "words") or ()), key=len, reverse=True)
    more = sorted(map(str, language.get("numbers", "multipliers") or ()), key=len, reverse=True)
    many = "|".join(regex.escape(word) for word in more)
    if not language.spaced:
        signs = "".join(word for word in words if len(word) == 1)
        large = rf"(?:\s?(?:{many}))*" if many else ""
        return rf"(?:(?:{_DIGITS}){large}(?:\d+(?:{many}))*|[{signs}]+{large})"
    end = r"(?!\w)"
    tail = rf"(?:[\s\u00a0]?(?:{many}){end})?" if many else ""
    if not words:
        return rf"(?:(?:{_DIGITS}){tail})"
    spelt = "|".join(regex.escape(word) for word in words)
    return rf"(?:(?:{_DIGITS}){tail}|(?<!\w)(?:{spelt}){end}(?:[\s-]+(?:{spelt}){end})*(?:\s(?:{many}){end})?)"


def read_number(text: str, language: Language) -> float | None:
    """Return the number that `text` spells in `language`, else nothing.

    Digits are read first; then words are added up, and multiplied by what stands behind them.
    """
    multipliers = _table(language, "multipliers")
    text = text.strip().casefold()
    found = regex.match(_DIGITS, text)
    if found:
        value = _digits(found[0])
        rest = text[found.end() :].strip("\u00a0 ")
        return value * _product(rest, multipliers, language, value) if rest else value
    if not language.spaced:
        return _numerals(text, multipliers)
    total = current = 0.0
    words = _table(language, "words")
    for word in regex.split(r"[\s-]+", text):
        if word in words:
            value = float(words[word])
            current = current * value if value in _SMALL and current else current + value
        elif word in multipliers:
            total, current = total + (current or 1) * float(multipliers[word]), 0.0
        else:
            return None
    return total + current


@lru_cache(maxsize=64)
def _cached(code: str, items: tuple[tuple[str, float], ...]) -> dict[str, float]:  # noqa: ARG001 - part of the key
    return {key.casefold(): value for key, value in items}


def _table(language: Language, name: str) -> dict[str, float]:
    value: Any = language.get("numbers", name)
    return (
        _cached(language.code, tuple((str(k), float(v)) for k, v in value.items())) if isinstance(value, dict) else {}
    )


def _digits(text: str) -> float:
    """Read digits: a mark before three digits groups them, any other is the decimal mark."""
    grouped = regex.fullmatch(r"\d{1,3}(?:[,.\u00a0\u202f\u2009 ']\d{3})+", text)
    return float(regex.sub(r"\D", "", text) if grouped else text.replace(",", "."))


def _product(rest: str, multipliers: dict[str, float], language: Language, value: float) -> float:
    product = 1.0
    while rest:
        word = next((one for one in sorted(multipliers, key=len, reverse=True) if rest.startswith(one)), "")
        if not word:
            more = regex.match(r"(\d+)", rest)  # 1億2000万: what follows is added
            if more and value and not language.spaced:
                tail = read_number(rest, language)
                return product + (tail or 0) / value
            break
        product *= multipliers[word]
        rest = rest[len(word) :].strip()
    return product


def _numerals(text: str, multipliers: dict[str, float]) -> float | None:
    """Read Chinese numerals: 三百五十, 二〇二一, 五十余 without what follows."""
    total = part = digit = 0.0
    plain: list[str] = []
    for sign in text:
        if sign in multipliers and multipliers[sign] >= 10_000:
            total, part, digit = (total + part + digit or 1) * multipliers[sign], 0.0, 0.0
            plain = []
            continue
        try:
            value = 0.0 if sign in "〇零" else 2.0 if sign == "两" else unicodedata.numeric(sign)
        except ValueError:
            return None
        if value >= 10:
            part, digit = part + (digit or 1) * value, 0.0
            plain = []
        else:
            digit = value
            plain.append(str(int(value)))
            if len(plain) > 1:
                digit = float("".join(plain))
    return total + part + digit
