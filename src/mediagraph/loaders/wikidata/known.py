"""What the loader knows of Wikidata by heart, from `known.yaml`: classes, kinds, genres, languages, units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from mediagraph.loaders.yamlld import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mediagraph.loaders.wikidata.items import Item

FILM, SERIES, HUMAN, ORGANISATION = "Q11424", "Q5398426", "Q5", "Q43229"


@dataclass(frozen=True)
class Known:
    """The file, read.

    Attributes:
        languages: of names.
        above: well-known classes by the one that they lie below.
        organisations: kinds of organisation by class.
        widest: the same for classes that count only where no other does.
        genres: genres of ours by genre or class there.
        tongues: codes by language.
        units: minutes by unit of time.
    """

    languages: Sequence[str]
    above: Mapping[str, str]
    organisations: Mapping[str, str]
    widest: Mapping[str, str]
    genres: Mapping[str, str]
    tongues: Mapping[str, str]
    units: Mapping[str, Fraction]

    def roots(self, classes: Iterable[str], parents: Mapping[str, Iterable[str]]) -> set[str]:
        """Return the classes that matter among `classes` and all those above them.

        Args:
            classes: of an item.
            parents: classes by those next below them, beside the ones that are known here.
        """
        seen: set[str] = set()
        left = list(classes)
        while left:
            one = left.pop()
            if one not in seen:
                seen.add(one)
                left += parents.get(one, ())
                left += [self.above[one]] if one in self.above else []
        return seen & {FILM, SERIES, ORGANISATION, *self.organisations, *self.widest}

    def kinds(self, item: Item) -> list[str]:
        """Return the kinds of organisation, of ours, that an item is."""
        found = {kind for class_, kind in self.organisations.items() if class_ in item.roots}
        return sorted(found or {kind for class_, kind in self.widest.items() if class_ in item.roots})


@cache
def known() -> Known:
    """Read the file."""
    text = files("mediagraph.loaders.wikidata").joinpath("known.yaml").read_text(encoding="utf-8")
    document: Any = parse_yaml(text, "known.yaml")
    above = {below: class_ for class_, classes in document["classes"].items() for below in classes}
    return Known(
        languages=document["languages"],
        above=above,
        organisations=dict(document["organisations"]),
        widest=dict(document["widest"]),
        genres=dict(document["genres"]),
        tongues=dict(document["tongues"]),
        units={unit: Fraction(minutes) for unit, minutes in document["units"].items()},
    )
