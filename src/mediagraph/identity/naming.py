"""Names for comparison: folded within their script, transliterated across scripts, and how alike two are.

Transliteration is the weaker key: one person is spelt in many ways in Latin letters, and many are spelt in one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# A transliterated name can look alike by chance; such a likeness never counts in full.
TRANSLITERATED_MOST = 90.0
_UNSPACED = {"cjk", "hiragana", "katakana", "thai", "lao", "khmer", "myanmar"}
_WORDS = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the forms that are compared.

    Attributes:
        text: as written.
        script: of most of its letters, such as `latin` or `cjk`.
        folded: its words in lower case, without punctuation, and Latin letters without accents.
        ordered: the same words in the order of the alphabet, since family names stand first or last.
        latin: transliterated into Latin letters and written in one; empty for names in these.
        numbers: the numbers in it, which tell apart what is named in series.
    """

    text: str
    script: str
    folded: str
    ordered: str
    latin: str
    numbers: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def read_name(text: str) -> Name:
    """Return `text` as a name to be compared.

    >>> read_name("CCTV-9 Documentary").folded
    'cctv 9 documentary'
    >>> read_name("Åsa  D'Arc-Søholm").folded
    'asa d arc soholm'
    """
    words = _WORDS.findall(_bare(text))
    script = _script(text)
    latin = ""
    if script != "latin":
        from anyascii import anyascii

        latin = "".join(_WORDS.findall(anyascii(text).casefold()))
    return Name(
        text=text,
        script=script,
        folded=" ".join(words),
        ordered=" ".join(sorted(words)),
        latin=latin,
        numbers=tuple(sorted(word.lstrip("0") or "0" for word in words if word.isdecimal())),
    )


def likeness(one: Name, other: Name, *, least: float = 0) -> tuple[float, bool]:
    """Return how alike two names are, from 0 to 100, and whether they were compared by transliteration.

    Args:
        one: a name.
        other: another.
        least: what is less alike counts as not at all.
    """
    from rapidfuzz import fuzz

    if one.script == other.script:
        if one.folded == other.folded:
            return 100.0, False
        straight = fuzz.ratio(one.folded, other.folded, score_cutoff=least)
        return max(straight, fuzz.ratio(one.ordered, other.ordered, score_cutoff=max(least, straight))), False
    best = 0.0
    for left in spellings(one):
        for right in spellings(other):
            best = max(best, fuzz.ratio(left, right, score_cutoff=least))
    return min(best, TRANSLITERATED_MOST), True


def spellings(name: Name) -> list[str]:
    """Return the spellings of a name in Latin letters, in one word: as written, and with the last word first."""
    if name.latin:
        return [name.latin]
    words = name.folded.split()
    plain = "".join(words)
    if len(words) not in {2, 3}:
        return [plain]
    return [plain, "".join([words[-1], *words[:-1]])]


def grams(name: Name) -> set[str]:
    """Return the short strings that a name consists of: pairs of signs where words are not spaced, else threes."""
    size = 2 if name.script in _UNSPACED else 3
    text = f" {name.folded} "
    return {text[at : at + size] for at in range(len(text) - size + 1)}


def _bare(text: str) -> str:
    """Return `text` folded; accents are dropped on Latin letters only, since other scripts mean letters by them."""
    from anyascii import anyascii

    kept: list[str] = []
    latin = False
    for sign in unicodedata.normalize("NFKD", text.casefold()):
        if unicodedata.combining(sign):
            if not latin:
                kept.append(sign)
            continue
        latin = sign.isascii() or "LATIN" in unicodedata.name(sign, "")
        kept.append(sign if sign.isascii() or not latin else anyascii(sign).casefold())
    return unicodedata.normalize("NFC", "".join(kept))


def _script(text: str) -> str:
    counts: dict[str, int] = {}
    for sign in text:
        if sign.isalpha():
            script = "latin" if sign.isascii() else unicodedata.name(sign, "other").split()[0].lower()
            counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: (counts[script], script)) if counts else "latin"
