"""The page: what pyLODE makes of the terms, with diagrams, examples, shapes, rules, schemes and alignments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mediagraph.ontologydocs.lode import apart, sections
from mediagraph.ontologydocs.phrases import joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

    from mediagraph.ontologydocs.diagrams import Diagram
    from mediagraph.ontologydocs.examples import Example
    from mediagraph.ontologydocs.rulewords import Rule
    from mediagraph.ontologydocs.shapewords import Worded
    from mediagraph.ontologydocs.vocabulary import Term, Vocabulary

_HEADINGS = {
    "classes": "Classes",
    "properties": "Properties",
    "objectproperties": "Object properties",
    "datatypeproperties": "Datatype properties",
    "annotationproperties": "Annotation properties",
}
_KINDS = {"classes": "class", "objectproperties": "link", "datatypeproperties": "value"}


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the page tells of.

    Attributes:
        vocabulary: the ontology.
        people: names of creators and publishers, by IRI.
        drawn: the diagrams.
        examples: by IRI of the class.
        shapes: in words.
        rules: in words.
        files: the files beside the page, by what they are.
    """

    vocabulary: Vocabulary
    people: Mapping[str, str]
    drawn: Sequence[Diagram]
    examples: Mapping[str, Example]
    shapes: Sequence[Worded]
    rules: Sequence[Rule]
    files: Mapping[str, str]


def page(contents: Contents) -> str:
    """Return the page; it needs no other file, no script and no network.

    Raises:
        UsageError: pyLODE is not installed.
    """
    return apart(_page, contents)


def _page(contents: Contents) -> str:
    environment = _environment()
    made = sections(contents.vocabulary, contents.people)
    _enrich(made, contents, environment)
    parts = {name: Markup(element.render()) for name, element in made.items()}  # noqa: S704 - escaped as it was made
    vocabulary = contents.vocabulary
    listed = [
        (name, heading, sorted(_of_kind(vocabulary, name), key=lambda term: term.label.casefold()))
        for name, heading in _HEADINGS.items()
        if name in parts
    ]
    return environment.get_template("page.html.j2").render(
        contents=contents,
        vocabulary=vocabulary,
        parts=parts,
        listed=listed,
        shapes=[shape for shape in contents.shapes if shape.about],
        pieces=[shape for shape in contents.shapes if not shape.about],
        outer=_outer(vocabulary),
        prefixes=sorted((name, iri) for name, iri in vocabulary.prefixes.items()),
        metadata=_metadata(vocabulary, contents.people),
        pylode=version("pylode"),
        link=lambda iri: _link(vocabulary, iri),
        links=lambda iris: joined([_link(vocabulary, iri) for iri in iris], "and"),
    )


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("mediagraph.ontologydocs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _enrich(made: Mapping[str, Any], contents: Contents, environment: Environment) -> None:
    """Add to each term what pyLODE does not tell of it."""
    from dominate.util import raw

    vocabulary = contents.vocabulary
    template = environment.get_template("term.html.j2")
    terms = {term.anchor: term for term in vocabulary.terms.values()}
    for section in made.values():
        for element in section.children:
            term = terms.get(getattr(element, "attributes", {}).get("id", ""))
            if term is not None:
                above = vocabulary.closure(term.iri) if term.kind == "class" else []
                text = template.render(
                    term=term,
                    near=[pair for pair in term.alignments if pair[0] != "a kind of"],  # those pyLODE has
                    keys=[each for each in vocabulary.properties if set(each.keys) & set(above)],
                    shapes=[shape for shape in contents.shapes if set(shape.classes) & set(above)],
                    example=contents.examples.get(term.iri),
                    link=lambda iri: _link(vocabulary, iri),
                    links=lambda iris: joined([_link(vocabulary, iri) for iri in iris], "and"),
                )
                element.add(raw(text))


def _of_kind(vocabulary: Vocabulary, section: str) -> list[Term]:
    return [term for term in vocabulary.terms.values() if term.kind == _KINDS.get(section)]


def _link(vocabulary: Vocabulary, iri: str) -> Markup:
    """A link to a term: on the page if it is ours, else where it is defined, by its CURIE."""
    anchor = vocabulary.anchors.get(iri)
    if anchor:
        return Markup('<a href="#{}">{}</a>').format(anchor, vocabulary.name(iri))
    curie = Markup("<code>{}</code>").format(vocabulary.curie(iri))
    return Markup('<a href="{}">{}</a>').format(iri, curie) if iri.startswith(("http://", "https://")) else curie


def _outer(vocabulary: Vocabulary) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """The alignments by outer vocabulary: its prefix, its namespace, and each term, relation and outer term."""
    rows = []
    for term in vocabulary.terms.values():
        rows += [(term.iri, relation, other) for relation, other in term.alignments]
    for scheme in vocabulary.schemes:
        for concept in scheme.concepts:
            rows += [(concept.iri, relation, other) for relation, other in concept.alignments]

    def prefix(row: tuple[str, str, str]) -> str:
        curie = vocabulary.curie(row[2])
        return curie.partition(":")[0] if curie != row[2] else ""

    rows.sort(key=lambda row: (prefix(row), vocabulary.name(row[0]).casefold(), row))
    return [(name, vocabulary.prefixes.get(name, ""), list(group)) for name, group in groupby(rows, key=prefix)]


def _metadata(vocabulary: Vocabulary, people: Mapping[str, str]) -> Markup:
    """The page in terms of schema.org, for search engines."""
    said = {
        "@context": "https://schema.org/",
        "@id": vocabulary.iri,
        "@type": "DefinedTermSet",
        "name": vocabulary.title,
        "version": vocabulary.version,
        "creator": [{"@id": iri, "name": name} for iri, name in sorted(people.items())],
    }
    text = json.dumps(said, ensure_ascii=False, indent=1)
    for mark, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(mark, code)
    return Markup(text)  # noqa: S704 - no mark of HTML is left in it
