"""How good drafts are: their facts against those of reviewed files, and the traps that they fell into.

A trap is a claim that the reviewed file denies: a co-production where it has a lone producer, a showing or a treaty, or
something that happened where it was only planned.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.drafting.facts import Fact, Facts, alike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

KINDS = (
    "countries", "organisations", "outlets", "people", "positions", "places", "works", "roles", "cooperation",
    "parties",
    "agreements", "releases", "stages", "events", "recalled events", "undertakings", "relation changes", "occasions",
    "commemorations", "dates", "figures", "remarks", "unnamed agents",
)  # fmt: skip
_DESCRIBED = 75.0  # events and undertakings are often named in words of a reader's own
CO_PRODUCTION = "co-production"


@dataclass
class Score:
    """Counts of one kind.

    Attributes:
        right: drafted and reviewed alike.
        drafted: drafted at all.
        reviewed: in the reviewed files.
    """

    right: int = 0
    drafted: int = 0
    reviewed: int = 0

    def add(self, other: Score) -> None:
        """Add the counts of `other`."""
        self.right += other.right
        self.drafted += other.drafted
        self.reviewed += other.reviewed

    @property
    def precision(self) -> float:
        """The part of what was drafted that is right."""
        return self.right / self.drafted if self.drafted else 0.0

    @property
    def recall(self) -> float:
        """The part of what was reviewed that was drafted."""
        return self.right / self.reviewed if self.reviewed else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        total = self.drafted + self.reviewed
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True)
class Trap:
    """A claim of a draft that the reviewed file denies.

    Attributes:
        slug: the article.
        kind: `sole producer`, `screening`, `agreement`, `no co-production` or `planned as happened`.
        claim: id of the node in the draft.
    """

    slug: str
    kind: str
    claim: str


@dataclass
class Comparison:
    """Scores by language and kind, and traps.

    Attributes:
        scores: language -> kind -> counts.
        traps: what was claimed wrongly.
        articles: how many were compared, by language.
        statuses: of each pair that has one, whether it is the same in both.
        missed: slug -> kind -> names of what was not drafted; and what was drafted wrongly.
    """

    scores: dict[str, dict[str, Score]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(Score)))
    traps: list[Trap] = field(default_factory=list)
    articles: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    statuses: list[bool] = field(default_factory=list)
    missed: dict[str, list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, slug: str, language: str, drafted: Facts, reviewed: Facts) -> None:
        """Compare one draft with the reviewed file of its article."""
        self.articles[language] += 1
        for kind in KINDS:
            left, right = drafted.found.get(kind, []), reviewed.found.get(kind, [])
            pairs = matched(left, right)
            self.scores[language][kind].add(Score(len(pairs), len(left), len(right)))
            for one, other in pairs:
                if one.status and other.status:
                    self.statuses.append(one.status == other.status)
                if other.status == "planned" and one.status == "happened":
                    self.traps.append(Trap(slug, "planned as happened", one.id))
            self._note(slug, kind, left, right, pairs)
        self.traps += _co_productions(slug, drafted, reviewed)

    def total(self, kind: str, languages: Iterable[str] = ()) -> Score:
        """Return the counts of `kind` over `languages`, or all."""
        made = Score()
        for language in languages or self.scores:
            if kind in self.scores[language]:
                made.add(self.scores[language][kind])
        return made

    def overall(self, language: str = "") -> Score:
        """Return the counts over all kinds, of one language or all."""
        made = Score()
        for kind in KINDS:
            made.add(self.total(kind, [language] if language else ()))
        return made

    def _note(
        self, slug: str, kind: str, left: Sequence[Fact], right: Sequence[Fact], pairs: Sequence[tuple[Fact, Fact]]
    ) -> None:
        done = {id(fact) for pair in pairs for fact in pair}
        for sign, facts in (("+", left), ("-", right)):
            for fact in facts:
                if id(fact) not in done:
                    self.missed[slug].append((kind, sign, _shown(fact)))


def matched(
    left: Sequence[Fact], right: Sequence[Fact], tie: Callable[[Fact, Fact], int] | None = None
) -> list[tuple[Fact, Fact]]:
    """Return the pairs of facts that say the same, each fact in one pair at most, the best first.

    Args:
        left: facts of one kind.
        right: facts of the same kind.
        tie: of pairs that match equally well, the one for which this is least comes first.
    """
    if not left or not right:
        return []
    score = _SCORES.get(left[0].kind, _same_name)
    ranked = sorted(
        (
            (-value, tie(a, b) if tie else 0, one, other)
            for one, a in enumerate(left)
            for other, b in enumerate(right)
            if (value := score(a, b)) > 0
        )
    )
    taken: set[int] = set()
    others: set[int] = set()
    pairs: list[tuple[Fact, Fact]] = []
    for _, _, one, other in ranked:
        if one not in taken and other not in others:
            taken.add(one)
            others.add(other)
            pairs.append((left[one], right[other]))
    return pairs


def _same_name(one: Fact, other: Fact) -> float:
    if not one.names or len(one.names) != len(other.names):
        return 0.0
    return float(all(alike(a, b) for a, b in zip(one.names, other.names, strict=True)))


def _equal(one: Fact, other: Fact) -> float:
    return float(one.what == other.what)


def _described(one: Fact, other: Fact) -> float:
    """Events and undertakings: by name, else by kind and a date, place or subject that both have."""
    if alike(one.names[0], other.names[0]):
        return 3.0
    if alike(one.names[0], other.names[0], _DESCRIBED):
        return 2.0
    return 1.0 if one.what and one.what == other.what and one.more & other.more else 0.0


def _shared(one: Fact, other: Fact) -> float:
    """Return which part of all parties of both the two have in common."""
    if not one.parties or not other.parties:
        return 0.0
    common = sum(any(alike(a, b) for b in other.parties) for a in one.parties)
    return common / (len(one.parties) + len(other.parties) - common) if common else 0.0


def _together(one: Fact, other: Fact) -> float:
    """Cooperation and agreements: of one kind, with a party in common, or on the same work."""
    if one.what != other.what:
        return 0.0
    works = bool(one.kind == "cooperation" and _same_name(one, other))
    return _shared(one, other) + works


def _concept_and_name(one: Fact, other: Fact) -> float:
    return _same_name(one, other) if one.what == other.what else 0.0


def _shown_work(one: Fact, other: Fact) -> float:
    same = _same_name(one, other)
    general = {one.what, other.what} & {("release",), ("",)}
    return same * (2.0 if one.what == other.what else 1.0) if one.what == other.what or general else 0.0


def _position(one: Fact, other: Fact) -> float:
    return (
        float(alike(one.names[0], other.names[0])) + 0.5 * alike(one.names[1], other.names[1], 60.0)
        if alike(one.names[0], other.names[0])
        else 0.0
    )


_SCORES: dict[str, Callable[[Fact, Fact], float]] = {
    "agreements": _together,
    "cooperation": _together,
    "countries": _equal,
    "dates": _equal,
    "events": _described,
    "figures": _equal,
    "occasions": _equal,
    "parties": _concept_and_name,
    "positions": _position,
    "recalled events": _described,
    "relation changes": _equal,
    "releases": _shown_work,
    "roles": _concept_and_name,
    "stages": _concept_and_name,
    "undertakings": _described,
}


def _co_productions(slug: str, drafted: Facts, reviewed: Facts) -> list[Trap]:
    """Return the co-productions that a draft claims of works that the reviewed file has none of."""
    true = [fact for fact in reviewed.found.get("cooperation", ()) if fact.what == (CO_PRODUCTION,)]
    traps: list[Trap] = []
    for claim in drafted.found.get("cooperation", ()):
        if claim.what != (CO_PRODUCTION,) or any(_same_name(claim, fact) or _part(claim, fact) for fact in true):
            continue
        work = [fact for fact in reviewed.found.get("works", ()) if alike(fact.names[0], claim.names[0])]
        if not work and true:
            continue  # a title that was misread, of a co-production that is one
        traps.append(Trap(slug, _why(reviewed, claim), claim.id))
    return traps


def _part(claim: Fact, fact: Fact) -> bool:
    """Whether a title is the beginning of the other: a series and its special, a title and its subtitle."""
    return any(
        a != b and (a.startswith(b) or b.startswith(a))
        for one in claim.names
        for a in one
        for two in fact.names
        for b in two
    )


def _why(reviewed: Facts, claim: Fact) -> str:
    for fact in reviewed.found.get("roles", ()):
        if fact.what[0] in {"producer", "producing-party"} and alike(fact.names[0], claim.names[0]):
            return "sole producer"
    for fact in reviewed.found.get("releases", ()):
        if fact.what == ("screening",) and alike(fact.names[0], claim.names[0]):
            return "screening"
    return "agreement" if reviewed.found.get("agreements") else "no co-production"


def _shown(fact: Fact) -> str:
    names = " / ".join(min(one) for one in (*fact.names, *fact.parties) if one)
    return " ".join(part for part in (*fact.what, names, fact.status) if part)
