"""Candidates: pairs of entities that may be one thing, with the evidence; a person decides, never this program."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import UnknownNameError
from mediagraph.identity.evidence import Profile, weigh
from mediagraph.identity.index import NameIndex
from mediagraph.identity.naming import likeness, read_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mediagraph.identity.evidence import Weighed
    from mediagraph.identity.naming import Name
    from mediagraph.questions import Questions

KINDS = ("event", "organisation", "outlet", "person", "place", "work")
LEAST = 85.0
# The names of a pair may be so much less alike than the score asked for: other evidence can raise them.
_RAISED_BY = 12.0
_ASKED_AT_ONCE = 400
_GRAPH = "https://w3id.org/mediagraph/id/graph/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two entities that may be one.

    Attributes:
        kind: what both are.
        kept: IRI that would be kept.
        name: the first name of that one.
        other: IRI that would be merged into it.
        other_name: the first name of that one.
        evidence: score and evidence.
        verdict: as judged before; empty where it was not.
        sources: the slugs of the sources of each of the two.
    """

    kind: str
    kept: str
    name: str
    other: str
    other_name: str
    evidence: Weighed
    verdict: str
    sources: tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Matching:
    """What a search for candidates gave.

    Attributes:
        candidates: best first.
        entities: how many entities were looked at.
        compared: how many pairs of names were compared.
        crowded: names that too many entities bear for each to be compared with each, with their numbers.
    """

    candidates: Sequence[Candidate]
    entities: int
    compared: int
    crowded: Mapping[str, int]


def match(
    graph: Questions,
    *,
    kinds: Sequence[str] = (),
    country: str = "",
    least: float = LEAST,
    judged: bool = False,
    loaded: Iterable[str] = (),
) -> Matching:
    """Return pairs of entities of `graph` that may be one.

    Args:
        graph: an open graph.
        kinds: of entities, some of `KINDS`; all by default.
        country: IRI of a country that one of the two has to have; the other has it, too, or has none.
        least: the least score.
        judged: whether to give pairs that were judged before as well.
        loaded: named graphs of loaded sources; IRIs of the project's own are kept before theirs.

    Raises:
        UnknownNameError: no such kind.
        QueryError: the graph cannot be asked.
    """
    profiles = _read_profiles(graph, kinds, country)
    pairs, compared, crowded = _alike(profiles, least - _RAISED_BY)
    places = sorted({place for pair in pairs for place in pair})
    _read_facts(graph, [profiles[place] for place in places])
    keys = {fact for profile in profiles for fact in profile.facts} - _OTHER_FACTS
    labels = _labels(graph, profiles)
    outside = frozenset(loaded)
    found: list[Candidate] = []
    for (a, b), names in sorted(pairs.items()):
        one, other = profiles[a], profiles[b]
        verdict = _verdict(one, other)
        if verdict and not judged:
            continue
        weighed = weigh(one, other, names, keys, labels)
        if weighed.score >= least:
            found.append(_candidate(one, other, weighed, verdict, outside))
    found.sort(key=lambda c: (-c.evidence.score, c.kind, c.kept, c.other))
    return Matching(found, len(profiles), compared, crowded)


_OTHER_FACTS = {"country", "year", "runtime", "director", "partner", "linked", "source", "same", "not-same"}


def _read_profiles(graph: Questions, kinds: Sequence[str], country: str) -> list[Profile]:
    """Everything that is compared, in the order of IRIs, with names, countries and identifiers."""
    classes = graph.project.context.classes
    for kind in kinds:
        if kind not in KINDS:
            raise UnknownNameError("kind", kind, KINDS)
    wanted = [ox.NamedNode(classes[kind.capitalize()]) for kind in kinds or KINDS]
    profiles: dict[tuple[str, str], Profile] = {}
    by_iri: dict[str, list[Profile]] = {}
    for entity, kind, name, language in graph.rows("identity/names", kind=wanted):
        profile = profiles.get((entity, kind))
        if profile is None:
            profile = profiles[entity, kind] = Profile(entity, kind)
            by_iri.setdefault(entity, []).append(profile)
        profile.names.setdefault(name, set()).add(language)
    for entity, fact, value in graph.rows("identity/blocks"):
        for profile in by_iri.get(entity, ()):
            profile.facts.setdefault(fact, set()).add(value)
    chosen = [
        profile
        for _, profile in sorted(profiles.items())
        if not country or country in profile.get("country") or not profile.get("country")
    ]
    if not country:
        return chosen
    return chosen if any(profile.get("country") for profile in chosen) else []


