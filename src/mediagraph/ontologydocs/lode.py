"""The terms as HTML, by pyLODE (https://github.com/RDFLib/pyLODE), without what it keeps and what it fetches.

pyLODE as it stands writes a cache into its own folder, names the places of terms after their labels, leaves the
order to chance, and reads Markdown and HTML in texts. Here it is given its background from its own files, the local
names of terms as their places, sorted triples, and texts whose marks are escaped. Only its sections are taken; the
page around them is ours.
"""

from __future__ import annotations

import html
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from mediagraph.errors import UsageError
from mediagraph.ontologydocs.vocabulary import DCTERMS, OWL, RDFS, SKOS
from mediagraph.records import RDF_TYPE
from mediagraph.store.frames import rdflib_term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import rdflib

    from mediagraph.ontologydocs.vocabulary import Vocabulary

_T = TypeVar("_T")

# What pyLODE writes as it is, everything else goes through Markdown.
_VERBATIM = {RDFS + "label", SKOS + "prefLabel", SKOS + "example", DCTERMS + "title"}
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!])")
_LABELS = (DCTERMS + "title", RDFS + "label", SKOS + "prefLabel", "https://schema.org/name")
_TEXTS = (DCTERMS + "description", RDFS + "comment", SKOS + "definition", "https://schema.org/description")
SECTIONS = ("metadata", "classes", "properties", "objectproperties", "datatypeproperties", "annotationproperties")


def sections(vocabulary: Vocabulary, people: Mapping[str, str]) -> dict[str, Any]:
    """Return the sections that pyLODE makes of an ontology, as elements of dominate, by their ids.

    Args:
        vocabulary: the ontology; its concept schemes are left out.
        people: names of creators and publishers, by IRI.

    Raises:
        UsageError: pyLODE is not installed.
    """
    return apart(_sections, vocabulary, people)


def apart(work: Callable[..., _T], *given: Any) -> _T:
    """Return what `work` returns, done in a thread of its own.

    dominate asks for the event loop, and so makes one in the main thread, which nobody closes. Other threads have none.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work, *given).result()


def _sections(vocabulary: Vocabulary, people: Mapping[str, str]) -> dict[str, Any]:
    with _quiet():
        try:
            from pylode.profiles import ontpub
            from pylode.rdf_elements import PROPS
            from pylode.utils import RDF_FOLDER, get_ns
        except ImportError as error:
            raise UsageError("the page needs pyLODE: install it with `pip install 'mediagraph[docs]'`") from error
    import dominate
    from dominate.tags import div

    class Page(ontpub.OntPub):  # type: ignore[misc] # pyLODE has no types
        def __init__(self) -> None:
            background = _read(sorted(RDF_FOLDER.glob("*.ttl")))
            self.ont = _fed(vocabulary, people)
            self._ontdoc_inference(self.ont)
            self.back_onts = _names(background)
            self.props_labeled = {prop: _explained(background, str(prop)) for prop in sorted(PROPS)}
            self.toc: dict[str, Any] = {"namespaces": []}
            self.fids = {iri: term.anchor for iri, term in vocabulary.terms.items()}
            self.ns = get_ns(self.ont)
            self.doc = dominate.document(title=vocabulary.title)
            with self.doc:
                self.content = div(id="content")

        def _make_head(self, *_: Any, **__: Any) -> None:
            """Make none: the page has a head of its own, and pyLODE leaves its style sheet open."""

        def _make_namespaces(self) -> None:
            """Make none: pyLODE looks each node up among all prefixes, and the page has a table of them."""

    page = Page()
    page.make_html()
    found = {child.attributes.get("id"): child for child in page.content.children if hasattr(child, "attributes")}
    return {name: found[name] for name in SECTIONS if name in found}


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the root logger as it is: importing pyLODE would have it tell everything to standard error."""
    root, mute = logging.getLogger(), logging.NullHandler()
    root.addHandler(mute)  # logging.basicConfig does nothing where there is a handler
    try:
        yield
    finally:
        root.removeHandler(mute)


def _fed(vocabulary: Vocabulary, people: Mapping[str, str]) -> rdflib.Graph:
    """The header and the terms as pyLODE takes them: in a fixed order, with texts that Markdown leaves alone."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in sorted(vocabulary.prefixes.items()):
        graph.bind(prefix, iri)
    for triple in vocabulary.triples:
        subject = getattr(triple.subject, "value", "")
        if subject not in vocabulary.terms and subject != vocabulary.iri:
            continue
        predicate, value = triple.predicate.value, triple.object
        if subject == vocabulary.iri and predicate == RDFS + "label":
            continue  # pyLODE would take it for a second title
        if isinstance(value, ox.Literal) and predicate not in _VERBATIM and not value.value.startswith("http"):
            escaped = _MARKS.sub(r"\\\1", html.escape(value.value, quote=False))
            graph.add((_node(triple.subject), _node(triple.predicate), rdflib.Literal(escaped)))
        else:
            graph.add((_node(triple.subject), _node(triple.predicate), _node(value)))
    for iri, name in sorted(people.items()):
        graph.add((rdflib.URIRef(iri), rdflib.URIRef("https://schema.org/name"), rdflib.Literal(name)))
        graph.add((rdflib.URIRef(iri), rdflib.URIRef("https://schema.org/url"), rdflib.URIRef(iri)))
    return graph


def _node(value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
    return rdflib_term(value)


def _read(paths: Iterable[Any]) -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """What files say of each IRI, by predicate."""
    said: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for path in paths:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                values = said.setdefault(quad.subject.value, {})
                values.setdefault(quad.predicate.value, []).append(quad.object)
    return said


def _first(said: Mapping[str, list[ox.NamedNode | ox.Literal]], names: Iterable[str]) -> str:
    """The first text in English or without a language, else nothing."""
    texts = [value for name in names for value in said.get(name, ()) if isinstance(value, ox.Literal)]
    return next((text.value for text in texts if (text.language or "en").startswith("en")), "")


def _names(said: Mapping[str, dict[str, list[ox.NamedNode | ox.Literal]]]) -> rdflib.Graph:
    """The titles and types of the background, which pyLODE looks links up in."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for iri, values in sorted(said.items()):
        name = _first(values, _LABELS)
        if name:
            graph.add((rdflib.URIRef(iri), rdflib.URIRef(DCTERMS + "title"), rdflib.Literal(name)))
        for type_ in sorted(value.value for value in values.get(RDF_TYPE, ()) if isinstance(value, ox.NamedNode)):
            graph.add((rdflib.URIRef(iri), rdflib.URIRef(RDF_TYPE), rdflib.URIRef(type_)))
    return graph


def _explained(said: Mapping[str, dict[str, list[ox.NamedNode | ox.Literal]]], prop: str) -> dict[str, str]:
    """What the column heads say: the name of a property, what it means, and who defines it."""
    from pylode.utils import make_title_from_iri

    values = said.get(prop, {})
    ontologies = [iri for iri in said if prop.startswith(iri) and _is_ontology(said[iri])]
    defined = max(ontologies, key=len, default="")
    label = _first(values, _LABELS)
    return {
        "title": label if " " in label or label.islower() else make_title_from_iri(prop),
        "description": " ".join(_first(values, _TEXTS).split()) or prop,
        "ont_title": _first(said.get(defined, {}), _LABELS) or prop[: max(prop.rfind("/"), prop.rfind("#"))],
    }


def _is_ontology(values: Mapping[str, list[ox.NamedNode | ox.Literal]]) -> bool:
    return ox.NamedNode(OWL + "Ontology") in values.get(RDF_TYPE, ())
