"""A small world, and others in which chance altered it: what questions, rules and shapes make of all of them.

What is shipped conforms, so that many a condition of a question is met by all of it. In the altered worlds statements
are missing, doubled, of another predicate, class, source or language. What comes out is kept as a number and a digest;
`make golden` writes them anew. Whoever changes a question, a rule or a shape sees by them which others answer
differently, and whether the one that was to change did.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from brokencopies import broken
from mediagraph.catalogue import Catalogue
from mediagraph.rules import derive, read_rules
from mediagraph.store.embedded import evaluate
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import rdflib

    from mediagraph.catalogue import Parameter, StoredQuery
    from mediagraph.store import Answer

FOLDER = ROOT / "tests" / "data" / "world"
MG = "https://w3id.org/mediagraph/ontology#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
EDTF = ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")
XSD = "http://www.w3.org/2001/XMLSchema#"
FORMS = ("as the file stands", "without what is optional", "with many values")
# The share of the statements that are altered, by world; the first stays as it is.
SHARES = (0, 0.03, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3)
_ONTOLOGY = "https://w3id.org/mediagraph/ontology"
_DIGITS = 12
_MANY = 40
_TAGS = 0.6
_SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_JUDGED = (0.1, 0.3)
_LATER = re.compile(r"/occasion/.*-(1[1-9]|[2-9][0-9]|[0-9]{3,4})$")


def _odd(text: str, datatype: str = "string") -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


ODD: list[ox.NamedNode | ox.Literal | ox.BlankNode] = [
    ox.Literal("x"),
    ox.Literal(""),
    ox.Literal("a very long text " * 20),
    ox.Literal("Salut", language="fr"),
    ox.Literal("Hello", language="en"),
    ox.Literal("", language="en"),
    ox.Literal("1990", datatype=EDTF),
    ox.Literal("1999-24", datatype=EDTF),
    ox.Literal("1896-02-29?", datatype=EDTF),
    ox.Literal("2000-02-29/2004-02~", datatype=EDTF),
    ox.Literal("1990-11/1991", datatype=EDTF),
    *(_odd(day, "date") for day in ("1890-01-01", "1999-12-31", "2021-10-25", "2031-06-15")),
    *(_odd(number, "integer") for number in ("-1", "0", "1", "2", "1984", "9999")),
    _odd("1.5", "decimal"),
    _odd("true", "boolean"),
    _odd("2024-05-05T12:00:00Z", "dateTime"),
    _odd("12:30:00", "time"),
    ox.NamedNode("http://example.org/nothing"),
    ox.NamedNode("https://w3id.org/mediagraph/id/Odd_Thing"),
]


class World:
    """Quads in memory, whose merge is the default graph as in the published store; asked like one."""

    name = "world"
    version = ""

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.store = ox.Store()
        for quad in quads:
            self.add(quad)

    def add(self, quad: ox.Quad) -> None:
        self.store.add(quad)
        self.store.add(ox.Quad(quad.subject, quad.predicate, quad.object))

    def query(self, text: str) -> Answer:
        return evaluate(self.store, text)

    def quads(self) -> Iterator[ox.Quad]:
        return (quad for quad in self.store if not isinstance(quad.graph_name, ox.DefaultGraph))

    def close(self) -> None:
        """Nothing is open."""


@cache
def stated() -> tuple[tuple[ox.Quad, ...], ...]:
    """The statements of each world, before any rule."""
    files = [FOLDER / "world.trig", FOLDER / "made.trig"]
    quads = sorted({quad for path in files for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG)}, key=str)
    return tuple(tuple(altered(quads, seed, share)) for seed, share in enumerate(SHARES))


def altered(quads: Sequence[ox.Quad], seed: int, share: float, *, blanks: bool = False) -> list[ox.Quad]:
    """Return `quads` with a share of those that are no ontology altered, by chance that follows from the seed."""
    chance = random.Random(seed)
    said = [quad for quad in quads if quad.graph_name.value != _ONTOLOGY]  # type: ignore[union-attr]
    objects: dict[ox.NamedNode, list[ox.NamedNode | ox.Literal | ox.BlankNode]] = defaultdict(list)
    subjects: dict[ox.NamedNode, list[ox.NamedNode]] = defaultdict(list)
    for quad in said:
        objects[quad.predicate].append(quad.object)  # type: ignore[arg-type]
        subjects[quad.predicate].append(quad.subject)  # type: ignore[arg-type]
    predicates = sorted(objects, key=str)
    graphs = sorted({quad.graph_name for quad in said}, key=str)
    everyone = sorted({quad.subject for quad in said}, key=str)

    def like(of: ox.Quad, **other: object) -> ox.Quad:
        parts = {"subject": of.subject, "predicate": of.predicate, "object": of.object, "graph_name": of.graph_name}
        return ox.Quad(**{**parts, **other})  # type: ignore[arg-type]

    # What may come of a statement; what is twice is twice as likely.
    ways: list[Callable[[ox.Quad], list[ox.Quad]]] = [
        lambda _: [],
        lambda _: [],
        lambda one: [like(one, object=chance.choice(objects[one.predicate]))],
        lambda one: [one, like(one, object=chance.choice(objects[one.predicate]))],
        lambda one: [one, like(one, object=chance.choice(objects[one.predicate]))],
        lambda one: [one, like(one, subject=chance.choice(subjects[one.predicate]))],
        lambda one: [one, like(one, subject=chance.choice(everyone))],
        lambda one: [one, like(one, predicate=chance.choice(predicates))],
        lambda one: [like(one, object=chance.choice(ODD))],
        lambda one: [one, like(one, object=chance.choice(ODD))],
        lambda one: [like(one, predicate=chance.choice(predicates))],
        lambda one: [one, like(one, predicate=RDF_TYPE, object=chance.choice(objects[RDF_TYPE]))],
        lambda one: [one, like(one, object=one.subject)],
        lambda one: [like(one, graph_name=chance.choice(graphs))],
    ]

    def alter(one: ox.Quad) -> list[ox.Quad]:
        if isinstance(one.object, ox.Literal) and one.object.language and chance.random() < _TAGS:
            other = ox.Literal("A " + one.object.value, language=chance.choice(("fr", "ru", "en")))
            return [like(one, object=other)] if chance.random() < _TAGS else [one, like(one, object=other)]
        return chance.choice(ways)(one)

    found = [quad for quad in quads if quad.graph_name.value == _ONTOLOGY]  # type: ignore[union-attr]
    for one in said:
        found += alter(one) if chance.random() < share else [one]
    changed = [subject for subject in everyone if chance.random() < share / 4]
    names: dict[object, object] = {subject: _renamed(subject, chance, blanks) for subject in changed}
    return [
        like(one, subject=names.get(one.subject, one.subject), object=names.get(one.object, one.object))
        for one in found
    ]


def _renamed(subject: object, chance: random.Random, blanks: bool) -> object:  # noqa: FBT001 - as `altered` has it
    """Another name: below another kind, longer, of another host, or none."""
    if not isinstance(subject, ox.NamedNode):
        return subject
    kind = chance.choice(("work", "person", "source", "organisation", "event", "country"))
    return chance.choice(
        (
            ox.NamedNode(re.sub(r"/id/[a-z]+/", f"/id/{kind}/", subject.value)),
            ox.NamedNode(subject.value + "/more"),
            ox.NamedNode(subject.value.replace("https:", "http:")),
            ox.BlankNode("b" + hashlib.sha256(subject.value.encode()).hexdigest()[:8]) if blanks else subject,
        )
    )


def derived(rule: StoredQuery, store: ox.Store) -> set[ox.Quad]:
    """What a rule derives."""
    lines = io.BytesIO()
    derive(rule, store, lines.write)
    return set(ox.parse(lines.getvalue(), ox.RdfFormat.N_QUADS))


@cache
def whole() -> tuple[World, ...]:
    """Each world with all that the project's rules derive in it."""
    found = []
    for quads in stated():
        world = World(quads)
        for rule in read_rules(ROOT / "ontology" / "rules"):
            for quad in sorted(derived(rule, world.store), key=str):
                world.add(quad)
        found.append(world)
    return tuple(found)


