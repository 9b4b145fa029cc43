"""The common pitfalls of ontologies, and the good practice that makes them findable and reusable, as checks.

Each check returns faults; the shipped ontology has none, and an ontology with the fault planted has it. The numbers
P.. are those of the catalogue of M. Poveda-Villalón, A. Gómez-Pérez and M. C. Suárez-Figueroa, "OOPS! (OntOlogy
Pitfall Scanner!)", IJSWIS 10(2), 2014. The rest follows D. Garijo and M. Poveda-Villalón, "Best Practices for
Implementing FAIR Vocabularies and Ontologies on the Web", 2020. What is let pass is listed with the reason.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, XSD, Literal, URIRef

import mediagraph as mg
from mediagraph.judging import ontology_files
from mediagraph.project import Project
from mediagraph.shapes import read_quads, to_rdflib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from rdflib.term import Node

    from mediagraph.building import Build

ROOT = Path(__file__).resolve().parents[2]
IRI = URIRef("https://w3id.org/mediagraph/ontology")
MG = rdflib.Namespace("https://w3id.org/mediagraph/ontology#")
SCHEMA = rdflib.Namespace("https://schema.org/")
STATUS = URIRef("http://www.w3.org/2003/06/sw-vocab-status/ns#term_status")
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
PROPERTIES = KINDS[1:]
LANGUAGES = {"en", "fr", "ru", "zh"}

ANYTHING = "anything may have it, or be its value"
OUTSIDE = "its values lie outside the graph, and nothing is said of them here"
NO_DOMAIN = {
    "date": ANYTHING,
    "earliest": ANYTHING,
    "evidence": ANYTHING,
    "keyOf": "properties have it, and those are no instances of a class of ours",
    "latest": ANYTHING,
    "mergedInto": ANYTHING,
    "participation": "a cooperation has it, or the very thing that is taken part in, whatever that is",
    "website": ANYTHING,
    "wikidata": ANYTHING,
}
NO_RANGE = {
    "about": ANYTHING,
    "address": OUTSIDE,
    "depicts": ANYTHING,
    "figureOf": ANYTHING,
    "judgedObject": ANYTHING,
    "judgedSubject": ANYTHING,
    "licence": OUTSIDE,
    "mergedInto": ANYTHING,
    "namedGraph": OUTSIDE,
    "website": OUTSIDE,
    "wikidata": OUTSIDE,
}
NOT_INVERSE = {
    ("unit", "unitOf"): "what is counted, and what a part of an organisation belongs to: two meanings of the word",
    ("cites", "citedBy"): "a source cites a source; a remark is cited by an agent, and has no link back",
    (
        "markedBy",
        "marks",
    ): "markedBy is of the commemoration, marks of what was made; the rule leads from one to the other",
}
OVERLAPPING = {
    ("AdministrativeDivision", "Country"): "a territory with a code of its own may be a division of another country",
    ("Channel", "Website"): "a channel that streams is read on the web too",
    ("City", "Country"): "a city may be a state",
    ("Coverage", "Initiative"): "newsrooms that report may invite others to join",
    ("Episode", "InternationalCoProduction"): "any work may be one",
    ("Film", "InternationalCoProduction"): "any work may be one",
    ("Film", "Series"): "of a documentary in parts one source says film, another series; both may be one work",
    ("InternationalCoProduction", "Photograph"): "any work may be one",
    ("InternationalCoProduction", "Series"): "any work may be one",
    ("Organisation", "UnnamedAgent"): "a judgement may say who is meant, and then both are one node",
    ("Person", "UnnamedAgent"): "a judgement may say who is meant, and then both are one node",
    (
        "Festival",
        "HistoricalEvent",
    ): "a festival of the past may be recalled by later ones; a shape asks for one of them",
}
PUNNED = {
    "keyOf": "it is said of properties and leads to classes; it is an object property so that records can bear it"
}


class Planted(NamedTuple):
    """What is done to the ontology so that a check finds a fault: triples in Turtle to add, patterns to remove."""

    add: str = ""
    remove: tuple[Node | None, Node | None, Node | None] | None = None


def read() -> rdflib.Graph:
    project = Project.find(ROOT)
    return to_rdflib(quad for path in ontology_files(project) for quad in read_quads(path, path.name))


def local(node: Node) -> str:
    return str(node).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def terms(graph: rdflib.Graph, *kinds: Node) -> list[URIRef]:
    found = {node for kind in kinds or KINDS for node in graph.subjects(RDF.type, kind) if isinstance(node, URIRef)}
    return sorted(found)


def concepts(graph: rdflib.Graph) -> list[URIRef]:
    return terms(graph, SKOS.Concept)


def above(graph: rdflib.Graph, node: Node) -> set[Node]:
    found = graph.transitive_objects(node, RDFS.subClassOf)
    return {each for each in found if each is not None and str(each).startswith(str(MG))}


def text(graph: rdflib.Graph, node: Node, predicate: URIRef) -> str:
    return next((str(each) for each in graph.objects(node, predicate) if getattr(each, "language", "") == "en"), "")


def ends(graph: rdflib.Graph, node: Node, *predicates: URIRef) -> list[Node]:
    return [each for predicate in predicates for each in graph.objects(node, predicate)]


# -- the header


def header_says_all(graph: rdflib.Graph) -> list[str]:
    """P38, P41: the ontology is declared once, and says what it is, who made it, and how it may be used."""
    wanted = (
        DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.publisher, DCTERMS.license, DCTERMS.created,
        DCTERMS.modified, DCTERMS.bibliographicCitation, OWL.versionIRI, OWL.versionInfo,
        VANN.preferredNamespacePrefix, VANN.preferredNamespaceUri, RDFS.label, STATUS,
    )  # fmt: skip
    faults = [f"no {predicate}" for predicate in wanted if (IRI, predicate, None) not in graph]
    faults += [f"another ontology: {each}" for each in graph.subjects(RDF.type, OWL.Ontology) if each != IRI]
    faults += [
        f"{each} is a text, not an IRI" for each in graph.objects(IRI, DCTERMS.license) if isinstance(each, Literal)
    ]
    return faults


def header_agrees_with_itself(graph: rdflib.Graph) -> list[str]:
    """P39: version, version IRI, namespace, dates and citation do not contradict each other."""
    version, version_iri = graph.value(IRI, OWL.versionInfo), graph.value(IRI, OWL.versionIRI)
    faults = [] if str(version_iri) == f"{IRI}/{version}" else [f"{version_iri} is not the IRI of version {version}"]
    if str(graph.value(IRI, VANN.preferredNamespaceUri)) != str(MG):
        faults.append("the preferred namespace is not that of the terms")
    if str(version_iri) not in str(graph.value(IRI, DCTERMS.bibliographicCitation)):
        faults.append("the citation does not name the version")
    days = [graph.value(IRI, predicate) for predicate in (DCTERMS.created, DCTERMS.modified)]
    if any(getattr(day, "datatype", None) != XSD.date for day in days) or str(days[0]) > str(days[1]):
        faults.append("it was modified before it was created, or these are no days")
    later = [term for term in terms(graph) if str(graph.value(term, DCTERMS.created)) > str(days[1])]
    return faults + [f"{local(term)} is younger than the last change of the ontology" for term in later]


# -- what is said of each term


def terms_are_described(graph: rdflib.Graph) -> list[str]:
    """P08: each term has a label and a definition in English, a status, a day of creation, and says who defines it."""
    faults = []
    for term in terms(graph):
        faults += [
            f"{local(term)}: no {local(name)}" for name in (RDFS.label, SKOS.definition) if not text(graph, term, name)
        ]
        faults += [
            f"{local(term)}: no {local(name)}" for name in (STATUS, DCTERMS.created) if (term, name, None) not in graph
        ]
        if list(graph.objects(term, RDFS.isDefinedBy)) != [IRI]:
            faults.append(f"{local(term)}: not defined by the ontology")
        for name in (RDFS.label, SKOS.definition):
            tags = [getattr(each, "language", None) for each in graph.objects(term, name)]
            if len(set(tags)) < len(tags) or None in tags:
                faults.append(f"{local(term)}: two texts of {local(name)} in one language, or one without a language")
    return faults


def concepts_are_described(graph: rdflib.Graph) -> list[str]:
    """P08: each concept is labelled in each language, defined, and in a scheme that the ontology defines."""
    faults = []
    for concept in concepts(graph):
        languages = [getattr(each, "language", None) for each in graph.objects(concept, SKOS.prefLabel)]
        if sorted(map(str, languages)) != sorted(LANGUAGES):
            faults.append(f"{concept}: labels in {sorted(map(str, languages))}")
        if not text(graph, concept, SKOS.definition) or (concept, STATUS, None) not in graph:
            faults.append(f"{concept}: no definition or no status")
        schemes = list(graph.objects(concept, SKOS.inScheme))
        if len(schemes) != 1 or (schemes[0], RDFS.isDefinedBy, IRI) not in graph:
            faults.append(f"{concept}: not in one scheme of the ontology")
        if (concept, SKOS.broader, None) not in graph and (concept, SKOS.topConceptOf, None) not in graph:
            faults.append(f"{concept}: neither at the top nor below another")
        faults += [f"{concept}: below {each}, of another scheme" for each in graph.objects(concept, SKOS.broader)
                   if list(graph.objects(each, SKOS.inScheme)) != schemes]  # fmt: skip
    return faults


def statuses_are_known(graph: rdflib.Graph) -> list[str]:
    """A status is one of those that the vocabulary of statuses has."""
    known = {"unstable", "testing", "stable", "archaic"}
    return [f"{node}: {status}" for node, status in graph.subject_objects(STATUS) if str(status) not in known]


def labels_are_unlike(graph: rdflib.Graph) -> list[str]:
    """P32, P02: two terms have one label only where a property is named for the class that it leads to."""
    named: dict[str, list[URIRef]] = defaultdict(list)
    for term in terms(graph):
        named[text(graph, term, RDFS.label).casefold()].append(term)
    faults = []
    for label, bearers in named.items():
        leads = len(bearers) == 2 and any(
            one in ends(graph, other, RDFS.range, SCHEMA.rangeIncludes) for one in bearers for other in bearers
        )
        if len(bearers) > 1 and not leads:
            faults.append(f"{label}: {', '.join(map(local, bearers))}")
    for scheme in terms(graph, SKOS.ConceptScheme):
        labels: dict[tuple[str, str], list[str]] = defaultdict(list)
        for concept in graph.subjects(SKOS.inScheme, scheme):
            for label_ in graph.objects(concept, SKOS.prefLabel):
                labels[str(label_).casefold(), str(getattr(label_, "language", ""))].append(local(concept))
        faults += [f"{key}: {bearers_}" for key, bearers_ in labels.items() if len(bearers_) > 1]
    return faults


def definitions_say_something(graph: rdflib.Graph) -> list[str]:
    """P20, P24: a definition is a sentence of its own, and not that of another term, nor the label again."""
    faults = []
    seen: dict[str, URIRef] = {}
    for term in terms(graph):
        said, label = text(graph, term, SKOS.definition), text(graph, term, RDFS.label)
        if not re.fullmatch(r"[A-Z].{10,}\.", said):
            faults.append(f"{local(term)}: no sentence: {said!r}")
        if said in seen:
            faults.append(f"{local(term)}: defined as {local(seen[said])} is")
        words = re.findall(r"[\w-]+", said.casefold())
        if " ".join(words[:4]).startswith(label.casefold() + " is"):
            faults.append(f"{local(term)}: defined by itself")
        seen[said] = term
    return faults


def names_follow_the_convention(graph: rdflib.Graph) -> list[str]:
    """P22, P03, P07: classes and properties in camel case, concepts in small letters; no `is`, no `And`."""
    faults = [str(term) for term in terms(graph, OWL.Class) if not re.fullmatch(r"([A-Z][a-z]+)+", local(term))]
    faults += [
        str(term) for term in terms(graph, *PROPERTIES) if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*\d?", local(term))
    ]
    faults += [str(each) for each in concepts(graph) if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", local(each))]
    faults += [str(term) for term in terms(graph) if re.search(r"^is($|[A-Z])|[a-z](And|Or)($|[A-Z])", local(term))]
    return faults + [str(term) for term in terms(graph) if not str(term).startswith(str(MG))]


# -- how terms hang together


def terms_are_declared(graph: rdflib.Graph) -> list[str]:
    """P34, P35: whatever has a name of ours is declared, as one kind of thing; P40: nothing of others is redefined."""
    declared = {*terms(graph), *concepts(graph), *terms(graph, SKOS.ConceptScheme), IRI}
    used = {node for triple in graph for node in triple if isinstance(node, URIRef)}
    ours = {node for node in used if str(node).startswith((str(MG), "https://w3id.org/mediagraph/scheme/"))}
    faults = [f"{node}: not declared" for node in ours - declared]
    faults += [f"{node}: said of, and not ours" for node in set(graph.subjects()) - declared]
    return faults + [f"{node}: a term without a name" for node in graph.subjects() if not isinstance(node, URIRef)]


def terms_have_one_kind(graph: rdflib.Graph) -> list[str]:
    """OWL 2 DL, section 5.8.1: no property is of two kinds, and no name is that of a class and of a property."""
    faults = []
    for node in {*terms(graph), *concepts(graph)}:
        kinds = set(graph.objects(node, RDF.type))
        if len(kinds) > 1:
            faults.append(f"{node}: {sorted(map(local, kinds))}")
    return faults + [
        f"{local(predicate)}: used on terms, as if they were individuals"
        for predicate in terms(graph, *PROPERTIES)
        if local(predicate) not in PUNNED and (None, predicate, None) in graph
    ]


def classes_are_no_circle(graph: rdflib.Graph) -> list[str]:
    """P06: nothing is below itself."""
    order = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader)
    return [
        f"{node} is below itself"
        for predicate in order
        for node, other in graph.subject_objects(predicate)
        if node in graph.transitive_objects(other, predicate)
    ]


def nothing_stands_alone(graph: rdflib.Graph) -> list[str]:
    """P04: each class is above or below another, or a property leads from or to it."""
    linked = (RDFS.subClassOf, RDFS.domain, RDFS.range, SCHEMA.domainIncludes, SCHEMA.rangeIncludes)
    return [
        local(term)
        for term in terms(graph, OWL.Class)
        if (term, RDFS.subClassOf, None) not in graph and not any((None, name, term) in graph for name in linked)
    ]


def equivalence_is_not_misused(graph: rdflib.Graph) -> list[str]:
    """P27, P30, P31: no two terms are declared the same; alignments say how near they are, and to whom."""
    names = (OWL.equivalentClass, OWL.equivalentProperty, OWL.sameAs)
    faults = [f"{local(one)} {local(name)} {other}" for name in names for one, other in graph.subject_objects(name)]
    matches = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
    for name in matches:
        for one, other in graph.subject_objects(name):
            if str(other).startswith(str(MG)):
                faults.append(f"{local(one)} is matched to a term of ours")
            if (one, RDFS.subClassOf, other) in graph or (one, RDFS.subPropertyOf, other) in graph:
                faults.append(f"{local(one)} is below {other} and close to it; below says it")
    return faults


def siblings_are_disjoint_or_said_to_overlap(graph: rdflib.Graph) -> list[str]:
    """P10: of two classes side by side it is known whether a thing may be both."""
    below: dict[Node | None, list[URIRef]] = defaultdict(list)
    for term in terms(graph, OWL.Class):
        parents = above(graph, term) - {term}
        nearest = [each for each in parents if not any(each in above(graph, other) - {other} for other in parents)]
        for parent in nearest or (None,):
            below[parent].append(term)
    faults = []
    for siblings in below.values():
        for one in siblings:
            for other in siblings[siblings.index(one) + 1 :]:
                pair = tuple(sorted((local(one), local(other))))
                apart = (one, OWL.disjointWith, other) in graph or (other, OWL.disjointWith, one) in graph
                if apart == (pair in {tuple(sorted(each)) for each in OVERLAPPING}):
                    faults.append(f"{' and '.join(pair)}: {'both apart and overlapping' if apart else 'not known'}")
    return faults


def disjointness_leaves_something(graph: rdflib.Graph) -> list[str]:
    """No class is below two that are disjoint, or disjoint with what it is below."""
    return [
        f"{local(term)}: below {local(one)} and {local(other)}"
        for one, other in graph.subject_objects(OWL.disjointWith)
        for term in terms(graph, OWL.Class)
        if {one, other} <= above(graph, term)
    ]


def properties_have_ends(graph: rdflib.Graph) -> list[str]:
    """P11, P19: each property says who has it and where it leads, by one class or by several that are alternatives."""
    faults = []
    for which, known, plain, several in (
        ("domain", NO_DOMAIN, RDFS.domain, SCHEMA.domainIncludes),
        ("range", NO_RANGE, RDFS.range, SCHEMA.rangeIncludes),
    ):
        for term in terms(graph, *PROPERTIES):
            one, many = list(graph.objects(term, plain)), list(graph.objects(term, several))
            if len(one) + bool(many) > 1 or len(many) == 1:
                faults.append(f"{local(term)}: {which} is said in two ways, or as a choice of one")
            if bool(one or many) == (local(term) in known):
                faults.append(f"{local(term)}: {'no ' if not one and not many else 'a reason for no '}{which}")
    return faults


def ends_are_declared(graph: rdflib.Graph) -> list[str]:
    """Domains are classes of ours; object properties lead to classes, the others to datatypes."""
    classes = {*terms(graph, OWL.Class), SKOS.Concept, OWL.Class}
    faults = [
        f"{local(term)}: domain {each}"
        for term in terms(graph, *PROPERTIES)
        for each in ends(graph, term, RDFS.domain, SCHEMA.domainIncludes)
        if each not in classes
    ]
    for term in terms(graph, *PROPERTIES):
        links = (term, RDF.type, OWL.ObjectProperty) in graph
        for each in ends(graph, term, RDFS.range, SCHEMA.rangeIncludes):
            datatype = str(each).startswith(str(XSD)) or str(each) in {EDTF, str(RDF.langString)}
            if (each in classes) != links or datatype == links:
                faults.append(f"{local(term)}: range {each}")
    return faults


def inverses_are_declared(graph: rdflib.Graph) -> list[str]:
    """P05, P13, P25: of `xs` and `xedBy`, or `x` and `xOf`, it is said whether they are inverse; none is its own."""
    names = {local(term): term for term in terms(graph, OWL.ObjectProperty)}
    faults = [f"{local(one)} is its own inverse" for one, other in graph.subject_objects(OWL.inverseOf) if one == other]
    for one, other in ((a, b) for a in names for b in names if a != b):
        stem = re.sub(r"(s|es)$", "", one)
        backwards = other in {f"{stem}By", f"{stem}edBy", f"{stem}dBy", f"{one}Of", f"{stem}Of", f"is{one.title()}Of"}
        declared = (names[one], OWL.inverseOf, names[other]) in graph or (
            names[other],
            OWL.inverseOf,
            names[one],
        ) in graph
        reasoned = (one, other) in NOT_INVERSE or (other, one) in NOT_INVERSE
        if backwards and declared == reasoned:
            faults.append(f"{one} and {other}")
    return faults


def deprecated_terms_lead_on(graph: rdflib.Graph) -> list[str]:
    """A term that is given up says what takes its place, is archaic, and no other term is built on it."""
    faults = []
    for term in graph.subjects(OWL.deprecated, Literal(True)):
        if (term, DCTERMS.isReplacedBy, None) not in graph and (term, SKOS.historyNote, None) not in graph:
            faults.append(f"{local(term)}: neither replaced nor explained")
        if (term, STATUS, Literal("archaic")) not in graph:
            faults.append(f"{local(term)}: not archaic")
        faults += [f"{local(one)} is built on {local(term)}" for one, _ in graph.subject_predicates(term)]
    return faults + [
        f"{local(term)}: archaic, and not deprecated"
        for term in graph.subjects(STATUS, Literal("archaic"))
        if (term, OWL.deprecated, Literal(True)) not in graph
    ]


def replaced(node: URIRef, predicate: URIRef, value: str) -> Planted:
    return Planted(f"<{node}> <{predicate}> {value} .", (node, predicate, None))


THING = 'mg:Thing a owl:Class ; rdfs:label "thing"@en ; skos:definition "What is not described elsewhere."@en .'
CHECKS: Mapping[Callable[[rdflib.Graph], list[str]], list[Planted]] = {
    header_says_all: [
        Planted(remove=(IRI, DCTERMS.license, None)),
        Planted(remove=(IRI, DCTERMS.bibliographicCitation, None)),
        replaced(IRI, DCTERMS.license, '"free"'),
        Planted("<https://example.org/o> a owl:Ontology ."),
    ],
    header_agrees_with_itself: [
        replaced(IRI, OWL.versionInfo, '"9.9.9"'),
        replaced(IRI, VANN.preferredNamespaceUri, '"https://example.org/"'),
        replaced(IRI, DCTERMS.bibliographicCitation, '"A book"@en'),
        replaced(IRI, DCTERMS.modified, '"2020-01-01"^^xsd:date'),
    ],
    terms_are_described: [
        Planted(remove=(MG.Film, RDFS.label, None)),
        Planted(remove=(MG.Film, SKOS.definition, None)),
        Planted(remove=(MG.runtime, STATUS, None)),
        Planted(remove=(MG.runtime, RDFS.isDefinedBy, None)),
        Planted('mg:Film rdfs:label "movie"@en .'),
    ],
    concepts_are_described: [
        Planted(remove=(URIRef("https://w3id.org/mediagraph/scheme/role/host"), SKOS.prefLabel, None)),
        Planted(remove=(URIRef("https://w3id.org/mediagraph/scheme/role/host"), SKOS.inScheme, None)),
        Planted(remove=(URIRef("https://w3id.org/mediagraph/scheme/role/host"), SKOS.topConceptOf, None)),
    ],
    statuses_are_known: [replaced(MG.Film, STATUS, '"good"')],
    labels_are_unlike: [
        replaced(MG.Film, RDFS.label, '"series"@en'),
        Planted('scheme:host2 a skos:Concept ; skos:inScheme scheme:role ; skos:prefLabel "host"@en .'),
    ],
    definitions_say_something: [
        replaced(MG.Film, SKOS.definition, '"film"@en'),
        replaced(MG.Film, SKOS.definition, '"Film is what is called a film."@en'),
        replaced(MG.Film, SKOS.definition, '"A work that is shown in several parts under one title."@en'),
    ],
    names_follow_the_convention: [
        Planted("mg:film_maker a owl:Class ."),
        Planted("mg:HasPart a owl:ObjectProperty ."),
        Planted("mg:isShown a owl:ObjectProperty ."),
        Planted("mg:FilmAndSeries a owl:Class ."),
        Planted("scheme:Big a skos:Concept ."),
        Planted("<https://example.org/Big> a owl:Class ."),
    ],
    terms_are_declared: [
        Planted("mg:Film rdfs:subClassOf mg:Motion ."),
        Planted('skos:Concept rdfs:label "our concept"@en .'),
        Planted("mg:Film rdfs:subClassOf [ a owl:Restriction ] ."),
    ],
    terms_have_one_kind: [
        Planted("mg:Film a owl:ObjectProperty ."),
        Planted("mg:runtime a owl:ObjectProperty ."),
        Planted("mg:Film mg:runtime 90 ."),
    ],
    classes_are_no_circle: [
        Planted("mg:Work rdfs:subClassOf mg:Film ."),
        Planted("mg:within rdfs:subPropertyOf mg:within ."),
    ],
    nothing_stands_alone: [Planted(THING)],
    equivalence_is_not_misused: [
        Planted("mg:Film owl:equivalentClass <https://schema.org/Movie> ."),
        Planted("mg:Film skos:closeMatch mg:Series ."),
        Planted("mg:Film skos:closeMatch <https://schema.org/Movie> ."),
    ],
    siblings_are_disjoint_or_said_to_overlap: [
        Planted(remove=(MG.Film, OWL.disjointWith, MG.Photograph)),
        Planted("mg:Channel owl:disjointWith mg:Website ."),
        Planted(THING),
    ],
    disjointness_leaves_something: [
        Planted("mg:Film rdfs:subClassOf mg:Event ."),
        Planted("mg:Film owl:disjointWith mg:Work ."),
    ],
    properties_have_ends: [
        Planted(remove=(MG.runtime, RDFS.domain, None)),
        Planted(remove=(MG.runtime, RDFS.range, None)),
        Planted("mg:runtime rdfs:domain mg:Event ."),
        Planted("mg:date rdfs:domain mg:Event ."),
        Planted("mg:runtime <https://schema.org/domainIncludes> mg:Event, mg:Film ."),
    ],
    ends_are_declared: [
        replaced(MG.runtime, RDFS.range, "mg:Film"),
        replaced(MG.operator, RDFS.range, "xsd:string"),
        replaced(MG.operator, RDFS.domain, "xsd:string"),
    ],
    inverses_are_declared: [
        Planted("mg:commemoratesBy a owl:ObjectProperty . mg:operatorOf a owl:ObjectProperty ."),
        Planted("mg:cites owl:inverseOf mg:citedBy ."),
        Planted("mg:within owl:inverseOf mg:within ."),
    ],
    deprecated_terms_lead_on: [
        Planted("mg:Film owl:deprecated true ."),
        replaced(MG.Film, STATUS, '"archaic"'),
        Planted(f'mg:Outlet owl:deprecated true ; <{SKOS.historyNote}> "Gone."@en ; <{STATUS}> "archaic" .'),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return read()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_ontology_has_no_such_fault(check: Callable[[rdflib.Graph], list[str]], ontology: rdflib.Graph) -> None:
    assert sorted(check(ontology)) == []


@pytest.mark.parametrize(
    ("check", "planted"),
    [(check, planted) for check, several in CHECKS.items() for planted in several],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_planted_fault_is_found(
    check: Callable[[rdflib.Graph], list[str]], planted: Planted, ontology: rdflib.Graph
) -> None:
    spoilt = rdflib.Graph()
    spoilt += ontology
    if planted.remove:
        assert planted.remove in ontology
        spoilt.remove(planted.remove)
    prefixes = {
        "mg": MG,
        "owl": OWL,
        "rdfs": RDFS,
        "skos": SKOS,
        "xsd": XSD,
        "scheme": "https://w3id.org/mediagraph/scheme/",
    }
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    spoilt.parse(data=head + planted.add, format="turtle")

    assert check(spoilt) != []


@pytest.mark.parametrize("reasons", [NO_DOMAIN, NO_RANGE, PUNNED], ids=["domain", "range", "pun"])
def test_what_is_let_pass_is_a_term(reasons: Mapping[str, str], ontology: rdflib.Graph) -> None:
    assert set(reasons) - {local(term) for term in terms(ontology)} == set()
    assert all(reasons.values())


@pytest.mark.parametrize("pairs", [NOT_INVERSE, OVERLAPPING], ids=["inverse", "overlapping"])
def test_what_pairs_are_let_pass_are_terms(pairs: Mapping[tuple[str, str], str], ontology: rdflib.Graph) -> None:
    assert {name for pair in pairs for name in pair} - {local(term) for term in terms(ontology)} == set()


def test_the_ontology_is_the_same_to_rdflib_and_to_oxigraph() -> None:
    project = Project.find(ROOT)
    paths = ontology_files(project)
    strict = {quad.triple for path in paths for quad in read_quads(path, path.name)}

    lenient = rdflib.Graph()
    for path in paths:
        lenient.parse(path, format="turtle")

    written = lenient.serialize(format="nt", encoding="utf-8")
    assert set(ox.parse(written, format=ox.RdfFormat.N_TRIPLES)) == {ox.Quad(*triple) for triple in strict}


# -- the data


class Data(NamedTuple):
    """The shipped graph: its quads outside the ontology, and the classes of each node with those above them."""

    quads: list[ox.Quad]
    classes: dict[object, set[str]]


@pytest.fixture(scope="module")
def data(everything: Build, ontology: rdflib.Graph) -> Data:
    closure = {str(term): {str(each) for each in above(ontology, term)} for term in terms(ontology, OWL.Class)}
    with mg.open(everything.store, project=ROOT) as graph:
        quads = list(graph.store.quads())
    classes: dict[object, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == str(RDF.type) and isinstance(quad.object, ox.NamedNode):
            classes[quad.subject] |= closure.get(quad.object.value, {quad.object.value})
    return Data([quad for quad in quads if quad.graph_name != ox.NamedNode(str(IRI))], classes)


def faults_of(faults: Iterable[str]) -> list[str]:
    return sorted(set(faults))[:20]


def test_terms_in_the_data_are_declared_and_not_deprecated(data: Data, ontology: rdflib.Graph) -> None:
    used = {
        node.value
        for quad in data.quads
        for node in (quad.predicate, quad.object)
        if isinstance(node, ox.NamedNode) and node.value.startswith((str(MG), "https://w3id.org/mediagraph/scheme/"))
    }
    declared = {str(term) for term in (*terms(ontology), *concepts(ontology))}
    deprecated = {str(term) for term in ontology.subjects(OWL.deprecated, Literal(True))}

    assert used - declared == set()
    assert used & deprecated == set()
    assert len(used) > 100


def test_no_node_of_the_data_is_of_two_disjoint_classes(data: Data, ontology: rdflib.Graph) -> None:
    apart = [(str(one), str(other)) for one, other in ontology.subject_objects(OWL.disjointWith)]

    assert (
        faults_of(
            f"{node}: {one} and {other}"
            for node, found in data.classes.items()
            for one, other in apart
            if {one, other} <= found
        )
        == []
    )


def test_data_conform_to_domains_and_ranges(data: Data, ontology: rdflib.Graph) -> None:
    allowed = {
        str(term): tuple(
            {str(each) for each in ends(ontology, term, *names)}
            for names in ((RDFS.domain, SCHEMA.domainIncludes), (RDFS.range, SCHEMA.rangeIncludes))
        )
        for term in terms(ontology, *PROPERTIES)
    }
    faults = []
    seen = set()
    for quad in data.quads:
        if quad.predicate.value in allowed:
            seen.add(quad.predicate.value)
            domain, range_ = allowed[quad.predicate.value]
            if isinstance(quad.object, ox.Literal):
                found = {quad.object.datatype.value}
            else:
                found = data.classes.get(quad.object, set())
            if domain and not domain & data.classes.get(quad.subject, set()):
                faults.append(f"{quad.predicate}: domain, {quad.subject}")
            if range_ and not range_ & found:
                faults.append(f"{quad.predicate}: range, {quad.object}")

    assert faults_of(faults) == []
    assert len(seen) > 80


def test_no_two_properties_of_the_data_are_inverse_without_saying_so(data: Data, ontology: rdflib.Graph) -> None:
    """P13, by what is said: wherever `p` leads one way, some other `q` always leads back."""
    links: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for quad in data.quads:
        if isinstance(quad.object, ox.NamedNode) and quad.predicate.value.startswith(str(MG)):
            links[quad.predicate.value].add((str(quad.subject), str(quad.object)))
    back = {name: {(other, one) for one, other in pairs} for name, pairs in links.items()}

    found = [(p, q) for p, pairs in links.items() for q in back if p < q and len(pairs) > 2 and pairs == back[q]]

    assert [pair for pair in found if (URIRef(pair[0]), OWL.inverseOf, URIRef(pair[1])) not in ontology] == []
