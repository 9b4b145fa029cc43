"""Nothing reaches out or in because of an input: no request is sent, and no file is read that the caller did not name.

Each input names a server that listens in silence and a file that holds a secret, in every way that its format knows. A
command reads it in a process of its own, whose audit hook notes what Python opens and where it connects; what is not
Python's, the engine's own requests above all, the server would see.
"""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import openpyxl
import pytest

from projects import ROOT
from serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mediagraph.building import Build

HOOK = """
import os, sys
place = os.open(os.environ["NOTED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
watched = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "urllib.Request", "http.client.connect"}
def note(event, arguments):
    if event in watched or event == "open" and "secret" in str(arguments[0]):
        os.write(place, f"{event} {arguments[0]!r} {arguments[1:]!r}\\n".encode())
sys.addaudithook(note)
"""
SECRET = "the word that nobody may read"  # noqa: S105 - a canary


@dataclass
class Trap:
    """A server and a file that no input may reach."""

    url: str
    secret: Path
    folder: Path
    calls: list[str] = field(default_factory=list)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `mediagraph`, and fail where it connects, reads the secret, or tells it."""
        hooks = self.folder / "hooks"
        hooks.mkdir(exist_ok=True)
        (hooks / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
        noted = self.folder / "noted"
        environment = {**os.environ, "PYTHONPATH": str(hooks), "NOTED": str(noted)}
        command = [sys.executable, "-m", "mediagraph", *map(str, words)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, timeout=120, cwd=self.folder
        )
        assert noted.exists(), "the hook was not at work"
        assert noted.read_text(encoding="utf-8") == ""
        assert self.calls == []
        assert "Traceback" not in done.stderr
        assert SECRET not in done.stdout + done.stderr
        return done


@pytest.fixture
def trap(tmp_path: Path) -> Iterator[Trap]:
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(404)

        do_POST = do_HEAD = do_GET  # noqa: N815 - the names that the library calls

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = tmp_path / "secret.ttl"
    secret.write_text(f'<http://e/s> <http://e/p> "{SECRET}" .\n', encoding="utf-8")
    yield Trap(f"http://127.0.0.1:{server.server_port}", secret, tmp_path, calls)
    server.shutdown()
    server.server_close()


def both(text: str, trap: Trap) -> str:
    """A text with both addresses in the places of URL and FILE."""
    return text.replace("URL/", f"{trap.url}/").replace("FILE", trap.secret.as_uri())


RDF = {
    "context.jsonld": '{"@context": "URL/c.jsonld", "@id": "http://e/s", "http://e/p": "x"}',
    "context-file.jsonld": '{"@context": "FILE", "@id": "http://e/s", "http://e/p": "x"}',
    "contexts.jsonld": '{"@context": ["https://schema.org", "URL/c", "FILE"], "@id": "http://e/s"}',
    "import.jsonld": '{"@context": {"@version": 1.1, "@import": "URL/c"}, "@id": "http://e/s"}',
    "scoped.jsonld": '{"@context": {"a": {"@id": "http://e/a", "@context": "FILE"}}, "@id": "http://e/s", "a": {}}',
    "imports.ttl": (
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<http://e/o> a owl:Ontology ; owl:imports <URL/o>, <FILE> ; rdfs:seeAlso <URL/s> ; rdfs:isDefinedBy <FILE> .\n"
    ),
    "base.ttl": "@base <URL/> . <a> <b> <c> .",
    "graphs.trig": "<URL/g> { <http://e/s> <http://e/p> <FILE> . }",
    "external.rdf": (
        '<?xml version="1.0"?><!DOCTYPE r SYSTEM "URL/r.dtd" [<!ENTITY x SYSTEM "FILE">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://e/s"><e:p>&x;</e:p></rdf:Description></rdf:RDF>'
    ),
    "schema.rdf": (
        '<?xml version="1.0"?><?xml-stylesheet href="URL/s.xsl" type="text/xsl"?>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://e/ URL/s.xsd" '
        'xml:base="URL/"><rdf:Description rdf:about="s"><e:p rdf:resource="FILE"/></rdf:Description></rdf:RDF>'
    ),
    "page.html": (
        '<html><head><base href="URL/"><script src="URL/x.js"></script><link rel="stylesheet" href="URL/s.css">'
        '<script type="application/ld+json" src="FILE">{"@context": "https://schema.org", "@type": "Movie", '
        '"@id": "URL/m", "name": "A", "image": "URL/i.png"}</script></head><body><img src="URL/i.png"></body></html>'
    ),
    "linked.jsonld": '{"@context": "https://schema.org", "@type": "Movie", "@id": "URL/m", "sameAs": "FILE"}',
}


@pytest.mark.parametrize("name", RDF)
def test_rdf_files_reach_nothing_when_they_are_loaded(trap: Trap, name: str) -> None:
    path = trap.folder / name
    path.write_text(both(RDF[name], trap), encoding="utf-8")
    done = trap.run("load", "rdf", path, "--store", trap.folder / "store", "--project", _bare(trap.folder))
    assert done.returncode in {0, 1, 2, 3}


@pytest.mark.parametrize("name", RDF)
def test_rdf_files_reach_nothing_when_they_are_judged(trap: Trap, name: str) -> None:
    path = trap.folder / name
    path.write_text(both(RDF[name], trap), encoding="utf-8")
    assert trap.run("validate", path).returncode in {0, 1, 2, 3}


def test_entities_that_multiply_are_refused_before_they_are_read(trap: Trap) -> None:
    """Less than a kilobyte that would take gigabytes of memory."""
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "0123456789">{entities}]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
        '<rdf:Description rdf:about="http://e/s"><e:p>&e9;</e:p></rdf:Description></rdf:RDF>'
    )
    (trap.folder / "bomb.rdf").write_text(bomb, encoding="utf-8")
    for words in (("validate",), ("load", "rdf", "--store", "store", "--project", _bare(trap.folder))):
        done = trap.run(*words, trap.folder / "bomb.rdf")
        assert done.returncode == 1
        assert "leave the DTD out" in done.stderr


def test_shapes_reach_nothing(trap: Trap) -> None:
    (trap.folder / "data.ttl").write_text("<http://e/s> <http://e/p> 1 .", encoding="utf-8")
    shapes = """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        <http://e/shapes> a owl:Ontology ; owl:imports <URL/i>, <FILE> .
        <http://e/S> a sh:NodeShape ; sh:targetSubjectsOf <http://e/p> ; sh:shapesGraph <URL/g> ;
          sh:sparql [ sh:message "found" ; sh:select \"\"\"
            SELECT $this WHERE { SERVICE <URL/sparql> { $this ?p ?o } }\"\"\" ] ;
          sh:js [ a sh:JSConstraint ; sh:jsFunctionName "f" ; sh:jsLibrary [ sh:jsLibraryURL "URL/f.js" ] ] .
    """
    (trap.folder / "shapes.ttl").write_text(both(shapes, trap), encoding="utf-8")
    done = trap.run("validate", trap.folder / "data.ttl", "--shapes", trap.folder / "shapes.ttl")
    assert done.returncode != 0, "a shape that asks another machine cannot be judged, and so does not conform"


QUERIES = {
    "service": "SELECT * { SERVICE <URL/sparql> { ?s ?p ?o } }",
    "silent service": "SELECT * { SERVICE SILENT <URL/sparql> { ?s ?p ?o } }",
    "from": "SELECT * FROM <URL/g> { ?s ?p ?o }",
    "from a file": "SELECT * FROM <FILE> { ?s ?p ?o }",
    "from named": "SELECT * FROM NAMED <FILE> { GRAPH ?g { ?s ?p ?o } }",
    "load": "LOAD <URL/g>",
    "load a file": "LOAD <FILE> INTO GRAPH <http://e/g>",
    "describe": "DESCRIBE <URL/thing>",
}


@pytest.mark.parametrize("name", QUERIES)
def test_queries_reach_nothing(trap: Trap, built: Build, name: str) -> None:
    (trap.folder / "query.rq").write_text(both(QUERIES[name], trap), encoding="utf-8")
    done = trap.run("sparql", trap.folder / "query.rq", "--store", built.store, "--project", ROOT)
    assert done.returncode in {0, 2}


@pytest.mark.parametrize("name", QUERIES)
def test_queries_reach_nothing_from_the_server(trap: Trap, built: Build, name: str) -> None:
    with serving(built.store, trap.folder, "--queries", 1, "--pages", 1) as server:
        answer = server.ask(both(QUERIES[name], trap))
        assert answer.status_code in {200, 400}
        assert SECRET not in answer.text
        graphs = server.client.get("/sparql", params={"query": "ASK {?s ?p ?o}", "default-graph-uri": trap.url})
        assert graphs.json()["boolean"] is False
    assert trap.calls == []


def test_tables_and_workbooks_reach_nothing(trap: Trap) -> None:
    mapping = trap.folder / "t.mapping.yaml"
    mapping.write_text(
        "source: {name: {en: T}, licence: https://creativecommons.org/publicdomain/zero/1.0/}\n"
        'records: [{id: "work:t-{row}", type: Film, name: {en: "{title}"}}]\n',
        encoding="utf-8",
    )
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["title"])
    sheet.append([f'=WEBSERVICE("{trap.url}/x")'])
    sheet.append([f"='{trap.secret}'!A1"])
    sheet["A2"].hyperlink = f"{trap.url}/link"
    plain = trap.folder / "plain.xlsx"
    book.save(plain)
    hostile = trap.folder / "t.xlsx"
    entity = both('<!DOCTYPE x [<!ENTITY e SYSTEM "FILE"><!ENTITY u SYSTEM "URL/e">]>', trap)
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(hostile, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"<worksheet", entity.encode() + b"<worksheet", 1)
            made.writestr(name, content)
    for path in (plain, hostile):
        done = trap.run(
            *("load", "table", path, "--mapping", mapping, "--store", trap.folder / "store"),
            *("--project", _bare(trap.folder)),
        )
        assert done.returncode in {0, 1, 2, 3}


def test_records_of_the_project_reach_nothing(trap: Trap) -> None:
    project = _bare(trap.folder)
    article = {"@context": f"{trap.url}/c", "id": "source:x", "type": "Article", "name": {"en": trap.secret.as_uri()}}
    (project / "data").mkdir(exist_ok=True)
    (project / "data" / "x.yaml").write_text(
        "!!python/object/apply:os.system ['touch " + str(trap.folder / "touched") + "']\n" + json.dumps(article),
        encoding="utf-8",
    )
    assert trap.run("build", "--project", project, "--store", trap.folder / "store").returncode in {1, 2, 3}
    assert not (trap.folder / "touched").exists()


def _bare(folder: Path) -> Path:
    """A project without data of its own."""
    project = folder / "project"
    if not project.exists():
        project.mkdir()
        (project / "data").mkdir()
        for name in ("ontology", "queries"):
            (project / name).symlink_to(ROOT / name)
    return project
