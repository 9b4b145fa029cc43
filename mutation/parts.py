"""The parts of the project that are mutated, and which tests judge each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mutation import python, questions, shapes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mutation.mutant import Mutant


@dataclass(frozen=True)
class Part:
    """A part.

    Attributes:
        name: of the part.
        files: where its files lie, as a pattern.
        mutants: makes the mutants of a file.
        tests: what judges it, as for pytest; the quickest first.
        kept: name of the comparison that judges instead, in this process.
    """

    name: str
    files: str
    mutants: Callable[[str, str], Iterator[Mutant]]
    tests: Sequence[str] = ()
    kept: str = ""

    def all(self, root: Path) -> list[Mutant]:
        """Return all mutants of the project at `root`."""
        paths = sorted(path for path in root.glob(self.files) if path.name != "__init__.py")
        return [
            mutant
            for path in paths
            for mutant in self.mutants(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
        ]


PARTS = {
    part.name: part
    for part in (
        Part("shapes", "ontology/shapes/*.ttl", shapes.mutants, kept="found"),
        Part("queries", "queries/**/*.rq", questions.mutants, kept="answers"),
        Part("rules", "ontology/rules/*.rq", questions.mutants, kept="derived"),
        Part(
            "records",
            "src/mediagraph/records/*.py",
            python.mutants,
            [
                "tests/unit/test_writer.py",
                "tests/unit/test_dates.py",
                "tests/unit/test_context.py",
                "tests/unit/test_yamlld.py",
                "src/mediagraph/records",
            ],
        ),
        Part(
            "measures",
            "src/mediagraph/networks/*.py",
            python.mutants,
            [
                "tests/unit/test_network_examples.py",
                "tests/unit/test_measures.py",
                "tests/unit/test_network_measures.py",
                "tests/unit/test_known_networks.py",
                "tests/unit/test_bipartite.py",
                "tests/unit/test_change.py",
                "tests/unit/test_sureness.py",
            ],
        ),
    )
}
