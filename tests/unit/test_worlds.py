"""In a small world, and in altered ones, questions, rules and shapes give what they gave; `make golden` writes it anew.

Read the difference before committing it: what was not to change must not be in it.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import worlds
from mediagraph.catalogue import Catalogue
from mediagraph.judging import read_shapes
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.project import Project


def kept(name: str, found: Mapping[str, str]) -> Mapping[str, str]:
    """What is kept in the file of that name, after it was written anew where that is asked for."""
    if os.environ.get("MEDIAGRAPH_GOLDEN") == "write":
        worlds.write(name, found)
    return worlds.read(name)


def test_questions_give_the_answers_that_they_gave() -> None:
    found = worlds.all_answers()

    assert found == kept("answers.tsv", found)


def test_rules_derive_what_they_derived() -> None:
    found = worlds.derivations()

    assert found == kept("derived.tsv", found)


def test_shapes_find_what_they_found(project: Project) -> None:
    found = worlds.findings(read_shapes(project))

    assert found == kept("findings.tsv", found)


def test_every_question_has_rows_in_some_world() -> None:
    rows: Counter[str] = Counter()
    for key, value in worlds.read("answers.tsv").items():
        rows[key.partition("\t")[0]] += int(value.partition("\t")[0])

    assert [name for name in Catalogue(ROOT / "queries").names() if not rows[name]] == []


def test_every_shape_with_a_target_finds_something_in_some_world(project: Project) -> None:
    shapes = read_shapes(project)
    sh = "http://www.w3.org/ns/shacl#"
    judging = {
        str(subject).rpartition("#")[2]
        for subject, predicate in shapes.subject_predicates()
        if str(predicate) in {f"{sh}targetClass", f"{sh}targetSubjectsOf", f"{sh}targetObjectsOf"}
        and any(str(p).startswith(sh) and str(p)[len(sh) :] not in NO_CONSTRAINT for p in shapes.predicates(subject))
    }
    finding = {key.split("\t")[0] for key in worlds.read("findings.tsv")}

    assert judging - finding == set()


NO_CONSTRAINT = {
    *("targetClass", "targetSubjectsOf", "targetObjectsOf", "name", "description", "message", "severity", "path"),
    *("property", "ignoredProperties"),
}


def test_the_world_has_every_class_of_the_ontology(project: Project) -> None:
    """But for those that are derived, and those of which only narrower ones are stated."""
    used = {str(quad.object) for quad in worlds.stated()[0] if quad.predicate == worlds.RDF_TYPE}
    known = {f"<{iri}>" for iri in project.context.classes.values() if iri.startswith(worlds.MG)}

    without = ("Agent", "InternationalCoProduction", "Occasion", "Partnership", "Passage", "Statement")
    assert known - used == {f"<{worlds.MG}{name}>" for name in without}


@pytest.mark.parametrize("seed", [1, 2])
def test_worlds_are_altered_in_the_same_way_each_time(seed: int) -> None:
    quads = worlds.stated()[0]

    once, again = (worlds.altered(quads, seed, 0.2) for _ in range(2))

    assert once == again
    assert set(once) - set(quads)
    assert set(quads) - set(once)
