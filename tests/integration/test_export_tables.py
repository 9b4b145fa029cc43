"""The exported tables: readers of CSV on the Web accept them, and by their metadata they are the graph again."""

from __future__ import annotations

import csv
import io
import json
import threading
import warnings
from collections import Counter
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from uritemplate import URITemplate

import mediagraph as mg
from exportfiles import ROOT, contents, read, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
CENTRE = "CMG Film, Drama and Documentary Programming Center"
BUILT_IN = {name: XSD + name for name in ("date", "decimal", "integer", "string")}


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder, only=["csv", "ntriples"])
    return folder


@pytest.fixture(scope="module")
def all_exported(shipped: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("all")
    with mg.open(shipped.store, project=ROOT) as graph:
        graph.export(folder, only=["csv", "ntriples"])
    return folder


def metadata(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "csv" / "csv-metadata.json").read_text("utf-8"))
    return found


def rows(folder: Path, table: Mapping[str, Any]) -> list[dict[str, str]]:
    text = (folder / "csv" / table["url"]).read_bytes().decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def said(folder: Path) -> Iterator[ox.Triple]:
    """What the tables say by their metadata: the minimal mode of CSV to RDF, section 4.6.1."""
    for table in metadata(folder)["tables"]:
        if table.get("suppressOutput"):
            continue
        schema = table["tableSchema"]
        for row in rows(folder, table):
            about = ox.NamedNode(expanded(schema["aboutUrl"], row))
            for column in schema["columns"]:
                cell = row[column["name"]]
                if not cell or column.get("suppressOutput"):
                    continue
                property_ = ox.NamedNode(column["propertyUrl"])
                if "valueUrl" in column:
                    yield ox.Triple(about, property_, ox.NamedNode(expanded(column["valueUrl"], row)))
                    continue
                datatype = column["datatype"]
                iri = datatype["@id"] if isinstance(datatype, dict) else BUILT_IN[datatype]
                for value in cell.split(column["separator"]) if "separator" in column else [cell]:
                    yield ox.Triple(about, property_, ox.Literal(value, datatype=ox.NamedNode(iri)))


def expanded(template: str, row: Mapping[str, str]) -> str:
    return str(URITemplate(template).expand(dict[str, Any](row)))


def rest(folder: Path) -> Iterator[ox.Triple]:
    """What no table but the last two says."""
    for row in rows(folder, {"url": "links.csv"}):
        yield ox.Triple(ox.NamedNode(row["id"]), ox.NamedNode(row["property"]), ox.NamedNode(row["value"]))
    for row in rows(folder, {"url": "literals.csv"}):
        datatype = None if row["language"] else ox.NamedNode(row["datatype"])
        value = ox.Literal(row["value"], language=row["language"] or None, datatype=datatype)
        yield ox.Triple(ox.NamedNode(row["id"]), ox.NamedNode(row["property"]), value)


# By an independent reader


def test_a_validator_of_csv_on_the_web_finds_nothing(exported: Path) -> None:
    """Types of all cells, required ones, unique keys, references; its warnings are errors here."""
    import csvw

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert csvw.CSVW(str(exported / "csv" / "csv-metadata.json"), validate=True).is_valid


