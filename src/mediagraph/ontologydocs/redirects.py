"""The entry for w3id.org: a table of redirects with content negotiation, and what its maintainers are asked to know.

The entry is a folder with `.htaccess` and `README.md` (https://github.com/perma-id/w3id.org). Negotiation follows
the recipes for vocabularies (https://www.w3.org/TR/swbp-vocab-pub/): a name leads by 303 to a page or to data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import metadata
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mediagraph.records import CONTEXT_IRI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.ontologydocs.vocabulary import Vocabulary

# What asks for each form. RDF/XML is answered with Turtle, which every reader of RDF/XML that negotiates can read.
FORMS = {
    "html": ("text/html", "application/xhtml+xml"),
    "ttl": ("text/turtle", "application/rdf+xml"),
    "jsonld": ("application/ld+json", "application/json"),
    "nt": ("application/n-triples",),
}
FILES = {"html": "index.html", "ttl": "ontology.ttl", "jsonld": "ontology.jsonld", "nt": "ontology.nt"}
_DATA = "|".join(form for form in FORMS if form != "html")
_VERSION = r"[0-9]+\.[0-9]+\.[0-9]+"
_NAME = "[A-Za-z0-9-]+"


@dataclass(frozen=True, slots=True)
class Redirect:
    """A line of the table.

    Attributes:
        pattern: of the path below the folder, as Apache's mod_rewrite reads it.
        target: where it leads; `%{ENV:FILE}` and `%{ENV:EXT}` stand for the form that was asked for.
        what: what is named so.
        pages: whether only those who ask for a page are led there.
        request: pattern of the line of the request, whose first group is `%1` in the target; may be empty.
    """

    pattern: str
    target: str
    what: str
    pages: bool = False
    request: str = ""


def table(vocabulary: Vocabulary, base: str, entities: str) -> list[Redirect]:
    """Return the redirects for the IRIs of a vocabulary and of the entities of its context, in the order they apply.

    Args:
        vocabulary: the ontology; its IRI says the folder.
        base: where the files of this package's output are published, with a `/` at its end.
        entities: where the pages of entities are published, likewise.
    """
    root, name = _split(vocabulary.iri)
    own = re.escape(name)
    found = [
        Redirect("^$", f"{base}index.html", "the front page"),
        Redirect(f"^{own}/?$", f"{base}%{{ENV:FILE}}", "the ontology and its terms"),
        Redirect(rf"^{own}\.html$", f"{base}index.html", "the ontology, as a page"),
        Redirect(rf"^{own}\.({_DATA})$", f"{base}ontology.$1", "the ontology, in one form"),
        Redirect(f"^{own}/({_VERSION})/?$", f"{base}$1/%{{ENV:FILE}}", "a version of the ontology"),
        Redirect(rf"^{own}/({_VERSION})\.({_DATA})$", f"{base}$1/ontology.$2", "a version, in one form"),
    ]
    if CONTEXT_IRI.startswith(root):
        path = re.escape(CONTEXT_IRI.removeprefix(root))
        found.append(Redirect(f"^{path}$", f"{base}context.jsonld", "the JSON-LD context"))
    found += [
        Redirect("^shapes/?$", f"{base}index.html#page-shapes", "the shapes, in words", pages=True),
        Redirect("^shapes/?$", f"{base}shapes.ttl", "the shapes"),
    ]
    for folder in sorted({_split(scheme.iri)[0] for scheme in vocabulary.schemes if scheme.iri.startswith(root)}):
        path = re.escape(folder.removeprefix(root))
        page = f"{base}index.html#scheme-$1"
        found += [
            Redirect(f"^{path}({_NAME})/?$", page, "a concept scheme", pages=True),
            Redirect(f"^{path}({_NAME})/({_NAME})$", f"{page}-$2", "a concept", pages=True),
            Redirect(f"^{path}{_NAME}(/{_NAME})?/?$", f"{base}%{{ENV:FILE}}", "schemes and concepts, as data"),
        ]
    taken = {scheme.iri + "/" for scheme in vocabulary.schemes} | {vocabulary.namespace}
    below = [iri.removeprefix(root) for iri in vocabulary.context.prefixes.values() if iri not in taken]
    for first in sorted({path.partition("/")[0] for path in below if "/" in path and "://" not in path}):
        path = re.escape(first)
        # As it was asked for, still escaped: a date in the name of an occasion may hold `%2F`.
        request = rf"^\S+\s{re.escape(urlsplit(root).path)}({path}/[^\s?]+)"
        found += [
            Redirect(rf"^{path}/.+\.(?:html|{_DATA})$", f"{entities}%1", "an entity, in one form", request=request),
            Redirect(f"^{path}/.+$", f"{entities}%1.%{{ENV:EXT}}", "an entity", request=request),
        ]
    return found


def htaccess(vocabulary: Vocabulary, redirects: Sequence[Redirect]) -> str:
    """Return the table as Apache's mod_rewrite reads it."""
    lines = [
        f"# Redirects of {_split(vocabulary.iri)[0]}, made by `mediagraph ontology`.",
        "Options -MultiViews",
        "<IfModule mod_headers.c>",
        '  Header always set Access-Control-Allow-Origin "*"',
        '  Header always merge Vary "Accept"',
        "</IfModule>",
        "RewriteEngine on",
        "",
        "# The form that is asked for: the first of full weight, else the first of less, else a page.",
        _choose("html"),
    ]
    for weight in (r"(?![^,]*;\s*q=0(?:\.0*)?\s*(?:,|$))", r"(?![^,]*;\s*q=0)"):
        known = "|".join(re.escape(type_) for types in FORMS.values() for type_ in types)
        for form, types in FORMS.items():
            wanted = "|".join(re.escape(type_) for type_ in types)
            first = rf"^(?:(?!(?:{known}){weight}).)*(?:{wanted}){weight}".replace(r"\-", "-")
            lines += [f"RewriteCond %{{HTTP_ACCEPT}} {first} [NC]", _choose(form)]
    for redirect in redirects:
        lines += ["", f"# {redirect.what[:1].upper()}{redirect.what[1:]}"]
        if redirect.pages:
            lines.append("RewriteCond %{ENV:EXT} =html")
        if redirect.request:
            lines.append(f"RewriteCond %{{THE_REQUEST}} {redirect.request}")
        pattern = redirect.pattern.replace(r"\-", "-")
        written = "#" in redirect.target or redirect.request  # as it is to be sent, so that nothing is escaped twice
        lines.append(f"RewriteRule {pattern} {redirect.target} [R=303,L{',NE' if written else ''}]")
    return "\n".join(lines) + "\n"


