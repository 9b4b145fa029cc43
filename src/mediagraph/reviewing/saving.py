"""Writes the record file of a review, if it is one that validates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.errors import DataError, Fault, FileError, UsageError
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.reviewing.checking import faults_of, findings_of, plain
from mediagraph.reviewing.layout import write_records
from mediagraph.reviewing.proposals import digest
from mediagraph.reviewing.sections import in_sections
from mediagraph.store.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mediagraph.findings import Finding
    from mediagraph.reviewing.review import Review
    from mediagraph.reviewing.standing import Standing

_PARAGRAPHS = "Paragraphs are the non-blank lines of the text as stored, counted from 1, the headline included."


@dataclass(frozen=True)
class Saved:
    """What was written.

    Attributes:
        path: the file.
        nodes: how many records it has.
        undecided: proposals that are not in it because nobody has decided on them.
        notes: what was left out of accepted records.
        warnings: what the shapes advise.
        changed: whether the file is another than before.
    """

    path: Path
    nodes: int
    undecided: int
    notes: Sequence[str]
    warnings: Sequence[str]
    changed: bool


def record_file(review: Review, standing: Standing) -> str:
    """Return the record file that the decisions make."""
    proposals = review.proposals
    slug = " ".join(proposals.slug.split())
    head = [f"Record of the article {slug}, drafted by rules and checked by a reader.", _PARAGRAPHS]
    sections = in_sections(standing.combined.nodes)
    return write_records(head, proposals.graph, proposals.prefix, proposals.iri, sections)


def save(review: Review) -> Saved:
    """Write the record file.

    Raises:
        DataError: decisions are at odds, or the shapes are violated.
        UsageError: there is a file that this review did not write.
        FileError: it cannot be written.
    """
    standing = review.standing()
    shown = review.project.show(review.output)
    problems = standing.combined.problems
    if problems:
        accepted = "decide on it, or edit this one"
        raise DataError(Fault(shown, 0, key, "", text, accepted) for key, texts in problems.items() for text in texts)
    faults = faults_of(standing.combined.nodes, review.project, review.prefixes, shown)
    if faults:
        raise DataError(faults)
    text = record_file(review, standing)
    _look_back(review, text, standing)
    before = _before(review, text, standing)
    findings = findings_of(text, review.output, review.project, review.entities)
    violations = [_fault(review, one, shown) for one in findings if one.severity == "Violation"]
    if violations:
        raise DataError(violations)
    with review.ledger.changing() as state:
        if not review.output.parent.is_dir():
            raise FileError(f"{review.output.parent}: no such folder; make it, or name another with -o")
        with whole_file(review.output) as stream:
            stream.write(text.encode())
        state.written = digest(text)
    warnings = [str(_fault(review, one, shown)) for one in findings if one.severity == "Warning"]
    undecided, nodes = len(standing.undecided), len(standing.combined.nodes)
    return Saved(review.output, nodes, undecided, standing.combined.notes, warnings, before != text)


def told(saved: Saved, path: str) -> list[str]:
    """Return what a reader should know of what was saved, a line each."""
    waiting = f"; {saved.undecided} undecided are left out" if saved.undecided else ""
    lines = [f"{path}: {saved.nodes} records{'' if saved.changed else ', as before'}{waiting}"]
    lines += saved.notes
    lines += [f"warning: {warning}" for warning in saved.warnings]
    lines.append(f"undo is git's: git diff {path}; git restore {path}")
    return lines


def _look_back(review: Review, text: str, standing: Standing) -> None:
    """Make sure that the file says what was decided, whatever signs are in it."""
    nodes = [node for _, held in in_sections(standing.combined.nodes) for node in held]
    document = parse_yaml(text, review.output.name)
    if plain(document)["@graph"] != [plain(node) for node in nodes]:
        raise DataError([Fault(review.output.name, 0, "", "", "holds what YAML cannot", "edit the names in it")])


def _before(review: Review, text: str, standing: Standing) -> str | None:
    """Return what is in the place of the file; what is there already may be what a killed save has written."""
    if not review.output.exists():
        return None
    before = read_text(review.output, str(review.output))
    if digest(before) != standing.state.written and before != text and not review.replace:
        raise UsageError(
            f"{review.output}: was not written by this review; --replace takes its place, and git keeps the former"
        )
    return before


def _fault(review: Review, finding: Finding, shown: str) -> Fault:
    focus, path = review.context.compress(finding.focus), review.context.compress(finding.path)
    return Fault(shown, 0, focus, path.rpartition(":")[2], finding.message.rstrip("."))