@cache
def judged() -> tuple[World, ...]:
    """Worlds for shapes: some where derived statements are altered as well, and one of broken copies.

    Of anniversaries they hold the first two only.
    """
    first = whole()[0].quads()
    quads = sorted((quad for quad in first if not _LATER.search(quad.subject.value)), key=str)  # type: ignore[union-attr]
    chosen = [altered(quads, seed, share, blanks=True) for seed, share in enumerate(SHARES) if share in _JUDGED]
    return tuple(map(World, (*chosen, quads + broken(quads, ODD))))


def answers(query: StoredQuery) -> dict[str, str]:
    """Return the number and the digest of a question's rows in all worlds, by its forms."""
    found = {}
    for form in FORMS if query.parameters else FORMS[:1]:
        given = {FORMS[1]: {}, FORMS[2]: {one.name: _many(one) for one in query.parameters.values()}}
        text = query.text if form == FORMS[0] else query.bind(given[form])
        told = [[str(one) for one in world.store.query(text)] for world in whole()]  # type: ignore[union-attr]
        # Only where data conform does the order follow from the question alone.
        told = [told[0], *map(sorted, told[1:])]
        found[f"{query.name}\t{form}"] = _digest(sum(map(len, told)), told)
    return found


def _many(parameter: Parameter) -> str:
    """Values of a parameter: all entities of its class in the world, all concepts of its scheme, some years or days."""
    if parameter.type == "integer":
        return "0 5 1 1990 2050"
    if parameter.type == "date":
        return f'"1971-10-25"^^<{XSD}date> "2026-01-01"^^<{XSD}date>'
    if parameter.type == "string":
        named = [quad for quad in stated()[0] if quad.predicate.value.endswith(("#label", "#altLabel", "#alpha3"))]
        texts = sorted({quad.object.value.lower() for quad in named})[::5]  # type: ignore[union-attr]
        return " ".join(str(ox.Literal(text)) for text in ["be", *texts[:_MANY]])
    if parameter.type == "concept":
        scheme = f"/scheme/{parameter.scheme}/"
        found = {quad.subject for quad in stated()[0] if scheme in str(quad.subject)}
    else:
        classes = _narrower(MG + parameter.class_.partition(":")[2])
        found = {
            q.subject for q in stated()[0] if q.predicate == RDF_TYPE and getattr(q.object, "value", "") in classes
        }
    return " ".join(sorted(map(str, found))[:_MANY]) or parameter.default