def test_the_metadata_are_found_from_the_address_of_a_table(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the default locations of CSV on the Web, section 5.3, on a plain file server."""
    import csvw

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(exported))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            found = csvw.CSVW(f"http://127.0.0.1:{server.server_port}/csv/countries.csv")
        finally:
            server.shutdown()
            thread.join()

    assert len(found.tables) == len(metadata(exported)["tables"])


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_validator_finds_what_is_wrong(exported: Path, tmp_path: Path) -> None:
    import csvw

    for name, content in contents(exported / "csv").items():
        (tmp_path / name).write_bytes(content)
    with (tmp_path / "countries.csv").open("a", encoding="utf-8") as stream:
        stream.write("https://w3id.org/mediagraph/id/country/BE,Country,Belgium,BE,BEL,,056,,\n")

    with pytest.raises(ValueError, match="duplicate primary key"):
        csvw.CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid  # noqa: B018 - a property that works


def test_typed_values_are_those_of_the_graph(exported: Path) -> None:
    import csvw

    group = csvw.TableGroup.from_file(exported / "csv" / "csv-metadata.json")
    tables = group.tabledict

    series = next(row for row in tables["works.csv"] if row["name"] == "In Their Eyes: 50 Years China-Belgium")
    changes = {row["date"]: (row["earliest"], row["latest"]) for row in tables["relation-changes.csv"]}
    countries = {row["alpha2"]: row for row in tables["countries.csv"]}

    assert series["type"] == "Series"
    assert [day.isoformat()[:10] for day in changes["1971-10-25"]] == ["1971-10-25"] * 2
    assert (countries["NA"]["alpha3"], countries["BE"]["numeric"]) == ("NAM", "056")


# The same statements


def test_by_their_metadata_the_tables_are_the_graph_again(exported: Path) -> None:
    found = [*said(exported), *rest(exported)]

    expected = [quad.triple for quad in read(exported / "mediagraph.nt.gz")]
    assert set(found) == set(expected)
    assert len(found) == len(expected)


def test_all_that_is_shipped_is_in_them_once(all_exported: Path) -> None:
    found = Counter(f"{triple} .\n" for triple in [*said(all_exported), *rest(all_exported)])

    lines = unpacked(all_exported / "mediagraph.nt.gz").decode().splitlines(keepends=True)
    assert sorted(found.elements()) == lines
    assert len(lines) > 100_000


def test_what_is_left_over_are_texts_and_little_else(all_exported: Path) -> None:
    """The tables have a place for what the shipped classes are made of."""
    links = rows(all_exported, {"url": "links.csv"})
    literals = rows(all_exported, {"url": "literals.csv"})

    assert len(links) < 100
    assert {row["datatype"].rpartition("#")[2] for row in literals} == {"langString"}


def test_keys_and_references_hold_for_all_that_is_shipped(all_exported: Path) -> None:
    tables = metadata(all_exported)["tables"]
    ids = {table["url"]: {row["id"] for row in rows(all_exported, table)} for table in tables}
    for table in tables:
        schema = table["tableSchema"]
        found = rows(all_exported, table)
        key = schema["primaryKey"]
        keys = Counter(tuple(row[name] for name in ([key] if isinstance(key, str) else key)) for row in found)
        assert [one for one, count in keys.items() if count > 1] == [], table["url"]
        for column in schema["columns"]:
            assert not column.get("required") or all(row[column["name"]] for row in found), (table["url"], column)
        for reference in schema.get("foreignKeys", []):
            other = ids[reference["reference"]["resource"]]
            dangling = {row[reference["columnReference"]] for row in found} - other
            assert dangling == set(), (table["url"], reference)


def test_co_productions_can_be_joined_with_their_parties(exported: Path) -> None:
    by_url = {table["url"]: rows(exported, table) for table in metadata(exported)["tables"]}
    works = {row["id"]: row["name"] for row in by_url["works.csv"]}
    kinds = {row["id"]: row for row in by_url["cooperations.csv"]}
    who = {row["id"]: row for row in by_url["participations.csv"]}
    names = {row["id"]: row["name"] for row in by_url["organisations.csv"]}

    parties = {
        (works[kinds[row["id"]]["cooperationOn"]], names.get(who[row["participation"]]["agent"], "a country as such"))
        for row in by_url["parties.csv"]
        if kinds[row["id"]]["cooperationKind"] == "co-production"
    }

    assert {work for work, _ in parties} == {"In Their Eyes: 50 Years China-Belgium", "Red Silk"}
    assert ("In Their Eyes: 50 Years China-Belgium", CENTRE) in parties
    assert {row["id"] for row in by_url["co-productions.csv"]} <= works.keys()


# Their form


def test_every_table_is_described_with_its_header(exported: Path) -> None:
    tables = metadata(exported)["tables"]

    assert sorted(table["url"] for table in tables) == sorted(p.name for p in (exported / "csv").glob("*.csv"))
    for table in tables:
        header = (exported / "csv" / table["url"]).read_text("utf-8").partition("\n")[0]
        assert header.split(",") == [column["titles"] for column in table["tableSchema"]["columns"]]
        assert table["dc:description"].endswith(".")


def test_rows_are_sorted(exported: Path) -> None:
    for path in (exported / "csv").glob("*.csv"):
        ids = [row["id"] for row in rows(exported, {"url": path.name})]
        assert ids == sorted(ids, key="<{}>".format), path.name


# What does not fit


HARD = """\
@prefix mg: <https://w3id.org/mediagraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix work: <https://w3id.org/mediagraph/id/work/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
work:a a mg:Film , mg:InternationalCoProduction , <https://other.example/Thing> ;
  rdfs:label "A, \\"quoted\\"\\nand\\rbroken | name"@fr , "=1+1"@en ;
  mg:language "fr" , "de|en" , " nl" , "" ;
  mg:runtime 90 , "ninety" , "1e2"^^xsd:double ;
  mg:countryOfOrigin <https://w3id.org/mediagraph/id/country/FR> , "France" ;
  mg:genre <https://w3id.org/mediagraph/scheme/genre/drama> , <https://other.example/genre/drama> ;
  mg:partOf work:b , work:c ;
  mg:earliest "12021-01-01"^^xsd:date ;
  mg:unheardOf work:b , "x" .
<https://w3id.org/mediagraph/id/work/\u00e9> a mg:Work ; mg:runtime 5 .
work:b a mg:Work , mg:InternationalCoProduction ; mg:website <https://\u00e9.example/> ; mg:wikidata "Q1" .
work:c rdfs:label "no class" .
<https://w3id.org/mediagraph/id/work/x,y> mg:evidence work:b , <https://a.example/p,q> .
"""


def test_what_does_not_fit_a_column_is_not_lost(project: Any, tmp_path: Path) -> None:
    from contextlib import ExitStack

    from mediagraph.exports.kinds import Kinds
    from mediagraph.exports.subjects import subjects
    from mediagraph.exports.tablefile import read_tables
    from mediagraph.exports.tables import TablesWriter

    quads = sorted(ox.parse(HARD, ox.RdfFormat.TURTLE), key=str)
    above = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
    mg_ = "https://w3id.org/mediagraph/ontology#"
    text = "".join(f"<{mg_}{name}> {above} <{mg_}Work> .\n" for name in ("Film", "InternationalCoProduction"))
    kinds = Kinds(quad.triple for quad in ox.parse(text, ox.RdfFormat.N_TRIPLES))

    with ExitStack() as stack:
        writer = TablesWriter(tmp_path / "csv", read_tables(project), project.context, kinds, {}, stack)
        for subject in subjects(sorted(f"{quad.triple} <https://a.example/> .\n".encode() for quad in quads)):
            writer.add(subject)
        writer.finish()

    found = [*said(tmp_path), *rest(tmp_path)]
    assert sorted(map(str, found)) == sorted(str(quad.triple) for quad in quads)
    types = {row["id"].rpartition("/")[2]: row["type"] for row in rows(tmp_path, {"url": "works.csv"})}
    assert types == {"a": "Film", "b": "Work"}
    assert [row["type"] for row in rows(tmp_path, {"url": "co-productions.csv"})] == ["InternationalCoProduction"] * 2


# The file that says which tables there are


@pytest.mark.parametrize(
    ("text", "said_"),
    [
        ("works: 3", "a table needs `about`"),
        ("works: {about: Works., classes: [Work]}", "either `columns`, a list of terms, or `each`"),
        ("works: {about: Works., classes: [Wrok], columns: [name]}", "unknown class 'Wrok', did you mean Work"),
        ("works: {about: Works., classes: [Work], columns: [runtim]}", "unknown term 'runtim', did you mean runtime"),
        ("works: {about: Works., columns: [name]}", "names the `classes`"),
        ("works: {about: Works., classes: [Work], columns: [originalTitle]}", "text by language"),
        ("works: {about: Works., each: runtime}", "leads to no entity"),
        ("works: {about: Works., each: about, references: {about: wroks}}", "unknown table 'wroks'"),
        ("works: {about: Works., each: about, colour: red}", "unknown key 'colour'"),
        ("literals: {about: Works., each: about}", "take another name"),
        ("works: {about: Works., classes: [Work], columns: [runtime], several: [runtime]}", "unknown column of text"),
        ("- works", "not a mapping"),
        ("works: [", "not YAML"),
    ],
)
def test_a_broken_file_of_tables_is_told_with_its_line(
    text: str, said_: str, copy: Path, built: Build, cli: Callable[..., Result], tmp_path: Path
) -> None:
    (copy / "ontology" / "views" / "tables.yaml").write_text(f"\n{text}\n", encoding="utf-8")

    result = cli("export", "-o", tmp_path / "out", "--store", built.store, "--project", copy)

    assert result.exit_code == 2
    assert said_ in result.stderr
    assert "ontology/views/tables.yaml:" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out" / "dataset.ttl").exists()


def test_a_project_without_that_file_has_the_two_tables_of_everything(copy: Path, built: Build, tmp_path: Path) -> None:
    (copy / "ontology" / "views" / "tables.yaml").unlink()

    with mg.open(built.store, project=copy) as graph:
        graph.export(tmp_path, only=["csv", "ntriples"])

    assert sorted(path.name for path in (tmp_path / "csv").glob("*.csv")) == ["links.csv", "literals.csv"]
    assert set(rest(tmp_path)) == {quad.triple for quad in read(tmp_path / "mediagraph.nt.gz")}
