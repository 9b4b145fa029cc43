"""The documentation of the ontology: complete, true to the files and the graph, offline, and the same each time."""

from __future__ import annotations

import asyncio
import html
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from mediagraph.errors import UsageError
from mediagraph.judging import ontology_files, read_shapes
from mediagraph.ontologydocs import write_ontology
from mediagraph.ontologydocs.lode import sections
from mediagraph.ontologydocs.shapewords import SAID, in_words
from mediagraph.ontologydocs.vocabulary import Vocabulary, read_vocabulary
from mediagraph.shacl.model import CONSTRAINTS
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.project import Project

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://example.org/mediagraph/"
SVG = "{http://www.w3.org/2000/svg}"
LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "xlink:href"}
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """The elements of a page: ids, links, and what a browser would load by itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.open: list[str] = []
        self.scripts: list[str | None] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        self.loaded += [str(value) for name, value in attrs if name in LOADING or name.startswith("on")]
        if tag == "link" and given.get("rel") not in {"icon", "alternate"}:
            self.loaded.append(str(given.get("href")))
        if tag == "script":
            self.scripts.append(given.get("type"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"{tag} at {self.getpos()}"


class Written(NamedTuple):
    folder: Path
    text: str
    page: Page
    vocabulary: Vocabulary


@pytest.fixture(scope="module")
def written(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("ontology")
    with mg.open(built.store, project=ROOT) as graph:
        write_ontology(graph, folder, base=BASE)
        vocabulary = read_vocabulary(graph.project)
    text = (folder / "index.html").read_text(encoding="utf-8")
    return Written(folder, text, Page(text), vocabulary)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


# -- the page


def test_the_page_leaves_no_event_loop_behind(built: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: asyncio.AbstractEventLoopPolicy) -> asyncio.AbstractEventLoop:
        raise AssertionError("an event loop is made, and nobody closes it")

    monkeypatch.setattr(type(asyncio.get_event_loop_policy()), "new_event_loop", refused)
    with mg.open(built.store, project=ROOT) as graph:
        write_ontology(graph, tmp_path, base=BASE)

    assert (tmp_path / "index.html").stat().st_size > 0


def test_the_page_loads_nothing(written: Written) -> None:
    assert written.page.loaded == []
    assert written.page.scripts == ["application/ld+json"]
    assert not re.search(r"@import|url\((?!#|data:)", written.text)
    assert "default-src 'none'" in written.text
    assert written.page.open == []


def test_each_term_has_the_place_that_its_iri_leads_to(written: Written) -> None:
    places = {iri.partition("#")[2] for iri in written.vocabulary.terms}

    assert len(places) > 140
    assert places - set(written.page.ids) == set()


def test_no_place_is_there_twice_and_each_link_inside_leads_somewhere(written: Written) -> None:
    ids = written.page.ids
    inside = {link[1:] for link in written.page.links if link.startswith("#")}

    assert [each for each in set(ids) if ids.count(each) > 1] == []
    assert inside - set(ids) == set()


def test_links_to_files_lead_to_files(written: Written) -> None:
    beside = {link for link in written.page.links if not link.startswith(("#", "http:", "https:"))}

    assert beside
    assert [link for link in beside if not (written.folder / link).is_file()] == []


def test_each_definition_and_note_of_a_term_is_on_the_page(written: Written) -> None:
    text = plain(written.text)
    said = [
        triple.object.value
        for triple in written.vocabulary.triples
        if triple.predicate.value.endswith(("#definition", "#scopeNote", "#example"))
        and isinstance(triple.object, ox.Literal)
    ]

    assert len(said) > 300
    assert [each for each in said if " ".join(each.split()) not in text] == []


def test_each_concept_is_shown_with_its_labels_in_each_language(written: Written) -> None:
    for scheme in written.vocabulary.schemes:
        assert scheme.languages == ["en", "fr", "ru", "zh"]
        for concept in scheme.concepts:
            row = re.search(rf'<tr id="{concept.anchor}">(.*?)</tr>', written.text, re.DOTALL)
            assert row
            cells = re.findall(r'<td lang="(\w+)">(.*?)</td>', row[1])
            assert {language: html.unescape(label) for language, label in cells} == concept.labels


def test_each_alignment_is_on_the_page(written: Written) -> None:
    lines = (ROOT / "ontology" / "alignments.ttl").read_text(encoding="utf-8").splitlines()
    rows = sum(line.startswith("  ") for line in lines)
    table = written.text.partition('id="page-alignments"')[2].partition('id="page-namespaces"')[0]

    assert table.count("<tr><td>") == rows
    assert 'href="https://schema.org/Movie"' in table


def test_each_rule_is_told(written: Written) -> None:
    names = {path.stem for path in (ROOT / "ontology" / "rules").glob("*.rq")}

    assert {f"rule-{name}" for name in names} <= set(written.page.ids)
    assert "kept in its month: 28 February in a year without a leap day" in plain(written.text)


def test_the_citation_and_the_licence_are_shown(written: Written) -> None:
    assert "Cite as: The mediagraph editors" in plain(written.text)
    assert 'href="https://creativecommons.org/publicdomain/zero/1.0/"' in written.text


# -- examples


def examples_of(written: Written) -> dict[str, str]:
    parts = re.split(r'<div class="property entity" id="([^"]+)">', written.text)
    found = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        shown = re.search(r"<details class=\"example\">.*?<pre[^>]*>(.*?)</pre>", body, re.DOTALL)
        if shown:
            found[name] = html.unescape(shown[1])
    return found


def test_examples_are_turtle_that_the_graph_holds(written: Written, built: Build) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        held = {quad.triple for quad in graph.store.quads()}
    found = examples_of(written)

    assert len(found) > 35
    for name, turtle in found.items():
        said = {quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)}
        assert said, name
        assert said - held == set(), name


def test_an_example_is_an_instance_of_its_class_or_of_one_below(written: Written) -> None:
    vocabulary = written.vocabulary
    for name, turtle in examples_of(written).items():
        types = re.findall(r"mg:(\w+)", next(line for line in turtle.splitlines() if line.startswith("  a ")))
        above = {iri for each in types for iri in vocabulary.closure(vocabulary.namespace + each)}
        assert vocabulary.namespace + name in above


def test_a_class_without_instances_says_so(written: Written) -> None:
    episode = written.text.partition('id="Episode"')[2].partition('class="property entity"')[0]

    assert "none yet" in plain(episode)


# -- shapes in words


def test_there_are_words_for_each_constraint_that_a_judge_knows() -> None:
    assert set() == CONSTRAINTS - SAID


def test_each_shape_is_told_by_itself_or_with_the_shape_that_uses_it(project: Project, written: Written) -> None:
    shapes = read_shapes(project)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    places = set(written.page.ids)
    for shape in {*shapes.subjects(rdflib.RDF.type, sh.NodeShape), *shapes.subjects(rdflib.RDF.type, sh.PropertyShape)}:
        in_place = {sh["class"], sh.hasValue} & set(shapes.predicates(shape))  # "a work" needs no place of its own
        own = f"shape-{str(shape).partition('#')[2]}" in places
        assert own or (None, sh.property, shape) in shapes or in_place, shape


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        ("RelationChangeShape", "It must have exactly one value of “kind of change”."),
        ("RelationChangeShape", "Each value of “kind of change” must be a concept of the scheme change."),
        ("DiplomaticRelationShape", "It must have exactly two values of “party”."),
        ("PhotographShape", "It must have no “runtime”."),
        ("WorkShape", "Each value of “runtime” must be a whole number and at least 1."),
        ("CountryShape", "It must have at most one value of “name” in each language."),
        ("one-wikidata", "It should have at most one value of “Wikidata item”."),
        (
            "two-named",
            "It must have at least two values of “participation”, of which each meets “is a producing party”.",
        ),
        ("CooperationShape", "Each value of “cooperation on” must be a work, an event, an undertaking or an outlet."),
        ("FilmShape", "Each value of “part of” must be no series."),
        ("earliest", "Each value of “earliest” must be a day and at most each value of “latest”."),
        ("CooperationPartiesShape", "It must be something that meets “has a participation” or “has an unnamed party”."),
        ("NoCycleShape", "A query looks for cases of this: “this lies within value, which lies within this: remove"),
        ("Participation-in", ""),
    ],
)
def test_a_shape_reads_as_its_constraints_say(shape: str, sentence: str, written: Written) -> None:
    parts = re.split(r'<section class="shape" id="shape-([^"]+)">', written.text)
    told = dict(zip(parts[1::2], parts[2::2], strict=True))

    assert sentence in plain(told[shape].partition("</section>")[0]) if sentence else shape not in told


def worded(turtle: str, project: Project) -> list[str]:
    graph = rdflib.Graph().parse(
        data="@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <https://example.org/s#> ."
        " @prefix mg: <https://w3id.org/mediagraph/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
        + turtle,
        format="turtle",
    )
    return [sentence.striptags() for each in in_words(graph, read_vocabulary(project)) for sentence in each.sentences]


@pytest.mark.parametrize(
    ("constraint", "sentence"),
    [
        ("sh:in ( 1 2 )", "Each value of “runtime” must be one of “1” or “2”."),
        ('sh:languageIn ( "en" "fr" )', "Each value of “runtime” must be in one of these languages: en or fr."),
        ("sh:maxExclusive 9", "Each value of “runtime” must be less than 9."),
        ("sh:equals mg:number", "Each value of “runtime” must be the same as the values of “number”."),
        ("sh:disjoint mg:number", "Each value of “runtime” must be no value of “number” too."),
        ("sh:lessThan mg:number", "Each value of “runtime” must be less than each value of “number”."),
        ("sh:hasValue 7", "It must have “7” among the values of “runtime”."),
        ("sh:nodeKind sh:BlankNodeOrIRI", "Each value of “runtime” must be an IRI or a blank node."),
        ("sh:datatype <https://example.org/d>", "Each value of “runtime” must be a literal of https://example.org/d."),
        ("sh:xone ( s:A s:B )", "Each value of “runtime” must be something that meets just one of: “A” or “B”."),
        ("sh:node s:A", "Each value of “runtime” must be something that meets “A”."),
        ("sh:not [ sh:minLength 2 ]", "must be nothing that meets this: It must be at least 2 characters long."),
        ("sh:qualifiedValueShape s:A ; sh:qualifiedMaxCount 1", "at most one value of “runtime” that meets “A”."),
    ],
)
def test_each_constraint_has_a_sentence(constraint: str, sentence: str, project: Project) -> None:
    said = worded(
        f"s:P a sh:PropertyShape ; sh:targetClass mg:Film ; sh:path mg:runtime ; {constraint} ."
        ' s:A a sh:NodeShape ; sh:name "A" ; sh:nodeKind sh:IRI .'
        ' s:B a sh:NodeShape ; sh:name "B" ; sh:nodeKind sh:Literal .',
        project,
    )

    assert any(sentence in each for each in said), said


def test_a_shape_that_cannot_be_told_is_refused_by_name(project: Project) -> None:
    with pytest.raises(UsageError, match=r"s#P cannot be put into words"):
        worded("s:P a sh:PropertyShape ; sh:targetClass mg:Film ; sh:path mg:runtime ; sh:minCount 1, 2 .", project)


# -- diagrams


def test_diagrams_are_pictures_with_a_text_and_show_each_class_and_property(written: Written) -> None:
    shown: dict[str, set[str]] = {}
    for path in sorted((written.folder / "diagrams").glob("*.svg")):
        root = ET.parse(path).getroot()  # noqa: S314 - written just now
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title")
        assert root.findtext(f"{SVG}desc")
        assert {link.get("href", "").partition("#")[0] for link in root.iter(f"{SVG}a")} == {"../index.html"}
        shown[path.stem] = {str(link.get("href")).partition("#")[2] for link in root.iter(f"{SVG}a")}

    assert shown["classes"] == {term.anchor for term in written.vocabulary.classes}
    properties = {term.anchor for term in written.vocabulary.properties}
    assert properties - {place for name, places in shown.items() if name != "classes" for place in places} == set()


def test_no_box_of_a_diagram_lies_on_another(written: Written) -> None:
    for path in sorted((written.folder / "diagrams").glob("*.svg")):
        boxes = [
            tuple(float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
            for rect in ET.parse(path).getroot().iter(f"{SVG}rect")  # noqa: S314
        ]
        clashes = [
            (one, other)
            for place, one in enumerate(boxes)
            for other in boxes[place + 1 :]
            if one[0] < other[0] + other[2]
            and other[0] < one[0] + one[2]
            and one[1] < other[1] + other[3]
            and other[1] < one[1] + one[3]
        ]
        assert boxes
        assert clashes == [], path.name


# -- the files


def test_the_three_forms_say_what_the_files_of_the_ontology_say(written: Written, project: Project) -> None:
    said = {quad.triple for path in ontology_files(project) for quad in read_quads(path, path.name)}

    for name, format_ in (("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")):
        path = written.folder / f"ontology.{name}"
        assert {quad.triple for quad in read_quads(path, name)} == said
        assert len(rdflib.Graph().parse(path, format=format_)) == len(said)


def test_the_json_ld_needs_no_other_context(written: Written) -> None:
    context = json.loads((written.folder / "ontology.jsonld").read_text(encoding="utf-8"))["@context"]

    assert isinstance(context, dict)
    assert all(value.startswith(("@", "http")) for value in context.values())


def test_shapes_and_context_are_those_of_the_project(written: Written, project: Project) -> None:
    shapes = rdflib.Graph().parse(written.folder / "shapes.ttl", format="turtle")

    assert len(shapes) == len(read_shapes(project))
    assert (written.folder / "context.jsonld").read_bytes() == (ROOT / "ontology" / "context.jsonld").read_bytes()


def test_a_folder_named_for_the_version_holds_the_same(written: Written) -> None:
    files = files_of(written.folder)

    copies = {name.removeprefix("0.1.0/"): content for name, content in files.items() if name.startswith("0.1.0/")}
    assert set(copies) >= {"index.html", "ontology.ttl", "ontology.jsonld", "ontology.nt"}
    assert {name: files[name] for name in copies} == copies


def test_the_same_is_written_again_byte_for_byte(written: Written, built: Build, tmp_path: Path) -> None:
    """In another process, with other hashes, so that no order of a set shows through."""
    words = ["ontology", "-o", tmp_path, "--base", BASE, "--store", built.store, "--project", ROOT]
    done = subprocess.run(
        [sys.executable, "-m", "mediagraph", *map(str, words)],
        env={"PYTHONHASHSEED": "4711", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert files_of(tmp_path) == files_of(written.folder)


def test_pylode_keeps_nothing_in_its_own_folder(written: Written) -> None:
    import pylode

    assert written.text
    assert list(Path(pylode.__file__).parent.rglob("*.pickle")) == []


def test_texts_are_texts_whatever_marks_they_bear(copy: Path, built: Build, tmp_path: Path) -> None:
    path = copy / "ontology" / "modules" / "works.ttl"
    hostile = "<script>alert(1)</script> ![x](https://evil.example/x.png) *A* <img src=x onerror=y> &amp; 1. # - {page}"
    text = path.read_text(encoding="utf-8").replace("A work of moving images that is complete in itself.", hostile)
    path.write_text(text.replace('rdfs:label "film"@en', 'rdfs:label "<b>film</b>"@en'), encoding="utf-8")

    with mg.open(built.store, project=copy) as graph:
        write_ontology(graph, tmp_path / "out", base=BASE)

    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert Page(page).loaded == []
    assert Page(page).scripts == ["application/ld+json"]
    assert hostile in plain(page)
    assert "<b>film" not in page
    assert "&lt;b&gt;film&lt;/b&gt;" in page
    for drawn in (tmp_path / "out" / "diagrams").glob("*.svg"):
        ET.parse(drawn)  # noqa: S314


def test_what_pylode_takes_is_given_in_its_own_names(written: Written) -> None:
    made = sections(written.vocabulary, {})

    assert list(made) == ["metadata", "classes", "objectproperties", "datatypeproperties"]


# -- the command


def test_the_command_lists_what_it_wrote_and_says_where_the_redirects_lead(
    cli: Callable[..., Result], built: Build, tmp_path: Path
) -> None:
    result = cli("ontology", "-o", tmp_path / "out", "--store", built.store, "--project", ROOT)

    assert result.exit_code == 0
    assert {Path(line).relative_to(tmp_path / "out").as_posix() for line in result.stdout.splitlines()} == set(
        files_of(tmp_path / "out")
    )
    assert "--base" in result.stderr
    assert "https://mediagraph.example/ontology.nt" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://", "https://e/ [L]\nRewriteRule", "https://e/#x"]
)
@pytest.mark.parametrize("option", ["--base", "--entities"])
def test_what_is_no_address_is_refused(
    option: str, address: str, cli: Callable[..., Result], built: Build, tmp_path: Path
) -> None:
    result = cli("ontology", "-o", tmp_path / "out", option, address, "--store", built.store)

    assert result.exit_code == 2
    assert "write it as https://host/path/" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_place_that_is_no_folder_is_refused(cli: Callable[..., Result], built: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    result = cli("ontology", "-o", tmp_path / "file" / "out", "--store", built.store, "--project", ROOT)

    assert result.exit_code == 3
    assert "cannot be written" in result.stderr


def test_without_pylode_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Result], built: Build, tmp_path: Path
) -> None:
    for name in ("pylode", "pylode.profiles", "pylode.rdf_elements", "pylode.utils"):
        monkeypatch.setitem(sys.modules, name, None)

    result = cli("ontology", "-o", tmp_path / "out", "--store", built.store, "--project", ROOT)

    assert result.exit_code == 2
    assert "pip install 'mediagraph[docs]'" in result.stderr


def test_an_ontology_without_a_header_is_refused(
    copy: Path, cli: Callable[..., Result], built: Build, tmp_path: Path
) -> None:
    (copy / "ontology" / "mediagraph.ttl").write_text("", encoding="utf-8")

    result = cli("ontology", "-o", tmp_path / "out", "--store", built.store, "--project", copy)

    assert result.exit_code == 2
    assert "declare 0 ontologies; declare one as owl:Ontology" in result.stderr
