"""Evidence on whether two records speak of one thing: how alike the names are, and what else speaks for or against.

The score is that of the names, raised or lowered by each piece of evidence; it orders what people should look at
and decides nothing. Unlike things of one name (remakes, editions of a festival, namesakes in other countries)
fall below their names, and what tells them apart stands beside the score.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.identity.naming import read_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from mediagraph.identity.naming import Name

_LISTED = 3
# How much each piece of evidence raises or lowers the score of the names.
_WEIGHTS = {
    "equal identifier": 10.0,
    "equal country": 2.0,
    "equal year": 2.0,
    "equal director": 5.0,
    "equal partner": 3.0,
    "unlike identifier": -30.0,
    "unlike country": -20.0,
    "unlike year": -20.0,
    "unlike director": -20.0,
    "unlike running time": -5.0,
    "unlike number": -30.0,
    "linked": -15.0,
    "bare name": -3.0,
    "one source": -2.0,
}


@dataclass(slots=True)
class Profile:
    """What is known of an entity that helps to tell it from others.

    Attributes:
        iri: the entity.
        kind: IRI of the class of its kind.
        names: its names with their languages.
        facts: values by fact: country, year, runtime, director, partner, linked (entities that it points to),
            source, an identifying property, same or not-same (entities that it was judged against).
    """

    iri: str
    kind: str
    names: dict[str, set[str]] = field(default_factory=dict)
    facts: dict[str, set[str]] = field(default_factory=dict)

    def get(self, fact: str) -> Collection[str]:
        """Return the values of a fact, none where it is unknown."""
        return self.facts.get(fact, ())


@dataclass(frozen=True, slots=True)
class Weighed:
    """Evidence, weighed.

    Attributes:
        score: from 0 to 100.
        favour: what speaks for one thing, in words.
        against: what speaks against it.
    """

    score: float
    favour: Sequence[str]
    against: Sequence[str]


class _Scales:
    def __init__(self, score: float) -> None:
        self.score = score
        self.favour: list[str] = []
        self.against: list[str] = []

    def weigh(self, what: str, words: str) -> None:
        weight = _WEIGHTS[what]
        self.score += weight
        (self.favour if weight > 0 else self.against).append(words)


def weigh(
    one: Profile,
    other: Profile,
    names: tuple[Name, Name, float, bool] | None,
    keys: Collection[str],
    labels: Mapping[str, str],
) -> Weighed:
    """Weigh what is known of two records.

    Args:
        one: a record.
        other: another of the same kind.
        names: their most alike names, how alike these are and whether by transliteration; None where none are.
        keys: names of the identifying properties.
        labels: names of countries and sources.
    """
    scales = _Scales(names[2] if names else 0.0)
    if names:
        scales.favour.append(_said(one, other, *names))
        if names[0].numbers != names[1].numbers:
            scales.weigh("unlike number", f"unlike numbers in the names ({_numbers(names[0])}; {_numbers(names[1])})")
    for key in sorted(keys):
        a, b = set(one.get(key)), set(other.get(key))
        if a & b:
            scales.score = max(scales.score, 85.0)
            scales.weigh("equal identifier", f"equal {key} {_identifier(min(a & b))}")
        elif a and b:
            pair = f"{_identifier(min(a))}; {_identifier(min(b))}"
            scales.weigh("unlike identifier", f"unlike {key} ({pair})")
    _compare_countries(scales, one, other, labels)
    _compare_years(scales, one, other)
    _compare_people(scales, one, other)
    if other.iri in one.get("linked") or one.iri in other.get("linked"):
        scales.weigh("linked", "one is a part, a member or a successor of the other")
    shared = sorted(set(one.get("source")) & set(other.get("source")))
    if shared:
        scales.weigh("one source", f"told apart by one source ({_listed(shared, labels)})")
    if names and len(scales.favour) == 1:
        scales.weigh("bare name", "nothing but the name speaks for it")
    return Weighed(round(min(max(scales.score, 0.0), 100.0), 1), scales.favour, scales.against)


def _said(one: Profile, other: Profile, first: Name, second: Name, score: float, across: bool) -> str:  # noqa: FBT001
    if across:
        return f"names {score:.0f} alike by transliteration ({first.text}; {second.text})"
    languages = sorted(one.names.get(first.text, set()) & other.names.get(second.text, set()) - {"und", ""})
    where = f" in {', '.join(languages)}" if languages else ""
    if first.folded == second.folded:
        return f"equal name{where} ({first.text})"
    if first.ordered == second.ordered:
        return f"equal name in another order{where} ({first.text}; {second.text})"
    return f"names {score:.0f} alike{where} ({first.text}; {second.text})"


def _compare_countries(scales: _Scales, one: Profile, other: Profile, labels: Mapping[str, str]) -> None:
    a, b = set(one.get("country")), set(other.get("country"))
    if a & b:
        scales.weigh("equal country", f"country {_listed(sorted(a & b), labels)}")
    elif a and b:
        pair = f"{_listed(sorted(a), labels)}; {_listed(sorted(b), labels)}"
        scales.weigh("unlike country", f"unlike countries ({pair})")


def _compare_years(scales: _Scales, one: Profile, other: Profile) -> None:
    a, b = (sorted(map(int, profile.get("year"))) for profile in (one, other))
    if a and b:
        apart = min(abs(x - y) for x in a for y in b)
        if not apart:
            scales.weigh("equal year", f"year {min(set(a) & set(b))}")
        elif apart > 1:  # production and release of one work are often a year apart
            scales.weigh("unlike year", f"unlike years ({a[0]}; {b[0]})")
    c, d = (sorted(map(int, profile.get("runtime"))) for profile in (one, other))
    if c and d and min(abs(x - y) for x in c for y in d) > max(c[-1], d[-1]) / 10:
        scales.weigh("unlike running time", f"unlike running times ({c[0]}; {d[0]} minutes)")


def _compare_people(scales: _Scales, one: Profile, other: Profile) -> None:
    a, b = _by_name(one.get("director")), _by_name(other.get("director"))
    if a.keys() & b.keys():
        scales.weigh("equal director", f"director {a[min(a.keys() & b.keys())]}")
    elif a and b:
        scales.weigh("unlike director", f"unlike directors ({min(a.values())}; {min(b.values())})")
    c, d = _by_name(one.get("partner")), _by_name(other.get("partner"))
    shared = sorted(c[key] for key in c.keys() & d.keys())
    if shared:
        more = f" and {len(shared) - _LISTED} more" if len(shared) > _LISTED else ""
        scales.weigh("equal partner", f"both with {', '.join(shared[:_LISTED])}{more}")


def _by_name(names: Collection[str]) -> dict[str, str]:
    return {read_name(name).ordered: name for name in sorted(names)}


def _listed(iris: Sequence[str], labels: Mapping[str, str]) -> str:
    shown = [labels.get(iri, iri.rpartition("/")[2]) for iri in iris[:_LISTED]]
    return ", ".join(shown) + (", …" if len(iris) > _LISTED else "")


def _identifier(value: str) -> str:
    return value.rpartition("/")[2] if value.startswith("http") else value


def _numbers(name: Name) -> str:
    return ", ".join(name.numbers) or "none"
