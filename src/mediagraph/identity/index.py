"""An index of names that finds those worth comparing, so that not each has to be compared with each.

Two names are compared if they are equal but for the order of words, share a rare word, or share some of the rarest
short strings of theirs. What is frequent ("television", "film") is evidence of nothing and is not looked up.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.identity.naming import grams, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mediagraph.identity.naming import Name

_MOST_SHARING = 60  # names that share a word or string; more of them and it is not rare
_MOST_EQUAL = 400  # entities of one and the same name that are still compared with each other
_RAREST = 8
_FAR, _LONG = 6, 6  # signs by which place and length are classed: a short string counts in about the same place


@dataclass
class NameIndex:
    """Names with their owners; the same owner may have several.

    Attributes:
        names: each with the number of its owner.
        crowded: names that more owners bear than are compared, with how many these are.
    """

    names: list[tuple[int, Name]] = field(default_factory=list)
    crowded: dict[str, int] = field(default_factory=dict)

    def add(self, owner: int, name: Name) -> None:
        """Add a name of `owner`."""
        if name.folded or name.latin:
            self.names.append((owner, name))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the places of two names each that are worth comparing, of different owners, once."""
        seen: set[int] = set()
        count = len(self.names)
        for key, places in self._postings():
            exact = key[0] == "="
            if len(places) > (_MOST_EQUAL if exact else _MOST_SHARING):
                if exact:
                    self.crowded[self.names[places[0]][1].text] = len(places)
                continue
            for one, other in itertools.combinations(places, 2):
                code = one * count + other
                if code not in seen and self.names[one][0] != self.names[other][0]:
                    seen.add(code)
                    yield one, other

    def _postings(self) -> Iterator[tuple[str, Sequence[int]]]:
        exact: dict[str, list[int]] = defaultdict(list)
        words: dict[str, list[int]] = defaultdict(list)
        short: dict[str, list[int]] = defaultdict(list)
        parts = [grams(name) for _, name in self.names]
        frequency: dict[str, int] = defaultdict(int)
        for part in parts:
            for gram in part:
                frequency[gram] += 1
        for place, ((_, name), part) in enumerate(zip(self.names, parts, strict=True)):
            for key in {"=" + name.ordered, *("=" + spelling for spelling in spellings(name))}:
                exact[key].append(place)
            for word in set(name.ordered.split()):
                words[" " + word].append(place)
            shared = (gram for gram in part if frequency[gram] > 1)
            length = len(name.folded)
            for gram in sorted(shared, key=lambda gram: (frequency[gram], gram))[:_RAREST]:
                where = name.folded.find(gram.strip()) // _FAR
                short[f"~{gram}{where}a{length // _LONG}"].append(place)
                short[f"~{gram}{where}b{(length + _LONG // 2) // _LONG}"].append(place)
        for table in (exact, words, short):
            for key in sorted(table):
                if len(table[key]) > 1:
                    yield key, table[key]