def _narrower(class_: str) -> set[str]:
    """A class and those below it."""
    found = {class_}
    for _ in range(3):
        for quad in stated()[0]:
            if quad.predicate == _SUBCLASS and quad.object.value in found:  # type: ignore[union-attr]
                found.add(quad.subject.value)  # type: ignore[union-attr]
    return found


def all_answers() -> dict[str, str]:
    """Return those of all stored questions."""
    return {key: value for query in Catalogue(ROOT / "queries") for key, value in answers(query).items()}


def derivations(folder: Path = ROOT / "ontology" / "rules", *, only: str = "") -> dict[str, str]:
    """Return the number and the digest of what each rule derives in all worlds, one after the other.

    Args:
        folder: of the rules.
        only: name of a rule, for which those run alone that it comes after, and it.
    """
    held = [World(quads) for quads in stated()]
    found = {}
    rules = read_rules(folder)
    wanted = {only}
    for rule in reversed(rules):
        wanted |= set(rule.after) if rule.name in wanted else set()
    for rule in rules if not only else [rule for rule in rules if rule.name in wanted]:
        told = []
        for world in held:
            quads = sorted(derived(rule, world.store), key=str)
            told.append([str(quad) for quad in quads])
            for quad in quads:
                world.add(quad)
        found[rule.name] = _digest(sum(map(len, told)), told)
    return found


def findings(shapes: rdflib.Graph) -> dict[str, str]:
    """Return the number and the digest of what is found by each shape, constraint, severity and path."""
    from mediagraph.judging import judge_by_shapes

    told: dict[str, list[list[str]]] = defaultdict(list)
    count: Counter[str] = Counter()
    for number, world in enumerate(judged()):
        found, _ = judge_by_shapes(world, shapes, reporting=False)
        for finding in sorted(found):
            closed = finding.constraint.startswith("Closed")  # for which the property is rather a value
            path = "" if closed else finding.path
            key = "\t".join(map(_local, (finding.shape, finding.constraint, finding.severity, path)))
            told[key].append([str(number), finding.focus, finding.path, finding.value])
            count[key] += 1
    return {key: _digest(count[key], told[key]) for key in sorted(told)}


def _local(iri: str) -> str:
    return iri.rpartition("#")[2] if iri.startswith("http") else iri


def _digest(count: int, told: object) -> str:
    return f"{count}\t{hashlib.sha256(repr(told).encode()).hexdigest()[:_DIGITS]}"


def read(name: str) -> dict[str, str]:
    """Return what is kept in a file."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return {line.rsplit("\t", 2)[0]: line.split("\t", line.count("\t") - 1)[-1] for line in lines}


def write(name: str, content: Mapping[str, str]) -> None:
    """Keep it."""
    text = "".join(f"{key}\t{value}\n" for key, value in content.items())
    (FOLDER / name).write_text(text, encoding="utf-8")
