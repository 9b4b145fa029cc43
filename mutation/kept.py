"""Judging questions, rules and shapes in this process, by what the tests keep of them: a test each would take long."""

from __future__ import annotations

import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mediagraph.catalogue import parse
from mediagraph.errors import MediagraphError
from mediagraph.store.answers import to_text

if TYPE_CHECKING:
    import rdflib

    from mutation.mutant import Mutant


class Kept:
    """What is kept, and the graphs that give it, made once.

    Args:
        root: a copy of the project, in which a mutant is put before it is judged.
    """

    def __init__(self, root: Path) -> None:
        sys.path[:0] = [str(root / "tests")]
        self._root = root
        self.worlds: Any = __import__("worlds")

    def answers(self, mutant: Mutant | None) -> bool:
        """Tell whether a question is refused, or has other rows than those of the articles, or of the worlds."""
        if mutant is None:
            self.worlds.whole()
            return bool(self.graph.query("entities/classes")) is None
        name = mutant.file.removeprefix("queries/").removesuffix(".rq")
        try:
            query = parse(mutant.text, name, mutant.file)
            golden = (self._root / "tests" / "golden" / f"{name}.tsv").read_text(encoding="utf-8")
            if to_text(self.graph.store.query(query.text), "tsv") != golden:
                return True
            kept = self.worlds.read("answers.tsv")
            return any(kept[key] != value for key, value in self.worlds.answers(query).items())
        except MediagraphError:
            return True

    def derived(self, mutant: Mutant | None) -> bool:
        """Tell whether a rule derives something else in the worlds."""
        folder = self._root / "ontology" / "rules"
        kept = self.worlds.read("derived.tsv")
        if mutant is None:
            return bool(self.worlds.derivations(folder) != kept)
        name = Path(mutant.file).stem
        try:
            return bool(self.worlds.derivations(folder, only=name)[name] != kept[name])
        except MediagraphError:
            return True

    def found(self, mutant: Mutant | None) -> bool:
        """Tell whether the shape that was changed, or one that uses it, finds something else in the worlds."""
        from mediagraph import shacl
        from mediagraph.judging import read_shapes
        from mediagraph.project import Project

        self.worlds.judged()
        kept = self.worlds.read("findings.tsv")
        try:
            shapes = read_shapes(Project.find(self._root))
            if mutant is not None:
                using = _using(shapes, mutant.place.partition(":")[2])
                names = {str(node).rpartition("#")[2] for node in using}
                kept = {key: value for key, value in kept.items() if key.partition("\t")[0] in names}
                shapes = shacl.only(shapes, dict.fromkeys(using, ""))
            found = self.worlds.findings(shapes)
            if mutant is not None:
                found = {key: value for key, value in found.items() if key.partition("\t")[0] in names}
            return bool(found != kept)
        except MediagraphError:
            return True

    @cached_property
    def graph(self) -> Any:
        """The articles and the countries, built."""
        import mediagraph as mg
        from mediagraph.building import build
        from mediagraph.project import Project
        from projects import copied

        folder = Path(tempfile.mkdtemp(prefix="mutation-", dir=self._root))
        made = build(Project.find(copied(folder / "project")), folder / "store")
        return mg.open(made.store, project=self._root)


def _using(shapes: rdflib.Graph, name: str) -> set[Any]:
    """The shape of that name, and all that lead to it."""
    found = {node for node in shapes.subjects() if str(node).rpartition("#")[2] == name}
    waiting = list(found)
    while waiting:
        node = waiting.pop()
        more = set(shapes.subjects(None, node)) - found
        found |= more
        waiting += more
    return found