Alike = dict[tuple[int, int], "tuple[Name, Name, float, bool] | None"]


def _alike(profiles: Sequence[Profile], least: float) -> tuple[Alike, int, dict[str, int]]:
    """Pairs of places in `profiles` whose names are alike, or that bear one identifier, with their best names."""
    indices: dict[str, NameIndex] = {}
    for place, profile in enumerate(profiles):
        index = indices.setdefault(profile.kind, NameIndex())
        for text in sorted(profile.names):
            index.add(place, read_name(text))
    found: Alike = {}
    compared = 0
    crowded: dict[str, int] = {}
    for _, index in sorted(indices.items()):
        for first, second in index.pairs():
            (a, one), (b, other) = sorted((index.names[first], index.names[second]), key=lambda named: named[0])
            if _strangers(profiles[a], profiles[b]) and one.ordered != other.ordered:
                continue
            compared += 1
            before = found.get((a, b))
            score, across = likeness(one, other, least=max(least, before[2] if before else 0))
            if score >= least and _better(score, across, one, other, before):
                found[a, b] = one, other, score, across
        crowded |= index.crowded
    for pair in _same_identifiers(profiles):
        found.setdefault(pair, None)
    return found, compared, crowded


def _strangers(one: Profile, other: Profile) -> bool:
    """Tell whether both have countries, and none in common: compared only if a name is the same."""
    a, b = one.get("country"), other.get("country")
    return bool(a and b) and set(a).isdisjoint(b)


def _better(score: float, across: bool, one: Name, other: Name, before: tuple[Name, Name, float, bool] | None) -> bool:  # noqa: FBT001
    """Tell whether two names are better evidence than those found before, whatever the order they come in."""
    if before is None:
        return True
    rank = (score, not across, one.numbers == other.numbers, other.text, one.text)
    return rank > (before[2], not before[3], before[0].numbers == before[1].numbers, before[1].text, before[0].text)


def _same_identifiers(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    bearers: dict[tuple[str, str, str], list[int]] = {}
    for place, profile in enumerate(profiles):
        for fact, values in profile.facts.items():
            if fact not in _OTHER_FACTS:
                for value in values:
                    bearers.setdefault((profile.kind, fact, value), []).append(place)
    for places in bearers.values():
        yield from itertools.pairwise(places)


def _read_facts(graph: Questions, profiles: Sequence[Profile]) -> None:
    by_iri: dict[str, list[Profile]] = {}
    for profile in profiles:
        by_iri.setdefault(profile.iri, []).append(profile)
    iris = sorted(by_iri)
    for start in range(0, len(iris), _ASKED_AT_ONCE):
        asked = [ox.NamedNode(iri) for iri in iris[start : start + _ASKED_AT_ONCE]]
        for entity, fact, value in graph.rows("identity/facts", entity=asked):
            for profile in by_iri[entity]:
                profile.facts.setdefault(fact, set()).add(value)


def _labels(graph: Questions, profiles: Iterable[Profile]) -> dict[str, str]:
    countries = [ox.NamedNode(iri) for iri in sorted({iri for one in profiles for iri in one.get("country")})]
    if not countries:
        return {}
    return {str(row.entity): str(row.label) for row in graph.rows("entities/labels", entity=countries)}


def _verdict(one: Profile, other: Profile) -> str:
    for verdict in ("same", "not-same"):
        if other.iri in one.get(verdict) or one.iri in other.get(verdict):
            return verdict
    return ""


def _candidate(one: Profile, other: Profile, weighed: Weighed, verdict: str, outside: frozenset[str]) -> Candidate:
    def rank(profile: Profile) -> tuple[bool, int, str]:
        sources = set(profile.get("source"))
        return bool(sources) and sources <= outside, -len(sources), profile.iri

    kept, merged = sorted((one, other), key=rank)
    return Candidate(
        kind=_slug(kept.kind).lower(),
        kept=kept.iri,
        name=_shown(kept),
        other=merged.iri,
        other_name=_shown(merged),
        evidence=weighed,
        verdict=verdict,
        sources=(_sources(kept), _sources(merged)),
    )


def _shown(profile: Profile) -> str:
    return min(profile.names, key=lambda name: ("en" not in profile.names[name], name))


def _sources(profile: Profile) -> list[str]:
    return sorted(iri.removeprefix(_GRAPH) for iri in profile.get("source"))


def _slug(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
