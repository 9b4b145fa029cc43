"""The site and its pages: all links lead somewhere, nothing is lost, nothing hostile gets through."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from subprocess import run
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

import mediagraph as mg
from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.errors import FileError, UsageError
from mediagraph.pages import read_page, read_pages, render_html, render_jsonld, render_turtle
from mediagraph.pages.site import write_site
from mediagraph.questions import Questions
from mediagraph.store.embedded import evaluate
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph
    from mediagraph.pages import Page
    from mediagraph.project import Project
    from mediagraph.store import Answer

HOME = "https://w3id.org/mediagraph/id/"
MG = "https://w3id.org/mediagraph/ontology#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BASE = "https://example.org/media"


class Held:
    """A store of a few quads in memory, each graph merged into the default one."""

    name, version, steady = "held", "0" * 64, True

    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self._quads = list(quads)
        self._store = ox.Store()
        self._store.extend([*self._quads, *(ox.Quad(q.subject, q.predicate, q.object) for q in self._quads)])

    def query(self, text: str) -> Answer:
        return evaluate(self._store, text)

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self._quads)

    def close(self) -> None:
        del self._store


class Parsed(HTMLParser):
    """What a page consists of, by a parser that is not ours."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def links(self, tags: Iterable[str]) -> list[str]:
        wanted = set(tags)
        return [found[name] for tag, found in self.tags if tag in wanted for name in ("href", "src") if name in found]


