"""The redirects for w3id.org, read by an interpreter of the part of Apache's mod_rewrite that they use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

import pytest

import mediagraph as mg
from mediagraph.ontologydocs import write_ontology
from mediagraph.ontologydocs.vocabulary import read_vocabulary
from mediagraph.records import CONTEXT_IRI

if TYPE_CHECKING:
    from mediagraph.building import Build
    from mediagraph.ontologydocs.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
W3ID = "https://w3id.org/mediagraph/"
BASE = "https://example.org/ontology/"
ENTITIES = "https://example.org/graph/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
RDFLIB = "text/turtle, application/rdf+xml;q=0.9, application/ld+json;q=0.8, application/n-triples;q=0.7, */*;q=0.1"
PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"


class Rule(NamedTuple):
    conditions: list[tuple[str, str, str]]
    pattern: str
    target: str
    flags: list[str]


def rules_of(text: str) -> list[Rule]:
    """The rules of a table; anything else than what is understood here fails."""
    found: list[Rule] = []
    conditions: list[tuple[str, str, str]] = []
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    known = {"Options -MultiViews", "RewriteEngine on", "<IfModule mod_headers.c>", "</IfModule>"}
    for line in lines:
        if line in known or line.startswith("Header always "):
            continue
        words = line.split(" ")
        flags = words[-1][1:-1].split(",") if words[-1].startswith("[") else []
        given = words[1:-1] if flags else words[1:]
        if words[0] == "RewriteCond":
            tested, pattern = given
            conditions.append((tested, pattern, ",".join(flags)))
        else:
            pattern, target = given
            assert words[0] == "RewriteRule", line
            assert set(flags) <= {"R=303", "L", "NE"} or all(flag.startswith("E=") for flag in flags), line
            found.append(Rule(conditions, pattern, target, flags))
            conditions = []
    assert conditions == []
    return found


def led(rules: list[Rule], iri: str, accept: str) -> str | None:
    """Where a request for `iri` is led by 303, or None: https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html."""
    raw = iri.partition("#")[0].removeprefix(W3ID)
    variables: dict[str, str] = {}
    known = {"HTTP_ACCEPT": accept, "THE_REQUEST": f"GET /mediagraph/{raw} HTTP/1.1"}
    for rule in rules:
        matched = re.search(rule.pattern, unquote(raw))
        tested: re.Match[str] | None = None
        holds = matched is not None
        for name, pattern, flags in rule.conditions if holds else []:
            value = expanded(name, variables, known, None, None)
            if pattern.startswith("="):
                holds = holds and value == pattern[1:]
            else:
                tested = re.search(pattern, value, re.IGNORECASE if "NC" in flags else 0)
                holds = holds and tested is not None
        if not holds:
            continue
        variables |= dict(flag[2:].split(":", 1) for flag in rule.flags if flag.startswith("E="))
        if rule.target != "-":
            assert {"R=303", "L"} <= set(rule.flags)
            place = expanded(rule.target, variables, known, matched, tested)
            return place if "NE" in rule.flags else quote(place, safe=":/%-._~")
    return None


def expanded(
    text: str, variables: dict[str, str], known: dict[str, str], rule: re.Match[str] | None, cond: re.Match[str] | None
) -> str:
    def value(found: re.Match[str]) -> str:
        if found["variable"]:
            kind, _, name = found["variable"].partition(":")
            return variables.get(name, "") if kind == "ENV" else known[kind]
        match = rule if found["rule"] else cond
        assert match is not None, text
        return match[int(found["rule"] or found["cond"])] or ""

    return re.sub(r"%\{(?P<variable>[^}]+)\}|\$(?P<rule>\d)|%(?P<cond>\d)", value, text)


@pytest.fixture(scope="module")
def folder(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("redirects")
    with mg.open(built.store, project=ROOT) as graph:
        write_ontology(graph, made, base=BASE, entities=ENTITIES)
    return made


@pytest.fixture(scope="module")
def rules(folder: Path) -> list[Rule]:
    return rules_of((folder / "w3id" / ".htaccess").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def vocabulary(built: Build) -> Vocabulary:
    with mg.open(built.store, project=ROOT) as graph:
        return read_vocabulary(graph.project)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "index.html"),
        ("*/*", "index.html"),
        (BROWSER, "index.html"),
        (RDFLIB, "ontology.ttl"),
        (PROTEGE, "ontology.ttl"),
        ("text/turtle", "ontology.ttl"),
        ("TEXT/TURTLE", "ontology.ttl"),
        ("application/ld+json", "ontology.jsonld"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted", text/html', "ontology.jsonld"),
        ("application/n-triples", "ontology.nt"),
        ("text/html;q=0.3, text/turtle", "ontology.ttl"),
        ("text/turtle;q=0.9, application/ld+json", "ontology.jsonld"),
        ("text/turtle;charset=utf-8;q=0.5, text/html;q=0.4", "ontology.ttl"),
        ("text/turtle;q=0, text/html;q=0.1", "index.html"),
        ("text/turtle;q=0", "index.html"),
        ("image/png", "index.html"),
    ],
)
def test_a_term_leads_to_the_form_that_is_asked_for(accept: str, name: str, rules: list[Rule]) -> None:
    assert led(rules, f"{W3ID}ontology#Film", accept) == BASE + name
    assert led(rules, f"{W3ID}ontology/0.1.0", accept) == f"{BASE}0.1.0/{name}"


def test_each_name_of_the_vocabulary_leads_to_a_file_and_a_place_in_it(
    folder: Path, rules: list[Rule], vocabulary: Vocabulary
) -> None:
    ids = set(re.findall(r'\bid="([^"]+)"', (folder / "index.html").read_text(encoding="utf-8")))
    names = [vocabulary.iri, vocabulary.version_iri, *vocabulary.anchors, f"{W3ID}shapes", CONTEXT_IRI]

    assert len(names) > 300
    for iri in names:
        for accept in (BROWSER, "text/turtle", "application/ld+json", "application/n-triples"):
            place = led(rules, iri, accept)
            assert place, iri
            path, _, fragment = place.removeprefix(BASE).partition("#")
            assert (folder / path).is_file(), place
            # a browser keeps the fragment of the name where the redirect has none (RFC 9110, section 10.2.2)
            fragment = fragment or iri.partition("#")[2]
            assert accept != BROWSER or not fragment or fragment in ids, place


@pytest.mark.parametrize("form", ["ttl", "jsonld", "nt"])
def test_a_form_can_be_asked_for_by_name(form: str, rules: list[Rule]) -> None:
    assert led(rules, f"{W3ID}ontology.{form}", BROWSER) == f"{BASE}ontology.{form}"
    assert led(rules, f"{W3ID}ontology/0.1.0.{form}", BROWSER) == f"{BASE}0.1.0/ontology.{form}"
    assert led(rules, f"{W3ID}id/country/BE.{form}", BROWSER) == f"{ENTITIES}id/country/BE.{form}"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (BROWSER, "html"),
        ("", "html"),
        (RDFLIB, "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
    ],
)
def test_an_entity_leads_to_its_page_or_its_data(accept: str, form: str, rules: list[Rule]) -> None:
    assert led(rules, f"{W3ID}id/country/BE", accept) == f"{ENTITIES}id/country/BE.{form}"


def test_each_entity_of_the_graph_leads_to_a_place_of_its_own(rules: list[Rule], built: Build) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        rows = graph.sparql("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")
        iris = sorted({str(row[0]).partition("#")[0] for row in rows if str(row[0]).startswith(f"{W3ID}id/")})

    places = [led(rules, iri, "text/turtle") for iri in iris]

    assert len(iris) > 400
    assert places == [f"{ENTITIES}{iri.removeprefix(W3ID)}.ttl" for iri in iris]


def test_what_is_escaped_in_a_name_stays_so(rules: list[Rule]) -> None:
    name = "id/occasion/AL-SUHH-1924-04-07%2F1924-04-09-10"

    assert led(rules, W3ID + name, "text/turtle") == f"{ENTITIES}{name}.ttl"


def test_the_front_page_and_the_shapes_have_their_places(rules: list[Rule]) -> None:
    assert led(rules, W3ID, BROWSER) == f"{BASE}index.html"
    assert led(rules, f"{W3ID}ontology.html", "text/turtle") == f"{BASE}index.html"
    assert led(rules, f"{W3ID}shapes#FilmShape", BROWSER) == f"{BASE}index.html#page-shapes"
    assert led(rules, f"{W3ID}shapes#FilmShape", "text/turtle") == f"{BASE}shapes.ttl"
    assert led(rules, f"{W3ID}scheme/role/host", BROWSER) == f"{BASE}index.html#scheme-role-host"


@pytest.mark.parametrize(
    "path", ["nothing", "ontology/latest", "ontologyx", "id", "id/", "scheme", "scheme/a/b/c", "xid/country/BE"]
)
def test_what_names_nothing_is_led_nowhere(path: str, rules: list[Rule]) -> None:
    assert led(rules, W3ID + path, BROWSER) is None


def test_nobody_is_led_to_another_host(rules: list[Rule]) -> None:
    for path in (
        "id/@evil.example/x",
        "id//evil.example/",
        "scheme/evil.example",
        "id/x%0d%0aLocation:%20https://evil.example",
    ):
        place = led(rules, W3ID + path, BROWSER)
        assert place is None or urlsplit(place).netloc == "example.org"
        assert place is None or not re.search(r"[\r\n ]", place)


def test_the_entry_says_what_it_is_and_who_keeps_it(folder: Path, rules: list[Rule]) -> None:
    text = (folder / "w3id" / "README.md").read_text(encoding="utf-8")
    headers = (folder / "w3id" / ".htaccess").read_text(encoding="utf-8")

    assert text.startswith(f"# {W3ID}\n")
    assert "The mediagraph maintainers" in text
    assert "https://w3id.org/mediagraph/ontology" in text
    assert text.count("\n| `^") == len([rule for rule in rules if rule.target != "-"])
    assert 'Access-Control-Allow-Origin "*"' in headers
    assert 'Vary "Accept"' in headers
