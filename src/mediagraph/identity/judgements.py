"""Judgements: decisions of people on whether two records speak of one thing, read from the project's files.

Each is a record like any other, and becomes a node of the graph. Beside that it is applied: what was judged the
same becomes one entity. A list of judgements has to be free of contradictions; what is wrong with it by itself is
found here, what only the graph can tell in `aliases`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mediagraph.errors import DataError, Fault, UnknownNameError
from mediagraph.loaders.files import open_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from mediagraph.records import Context, Node, RecordFile

SAME, NOT_SAME = "same", "not-same"
_NEEDED = {
    "judgedSubject": "write the CURIE of the entity whose IRI is kept",
    "verdict": "write same or not-same, or delete the line",
    "judgedObject": "write the CURIE of the other entity",
    "madeBy": "say who decided, such as organisation:mediagraph-editors",
    "date": "say on which day it was decided, such as 2026-11-21",
    "reason": "say why, in a sentence",
}


@dataclass(frozen=True)
class Judgement:
    """One decision.

    Attributes:
        subject: IRI of the first entity, which is kept.
        object: IRI of the other one, which is merged into it if they are the same.
        same: how it was decided.
        reason: why.
        file: where it stands, for messages.
        places: line and column of each key.
        context: compresses IRIs in messages.
    """

    subject: str
    object: str
    same: bool
    reason: str
    file: str
    places: Mapping[str, tuple[int, str]]
    context: Context

    @property
    def place(self) -> str:
        """File and line, for messages."""
        return f"{self.file}:{self.places['id'][0]}"

    def fault(self, key: str, reason: str, accepted: str = "") -> Fault:
        """Return a fault of the judgement, at one of its keys."""
        line, column = self.places[key]
        value = {"judgedSubject": self.subject, "judgedObject": self.object}.get(key, "")
        return Fault(self.file, line, column, self.context.compress(value) if value else "", reason, accepted)


class Judgements:
    """The judgements of a project, noted while its files are read."""

    def __init__(self, items: Iterable[Judgement] = ()) -> None:
        self.items: list[Judgement] = list(items)
        self._faults: list[Fault] = []

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def watch(self, file: RecordFile, context: Context) -> RecordFile:
        """Return `file` such that its judgements are noted here as its records are read.

        Args:
            file: any file of records.
            context: expands its CURIEs.
        """
        known = context.with_prefixes(file.prefixes)

        def records() -> Iterator[Node]:
            for node in file.records:
                types = node.get("type")
                if types == "Judgement" or (isinstance(types, list) and "Judgement" in types):
                    self._note(node, file.file, known)
                yield node

        return replace(file, records=records())

    def _note(self, node: Node, file: str, context: Context) -> None:
        places = {key: node.place(key) for key in ("id", *_NEEDED)}
        missing = [key for key in _NEEDED if not node.get(key)]
        for key in missing:
            line, column = places[key]
            self._faults.append(Fault(file, line, column, "", f"a judgement without {key}", _NEEDED[key]))
        if missing:
            return
        verdict = str(node["verdict"]).removeprefix(context.terms["verdict"].scheme).removeprefix("verdicts:")
        if verdict not in {SAME, NOT_SAME}:
            line, column = places["verdict"]
            self._faults.append(Fault(file, line, column, verdict, "no verdict", "write same or not-same"))
            return
        try:
            subject, object_ = (context.expand(node[key]) for key in ("judgedSubject", "judgedObject"))
        except (UnknownNameError, ValueError, TypeError, AttributeError):
            return  # the writer refuses such a link, and says so
        self.items.append(Judgement(subject, object_, verdict == SAME, str(node["reason"]), file, places, context))

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the judgements by themselves: gaps, repetitions, chains, conflicts, contradictions."""
        return sorted({*self._faults, *self._selves(), *self._repeated(), *self._forks(), *self._contradictions()})

    def merged(self) -> dict[str, Judgement]:
        """Return the judgement that merges each entity, the first where there are several."""
        found: dict[str, Judgement] = {}
        for one in self.items:
            if one.same and one.subject != one.object:
                found.setdefault(one.object, one)
        return found

    def apart(self) -> set[frozenset[str]]:
        """Return the pairs that were judged not the same."""
        return {frozenset((one.subject, one.object)) for one in self.items if not one.same}

    def _selves(self) -> Iterator[Fault]:
        for one in self.items:
            if one.subject == one.object:
                yield one.fault("judgedObject", "an entity is judged against itself", "name two entities")

    def _repeated(self) -> Iterator[Fault]:
        first: dict[frozenset[str], Judgement] = {}
        for one in self.items:
            before = first.setdefault(frozenset((one.subject, one.object)), one)
            if before is one:
                continue
            if before.same == one.same:
                yield one.fault("judgedSubject", f"this pair was judged in {before.place} already", "keep one line")
            else:
                reason = f"{before.place} says the opposite of this pair"
                yield one.fault("verdict", reason, "keep the line that holds")

    def _forks(self) -> Iterator[Fault]:
        """Find entities that are merged twice, or are merged and kept at once."""
        merged = self.merged()
        for one in self.items:
            if not one.same or one.subject == one.object:
                continue
            by = merged[one.object]
            compress = one.context.compress
            if by.subject != one.subject:
                reason = f"{by.place} merges it into another entity, {compress(by.subject)}"
                accepted = (
                    f"keep one of the two lines; if all three are one, judge {compress(by.subject)} same as "
                    f"{compress(one.subject)} instead of this line"
                )
                yield one.fault("judgedObject", reason, accepted)
            above = merged.get(one.subject)
            if above is not None and {above.subject, above.object} != {one.subject, one.object}:
                reason = f"a chain: {above.place} merges it into {compress(above.subject)}"
                accepted = f"write {compress(above.subject)} same {compress(one.object)}"
                yield one.fault("judgedSubject", reason, accepted)

    def _contradictions(self) -> Iterator[Fault]:
        merged = self.merged()
        pairs = {frozenset((one.subject, one.object)) for one in self.items if one.same}
        for one in self.items:
            pair = frozenset((one.subject, one.object))
            if one.same or len(pair) == 1 or pair in pairs:  # a pair with both verdicts is told of above
                continue
            trail = [_trail(name, merged) for name in (one.subject, one.object)]
            if trail[0][0] == trail[1][0]:
                by = " and ".join(sorted({step.place for _, steps in trail for step in steps}))
                yield one.fault("verdict", f"not-same, but {by} make the two one", "delete the lines that do not hold")


def _trail(name: str, merged: Mapping[str, Judgement]) -> tuple[str, list[Judgement]]:
    """Where an entity ends, and the judgements that lead there."""
    steps: list[Judgement] = []
    while name in merged and merged[name] not in steps:
        steps.append(merged[name])
        name = merged[name].subject
    return name, steps


def read_judgements(paths: Iterable[Path], context: Context, shown: Mapping[Path, str] | None = None) -> Judgements:
    """Return the judgements in record files.

    Args:
        paths: of the files; what they hold beside judgements is passed over.
        context: the terms.
        shown: names of the files in faults, where these are not their paths.

    Raises:
        FileError: a file cannot be read.
        DataError: a file is at fault, or what it judges.
    """
    judgements = Judgements()
    faults: list[Fault] = []
    for path in paths:
        file = judgements.watch(open_file(path, (shown or {}).get(path, str(path)), context), context)
        for _ in file.records:
            pass
        faults += file.faults
    faults += judgements.faults
    if faults:
        raise DataError(faults)
    return judgements