@pytest.fixture(scope="module")
def site(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public") / "site"
    with mg.open(built.store, project=ROOT) as graph:
        write_site(graph, folder, base=BASE)
    return folder


@pytest.fixture(scope="module")
def pages(built: Build) -> dict[str, Page]:
    with mg.open(built.store, project=ROOT) as graph:
        return {page.iri: page for page in read_pages(graph)}


class TestPages:
    def test_a_page_read_alone_equals_the_same_page_read_with_all(self, graph: Graph, pages: dict[str, Page]) -> None:
        differing = [iri for iri, page in pages.items() if read_page(graph, iri) != page]

        assert len(pages) > 350
        assert differing == []

    def test_each_entity_with_a_name_has_a_page_but_for_unmarked_anniversaries(
        self, graph: Graph, pages: dict[str, Page]
    ) -> None:
        named = {
            entity
            for (entity,) in graph.sparql(
                "SELECT DISTINCT ?entity { ?entity a ?class ; rdfs:label ?name . ?class a owl:Class ."
                " FILTER NOT EXISTS { ?class rdfs:subClassOf* mg:Passage }"
                " FILTER NOT EXISTS { ?class rdfs:subClassOf* mg:Statement }"
                " FILTER NOT EXISTS { ?entity a mg:Anniversary . FILTER NOT EXISTS { ?other ?link ?entity } } }"
            )
        }

        assert named - set(pages) == set()

    def test_a_page_says_who_says_each_thing(self, pages: dict[str, Page]) -> None:
        page = pages[f"{HOME}work/red-silk"]

        (cooperation,) = [group for group in page.claims if group.label == "cooperation"]
        (claim,) = cooperation.claims
        (citation,) = claim.citations
        (derived,) = page.statements[0].shared
        assert (page.kind.curie, page.title) == ("mg:Film", "Red Silk")
        assert {value.text: value.note for field in claim.fields for value in field.values if value.page} == {
            "China": "co-producer",
            "Russia": "co-producer",
        }
        assert (citation.source, citation.kind, citation.number) == (f"{HOME}source/cmg-vgtrk-2025", "paragraph", "3")
        assert (derived.kind, derived.title) == ("rule", "producing countries")

    def test_a_relation_tells_its_anniversaries(self, pages: dict[str, Page]) -> None:
        page = pages[f"{HOME}relation/BE-CN"]

        found = {one.ordinal: (one.date, one.page) for one in page.anniversaries}
        assert found[50] == ("2021-10-25", True)
        assert found[55] == ("2026-10-25", False)

    def test_a_source_tells_what_each_paragraph_bears_out(self, pages: dict[str, Page]) -> None:
        page = pages[f"{HOME}source/china-belgium-2021"]

        by_number = {passage.number: {value.text for value in passage.bears} for passage in page.passages}
        assert "China Media Group" in by_number["2"]

    def test_the_preferred_language_names_everything(self, built: Build) -> None:
        with mg.open(built.store, project=ROOT) as graph:
            graph.language = "ru"
            page = read_page(graph, f"{HOME}country/CN")

        assert page is not None
        assert (page.title, page.language) == ("Китай", "ru")

    @pytest.mark.parametrize("iri", [f"{HOME}country/XX", "no iri", "", f"{MG}Film", "https://example.org/"])
    def test_what_the_graph_does_not_speak_of_has_no_page(self, graph: Graph, iri: str) -> None:
        assert read_page(graph, iri) is None

    def test_a_statement_can_be_read_as_a_page_too(self, graph: Graph) -> None:
        page = read_page(graph, f"{HOME}source/cmg-vgtrk-2025#red-silk-co-production")

        assert page is not None
        assert page.kind.curie == "mg:Cooperation"
        assert page.triples

    def test_documents_say_the_same_in_both_forms(self, project: Project, pages: dict[str, Page]) -> None:
        for page in pages.values():
            turtle = {
                quad.triple for quad in ox.parse(render_turtle(page, project.context), format=ox.RdfFormat.TURTLE)
            }
            jsonld = {
                quad.triple for quad in ox.parse(render_jsonld(page, project.context), format=ox.RdfFormat.JSON_LD)
            }
            assert turtle == jsonld == set(page.triples), page.iri

    def test_documents_together_are_the_graph(self, graph: Graph, pages: dict[str, Page]) -> None:
        """All but passages that nothing cites: the export has those."""
        ontology = ox.NamedNode(ONTOLOGY_GRAPH)
        triples = {quad.triple for quad in graph.store.quads() if quad.graph_name != ontology}

        told = {triple for page in pages.values() for triple in page.triples}

        cited = {str(triple.object) for triple in triples if triple.predicate.value == f"{MG}evidence"}
        missing = {
            triple for triple in triples - told if str(triple.subject) in cited or "#row-" not in str(triple.subject)
        }
        assert told - triples == set()
        assert missing == set()


class TestSite:
    def test_every_link_leads_to_a_file_of_the_site(self, site: Path) -> None:
        broken = set()
        ids: dict[Path, set[str]] = {}
        found = {path.resolve(): Parsed(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
        for path, page in found.items():
            ids[path] = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
        for path, page in found.items():
            for link in page.links(("a", "link", "script", "img")):
                parts = urlsplit(link)
                if parts.scheme:
                    continue
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
                inside = target.is_file() and target.is_relative_to(site.resolve())
                if not inside or (parts.fragment and unquote(parts.fragment) not in ids[target]):
                    broken.add((path.name, link))

        assert len(found) > 450
        assert broken == set()

    def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(self, site: Path) -> None:
        for path in site.rglob("*.html"):
            page = Parsed(path.read_text(encoding="utf-8"))
            loaded = page.links(("script", "img", "iframe", "object", "embed", "source", "video", "audio"))
            loaded += [tag["href"] for name, tag in page.tags if name == "link"]
            assert [link for link in loaded if urlsplit(link).scheme or link.startswith("//")] == []
            assert [tag for name, tag in page.tags if name == "script" and not tag.get("src")] == []
            assert [tag for name, tag in page.tags if name == "style" or "style" in tag] == []
            assert [key for _, tag in page.tags for key in tag if key.startswith("on")] == []
            assert any("default-src 'none'" in tag.get("content", "") for name, tag in page.tags if name == "meta")

    def test_each_page_names_its_data_beside_it(self, site: Path) -> None:
        page = Parsed((site / "id" / "country" / "BE.html").read_text(encoding="utf-8"))

        alternate = {tag["type"]: tag["href"] for name, tag in page.tags if tag.get("rel") == "alternate"}
        assert alternate == {
            "text/turtle": "../../id/country/BE.ttl",
            "application/ld+json": "../../id/country/BE.jsonld",
        }

    def test_all_data_files_parse(self, site: Path) -> None:
        for suffix, format_ in (("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)):
            paths = list(site.rglob(f"*.{suffix}"))
            assert len(paths) == len(list((site / "id").rglob("*.html")))
            for path in paths:
                assert list(ox.parse(path.read_bytes(), format=format_)), path

    def test_the_site_can_be_walked_from_its_first_page_to_every_entity(self, site: Path) -> None:
        open_, seen = [site / "index.html"], set()
        while open_:
            path = open_.pop().resolve()
            if path in seen:
                continue
            seen.add(path)
            links = Parsed(path.read_text(encoding="utf-8")).links(("a",))
            paths = (unquote(urlsplit(link).path) for link in links if not urlsplit(link).scheme)
            open_ += [path.parent / link for link in paths if link.endswith(".html")]

        assert {path.resolve() for path in site.rglob("*.html")} - seen == set()

    def test_large_groups_are_told_in_full_on_pages_of_their_own(self, project: Project, tmp_path: Path) -> None:
        graph, country = ox.NamedNode(f"{HOME}graph/x"), ox.NamedNode(f"{HOME}country/BE")
        quads = [ox.Quad(country, ox.NamedNode(TYPE), ox.NamedNode(f"{MG}Country"), graph)]
        for number in range(250):
            film = ox.NamedNode(f"{HOME}work/{number:03}")
            quads.append(ox.Quad(film, ox.NamedNode(TYPE), ox.NamedNode(f"{MG}Film"), graph))
            quads.append(ox.Quad(film, ox.NamedNode(f"{MG}countryOfOrigin"), country, graph))

        write_site(Questions(project, Held(quads)), tmp_path / "site")

        def films(path: Path) -> set[str]:
            links = Parsed(path.read_text(encoding="utf-8")).links(("a",))
            return {link.rpartition("/")[2] for link in links if "/id/work/" in link}

        folder = tmp_path / "site" / "all" / "id" / "country" / "BE"
        parts = [films(folder / f"Film-countryOfOrigin-{number}.html") for number in (1, 2)]
        page = tmp_path / "site" / "id" / "country" / "BE.html"
        assert len(films(page)) == 50
        assert "../../all/id/country/BE/Film-countryOfOrigin-1.html" in Parsed(page.read_text(encoding="utf-8")).links(
            "a"
        )
        assert [len(part) for part in parts] == [200, 50]
        assert parts[0] | parts[1] == {f"{number:03}.html" for number in range(250)}

    def test_the_calendar_has_what_was_marked(self, site: Path) -> None:
        page = Parsed((site / "anniversaries" / "year-2021.html").read_text(encoding="utf-8"))

        assert "../id/occasion/BE-CN-1971-10-25-50.html" in page.links(("a",))
        assert "../id/relation/BE-CN.html" in page.links(("a",))

    def test_the_site_map_has_absolute_addresses_of_pages_that_are_there(self, site: Path) -> None:
        names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
        index = ET.parse(site / "sitemap.xml")  # noqa: S314 - made by ourselves
        maps = [loc.text or "" for loc in index.findall("s:sitemap/s:loc", names)]
        first = ET.parse(site / maps[0].removeprefix(f"{BASE}/"))  # noqa: S314 - made by ourselves
        addresses = [loc.text or "" for loc in first.findall("s:url/s:loc", names)]

        assert f"{BASE}/id/country/BE.html" in addresses
        assert all((site / unquote(address.removeprefix(f"{BASE}/"))).is_file() for address in addresses)

    def test_an_equal_graph_gives_equal_bytes(self, built: Build, site: Path, tmp_path: Path) -> None:
        with mg.open(built.store, project=ROOT) as graph:
            backwards = Held(sorted(graph.store.quads(), key=str, reverse=True))
            backwards.version = graph.store.version
            write_site(Questions(graph.project, backwards), tmp_path / "again", base=BASE)

        one, other = _contents(site), _contents(tmp_path / "again")
        assert one.keys() == other.keys()
        assert [name for name in one if one[name] != other[name]] == []

    @pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium, to search as a reader does")
    def test_a_name_in_another_script_is_found_in_a_browser_from_a_folder(self, site: Path, tmp_path: Path) -> None:
        shutil.copytree(site / "assets", tmp_path / "assets")
        shutil.copytree(site / "search", tmp_path / "search")
        typed = 'const f=document.getElementById("search-text");f.value="Бельгия";f.dispatchEvent(new Event("input"));'
        (tmp_path / "assets" / "typed.js").write_text(typed, encoding="utf-8")
        text = (site / "index.html").read_text(encoding="utf-8")
        text = text.replace("</body>", '<script src="./assets/typed.js" defer></script></body>')
        (tmp_path / "index.html").write_text(text, encoding="utf-8")

        shown = run(
            [
                *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000"),
                *(f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "index.html").as_uri()),
            ],
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout.decode()

        found = re.search(r'<ul class="found".*?</ul>', shown, re.DOTALL)
        assert found is not None
        assert "id/country/BE.html" in found[0]
        assert "Belgium" in found[0]


class TestHostile:
    MARKUP = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"onmouseover="alert(1)\' {{ 7*7 }}'
    NAMES = (
        MARKUP,
        "../../../etc/passwd",
        "line\nbreak\r\tand\u2028more",
        "\u202eevil\u202c",
        "شبكة تلفزيون",
        "\x00\x01",
    )
    WORKS = ("..%2F..%2Fx", "../../../escape", "a", "A", "CON", "x.html", "x.html/y", "\u00e4", "a#b", "q" * 400)
    IRIS = (
        *(f"https://w3id.org/mediagraph/id/work/{name}" for name in WORKS),
        *("http://elsewhere.example/a?b=c", "javascript:alert(1)", "urn:x:y"),
    )

    @pytest.fixture
    def hostile(self, project: Project) -> Questions:
        graph = ox.NamedNode(f"{HOME}graph/hostile")
        source = ox.NamedNode(f"{HOME}source/hostile")

        def quad(subject: ox.NamedNode, term: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
            return ox.Quad(subject, ox.NamedNode(term), value, graph)

        quads = [
            quad(source, TYPE, ox.NamedNode(f"{MG}Dataset")),
            quad(source, LABEL, ox.Literal(self.MARKUP, language="en")),
            quad(source, f"{MG}namedGraph", graph),
            quad(source, f"{MG}licence", ox.NamedNode("javascript:alert(2)")),
        ]
        nodes = [ox.NamedNode(iri) for iri in self.IRIS]
        for number, node in enumerate(nodes):
            quads += [quad(node, TYPE, ox.NamedNode(f"{MG}Film")), quad(node, f"{MG}evidence", source)]
            quads += [quad(node, LABEL, ox.Literal(name, language="x-a")) for name in self.NAMES]
            quads += [quad(node, f"{MG}about", nodes[number - 1])]
            quads += [
                quad(node, f"{MG}website", ox.NamedNode(iri)) for iri in ("javascript:alert(1)", "data:text/html,x")
            ]
            quads += [quad(node, f"{MG}website", ox.NamedNode("https://example.org/?q='onload='x"))]
            quads += [quad(node, "http://x.example/'onclick='x'", ox.Literal(self.MARKUP))]
        return Questions(project, Held(quads))

    def test_names_and_iris_are_harmless(self, hostile: Questions, tmp_path: Path) -> None:
        write_site(hostile, tmp_path / "in" / "site")

        assert [path.name for path in tmp_path.iterdir()] == ["in"]
        assert [path.name for path in (tmp_path / "in").iterdir()] == ["site"]
        html = list((tmp_path / "in" / "site").rglob("*.html"))
        assert len([path for path in html if path.parts[-3:-1] != () and "elsewhere" in path.parts]) == 3
        for path in html:
            page = Parsed(path.read_text(encoding="utf-8"))
            assert {urlsplit(link).scheme for link in page.links(("a", "link", "script"))} <= {"", "https", "http"}
            assert [tag for name, tag in page.tags if name in {"img", "b", "style", "iframe"}] == []
            assert [tag["src"] for name, tag in page.tags if name == "script"] != []
            assert all("search.js" in tag.get("src", "") for name, tag in page.tags if name == "script")
            assert [key for _, tag in page.tags for key in tag if key.startswith("on")] == []
            local = [link for link in page.links(("a", "link", "script")) if not urlsplit(link).scheme]
            for link in local:
                target = path.parent / unquote(urlsplit(link).path) if urlsplit(link).path else path
                assert target.is_file()
                assert target.resolve().is_relative_to((tmp_path / "in" / "site").resolve())

    def test_names_are_shown_as_they_are_each_in_a_direction_of_its_own(self, hostile: Questions) -> None:
        page = read_page(hostile, self.IRIS[2])
        assert page is not None

        parsed = Parsed(render_html(page, _NoLinks()))

        assert self.MARKUP in parsed.text
        assert sum(tag == "bdi" for tag, _ in parsed.tags) >= len(self.NAMES)

    def test_documents_and_index_keep_every_character(self, hostile: Questions, tmp_path: Path) -> None:
        write_site(hostile, tmp_path / "site")

        labels = {
            quad.object.value
            for path in (tmp_path / "site").rglob("*.ttl")
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
            if quad.predicate.value == LABEL and isinstance(quad.object, ox.Literal)
        }
        script = (tmp_path / "site" / "search" / "0.js").read_text(encoding="utf-8")
        assert labels == set(self.NAMES)
        assert isinstance(json.loads(script[script.index(",") + 1 : -3]), list)

    def test_a_page_read_alone_equals_the_same_page_read_with_all(self, hostile: Questions) -> None:
        assert [page.iri for page in read_pages(hostile) if read_page(hostile, page.iri) != page] == []


class _NoLinks:
    """Links of whoever has one page and nothing else."""

    def entity(self, iri: str) -> None: ...

    def data(self, iri: str, suffix: str) -> str:
        return f"{len(iri)}.{suffix}"

    def index(self, kind: str, page: int = 1) -> None: ...

    def asset(self, name: str) -> str:
        return name


class TestCommand:
    def test_it_writes_a_site_and_says_where_it_opens(
        self, cli: Callable[..., Result], built: Build, tmp_path: Path
    ) -> None:
        result = cli("site", "-o", tmp_path / "site", "--store", built.store, "--project", ROOT)

        assert result.exit_code == 0, result.output
        assert f"open {tmp_path / 'site' / 'index.html'}" in result.output
        assert (tmp_path / "site" / "id" / "country" / "BE.html").is_file()
        assert not (tmp_path / "site" / "sitemap.xml").exists()

    def test_what_is_gone_from_the_graph_is_gone_from_the_site(self, project: Project, tmp_path: Path) -> None:
        films = [
            ox.Quad(ox.NamedNode(HOME + "work/" + name), ox.NamedNode(TYPE), ox.NamedNode(f"{MG}Film"), graph)
            for name in ("one", "other")
            for graph in [ox.NamedNode(f"{HOME}graph/x")]
        ]
        write_site(Questions(project, Held(films)), tmp_path / "site")
        before = {path.stem for path in (tmp_path / "site" / "id" / "work").iterdir()}

        write_site(Questions(project, Held(films[:1])), tmp_path / "site")

        assert before == {"one", "other"}
        assert {path.stem for path in (tmp_path / "site" / "id" / "work").iterdir()} == {"one"}

    def test_a_folder_of_others_is_misuse(self, graph: Graph, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").touch()

        with pytest.raises(UsageError, match="did not make"):
            write_site(graph, tmp_path)

    def test_a_folder_that_cannot_be_written_is_an_error_with_its_name(self, graph: Graph, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        with pytest.raises(FileError, match="cannot be written"):
            write_site(graph, tmp_path / "file" / "site")


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
