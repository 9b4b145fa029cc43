"""Aliases: which entities are one, by judgements and by equal identifiers, and under which IRI.

A judgement decides. Beside that, what two sources describe with one value of an identifying property is one thing,
with three exceptions, in which nothing is merged and a warning says so: both stand in one source, which tells them
apart; another identifier speaks against it; a judgement says not-same. Names never merge anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mediagraph.errors import DataError, Fault, did_you_mean, nearest
from mediagraph.findings import Finding
from mediagraph.identity.lines import Described, described, identifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from mediagraph.identity.judgements import Judgement, Judgements
    from mediagraph.identity.kinds import Kinds

_SHAPE = "identity"
_MOST_BEARERS = 50  # what so many bear identifies nothing, and pairs of them would flood the warnings


class Aliases(Mapping[str, str]):
    """The kept IRI of each merged one; the kept ones themselves are not in it.

    Attributes:
        names: the name that a kept entity has in each language, as N-Quads literals; those that come with merged
            entities and differ are variants.
        findings: warnings of identifiers that were not followed.
    """

    def __init__(
        self,
        kept: Mapping[str, str],
        names: Mapping[tuple[str, str], str] | None = None,
        findings: Sequence[Finding] = (),
    ) -> None:
        self._kept = dict(sorted(kept.items()))
        self.names = dict(names or {})
        self.findings = findings

    def __getitem__(self, merged: str) -> str:
        return self._kept[merged]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def aliases(
    lines: Callable[[], Iterable[str]], judgements: Judgements, kinds: Kinds, own: Collection[str] = ()
) -> Aliases:
    """Return what is merged into what, for all that `lines` says.

    Args:
        lines: gives the N-Quads lines of all sources, as written, each time it is called (twice here).
        judgements: decisions; they come first.
        kinds: the identifying properties and classes.
        own: named graphs of the project itself; their IRIs are kept before those of loaded sources.

    Raises:
        DataError: the judgements contradict each other or the graph; each fault names its line.
    """
    faults = list(judgements.faults)
    bearers = _shared(lines(), kinds)
    judged = {iri for one in judgements for iri in (one.subject, one.object)}
    wanted = judged.union(*bearers.values())
    known = described(lines(), wanted, kinds.keys) if wanted else {}
    for one in judgements:
        faults += _against_graph(one, known, kinds, lines)
    if faults:
        raise DataError(sorted(set(faults)))
    return _Merger(judgements, kinds, known, own).merge(bearers)


def _shared(lines: Iterable[str], kinds: Kinds) -> dict[tuple[str, str], set[str]]:
    """The entities that have an identifier in common, by property and value."""
    first: dict[tuple[str, str], str] = {}
    shared: dict[tuple[str, str], set[str]] = {}
    for one in identifiers(lines, kinds.keys):
        key = one.property, one.value
        before = first.setdefault(key, one.entity)
        if before != one.entity:
            shared.setdefault(key, {before}).add(one.entity)
    return shared


def _against_graph(
    one: Judgement, known: Mapping[str, Described], kinds: Kinds, lines: Callable[[], Iterable[str]]
) -> Iterator[Fault]:
    """Find what is wrong with a judgement in view of what it judges."""
    found = {}
    for key, iri in (("judgedSubject", one.subject), ("judgedObject", one.object)):
        if iri in known:
            found[key] = known[iri]
        else:
            start = iri.rfind("/") + 1
            stem = f"<{iri[:start]}"
            known_slugs = {line[start + 1 : line.index(">")] for line in lines() if line.startswith(stem)}
            near = did_you_mean(
                [one.context.compress(iri[:start] + slug) for slug in nearest(iri[start:], known_slugs)]
            )
            yield one.fault(key, f"nothing is known of this entity{near}", "load its source, or delete the line")
    if len(found) < 2 or not one.same:
        return
    subject, object_ = found.values()
    compress = one.context.compress
    unlike = kinds.unlike(subject.classes, object_.classes)
    if unlike:
        reason = f"unlike kinds: {compress(unlike[0])} and {compress(unlike[1])}"
        yield one.fault("judgedObject", reason, "judge not-same, or mend the class of one of the two")
    for property_, values, others in _differing(subject, object_, kinds):
        shown = [[compress(value) for value in sorted(side)] for side in (values, others)]
        if all(any(_names(value, one.reason) for value in side) for side in shown):
            continue  # who names both has seen that they differ: one thing may bear two numbers by mistake
        key = compress(property_).rpartition(":")[2]
        reason = f"the two have different {key}: {' and '.join(', '.join(side) for side in shown)}"
        yield one.fault("judgedObject", reason, "judge not-same; or, if both are right, name both in the reason")


def _names(value: str, reason: str) -> bool:
    return value.rpartition(":")[2] in reason


def _differing(one: Described, other: Described, kinds: Kinds) -> Iterator[tuple[str, set[str], set[str]]]:
    """Identifying properties of which both have values, and none in common."""
    for property_ in sorted(one.identifiers.keys() & other.identifiers.keys()):
        values, others = one.identifiers[property_], other.identifiers[property_]
        if not values & others and kinds.comparable(property_, one.classes, other.classes):
            yield property_, values, others


class _Merger:
    """Joins what judgements and identifiers say; works on groups of what was judged the same."""

    def __init__(
        self, judgements: Judgements, kinds: Kinds, known: Mapping[str, Described], own: Collection[str]
    ) -> None:
        self._kinds, self._known, self._own = kinds, known, frozenset(own)
        self._into = {merged: one.subject for merged, one in judgements.merged().items()}
        self._subjects = set(self._into.values())
        self._groups: dict[str, Described] = {}
        for iri, entity in known.items():
            group = self._groups.setdefault(self._head(iri), Described())
            group.classes |= entity.classes
            group.graphs |= entity.graphs
            for property_, values in entity.identifiers.items():
                group.identifiers.setdefault(property_, set()).update(values)
        self._apart = {frozenset(map(self._head, pair)) for pair in judgements.apart()}
        self._findings: list[Finding] = []

    def merge(self, bearers: Mapping[tuple[str, str], Collection[str]]) -> Aliases:
        """Return the aliases, by judgements and by the identifiers that `bearers` have in common."""
        joined: dict[str, set[str]] = {}
        for (property_, value), entities in sorted(bearers.items()):
            heads = sorted({self._head(iri) for iri in entities if iri in self._known})
            if len(heads) > _MOST_BEARERS:
                self._warn(heads[0], heads[1], property_, value, f"{len(heads)} entities bear the identifier")
                continue
            for one, other in itertools.combinations(heads, 2):
                if self._joins(one, other, property_, value):
                    joined.setdefault(one, set()).add(other)
                    joined.setdefault(other, set()).add(one)
        kept = dict(self._into)
        for component in _components(joined):
            if not self._holds(component):
                continue
            best = min(component, key=self._rank)
            kept |= {head: best for head in component if head != best}
        # judged first, then joined: two steps at most, made one
        kept = {merged: kept.get(into, into) for merged, into in kept.items()}
        return Aliases(kept, self._names(kept), sorted(set(self._findings)))

    def _head(self, iri: str) -> str:
        return self._into.get(iri, iri)

    def _rank(self, head: str) -> tuple[bool, bool, str]:
        """Order of what is kept: what judgements keep, the project's own, then by IRI."""
        return head not in self._subjects, self._groups[head].graphs.isdisjoint(self._own), head

    def _joins(self, one: str, other: str, property_: str, value: str) -> bool:
        """Tell whether an identifier in common makes two groups one; warn where it should and does not."""
        a, b = self._groups[one], self._groups[other]
        if frozenset((one, other)) in self._apart or not self._kinds.comparable(property_, a.classes, b.classes):
            return False
        against = self._objection(one, other)
        if against:
            self._warn(one, other, property_, value, against)
        return not against

    def _objection(self, one: str, other: str) -> str:
        """What speaks against two groups being one, other than a judgement."""
        a, b = self._groups[one], self._groups[other]
        graphs = sorted(a.graphs & b.graphs)
        if graphs:
            return f"one source tells them apart ({_slug(graphs[0])})"
        unlike = self._kinds.unlike(a.classes, b.classes)
        if unlike:
            return f"they are of unlike kinds ({_slug(unlike[0])}, {_slug(unlike[1])})"
        for property_, values, others in _differing(a, b, self._kinds):
            return f"they differ in {_slug(property_)} ({_slug(min(values))}, {_slug(min(others))})"
        return ""

    def _holds(self, component: Sequence[str]) -> bool:
        """Tell whether all of a component can be one; else none of it is merged by identifiers."""
        for one, other in itertools.combinations(component, 2):
            judged = frozenset((one, other)) in self._apart
            against = "they were judged not the same" if judged else self._objection(one, other)
            if against:
                links = [head for head in component if head not in (one, other)]
                self._warn(one, other, "", "", f"{against}, though identifiers lead from one to the other", links)
                return False
        return True

    def _warn(
        self, one: str, other: str, property_: str, value: str, against: str, links: Collection[str] = ()
    ) -> None:
        through = f" by way of {', '.join(map(_short, links))}" if links else ""
        message = f"Not merged with {_short(other)}{through}: {against}. Mend the identifier, or judge the pair."
        self._findings.append(
            Finding(
                place="",
                severity="Warning",
                focus=one,
                path=property_,
                value=value,
                message=message,
                shape=f"{_SHAPE}/shared-identifier",
                constraint=_SHAPE,
            )
        )

    def _names(self, kept: Mapping[str, str]) -> dict[tuple[str, str], str]:
        """The name of each kept entity by language: its own, else the least of the first merged one that has any."""
        names: dict[tuple[str, str], str] = {}
        members: dict[str, list[str]] = {}
        for merged, into in sorted(kept.items()):
            members.setdefault(into, [into]).append(merged)
        for into, iris in members.items():
            for iri in iris:
                for language, texts in self._known[iri].names.items() if iri in self._known else ():
                    names.setdefault((into, language), min(texts))
        return names


def _components(joined: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """What hangs together, each in the order of IRIs."""
    seen: set[str] = set()
    for start in sorted(joined):
        if start in seen:
            continue
        found, waiting = {start}, [start]
        while waiting:
            fresh = set(joined[waiting.pop()]) - found
            found |= fresh
            waiting += fresh
        seen |= found
        yield sorted(found)


def _slug(iri: str) -> str:
    return iri.rstrip("/").replace("#", "/").rpartition("/")[2]


def _short(iri: str) -> str:
    return "/".join(iri.split("/")[-2:])