def readme(vocabulary: Vocabulary, redirects: Sequence[Redirect]) -> str:
    """Return what the entry says of itself: what it names, who answers for it, and the table."""
    about = metadata("mediagraph")
    urls = [part.partition(",") for part in about.get_all("Project-URL") or ()]
    contact = [f"- {label.strip()}: <{url.strip()}>" for label, _, url in urls]
    rows = [f"| `{each.pattern.replace('|', chr(92) + '|')}` | `{each.target}` | {_said(each)} |" for each in redirects]
    return "\n".join(
        [
            f"# {_split(vocabulary.iri)[0]}",
            "",
            f"{vocabulary.title[:1].upper()}{vocabulary.title[1:]}. Version {vocabulary.version}.",
            "",
            f"Maintained by {next(iter(about.get_all('Author') or ()), 'the authors of the package mediagraph')}.",
            "",
            *contact,
            "",
            f"A name leads by 303 to what was asked for by `Accept`: {', '.join(FORMS)}.",
            "",
            "| path | leads to | what it is |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _choose(form: str) -> str:
    return f"RewriteRule ^ - [E=EXT:{form},E=FILE:{FILES[form]}]"


def _said(redirect: Redirect) -> str:
    return f"{redirect.what}, for those who ask for a page" if redirect.pages else redirect.what


def _split(iri: str) -> tuple[str, str]:
    """The folder and the name of an IRI."""
    folder, _, name = iri.rstrip("/#").rpartition("/")
    return f"{folder}/", name
