"""Every number of the report is made once more, by pandas and plain networkx, from the raw files.

`rawdata` reads the files, `plain` measures; neither uses the package. For TMDB the raw file is its own table.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pyoxigraph as ox
import pytest

import mediagraph as mg
import plain
import rawdata
from mediagraph import loading
from mediagraph.building import build
from mediagraph.networks import clustering, hub_table
from mediagraph.project import Project
from mediagraph.reports import Choice, write_report
from mediagraph.reports.sections import projected, section
from projects import ROOT, copied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.graph import Graph
    from mediagraph.reports.sections import Section

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared"))
MOVIES = SHARED / "datasets" / "tmdb5000" / "tmdb_5000_movies.csv"
MG = "https://w3id.org/mediagraph/ontology#"
USED = ["id", "original_title", "title", "status", "release_date", "production_companies", "production_countries"]
DRAWS = 60
NUMBERS = (
    *("rank", "degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core"),
    *("constraint", "effective_size", "community", "participation"),
)


@pytest.fixture(scope="module")
def raw() -> rawdata.Raw:
    return rawdata.read()


@pytest.fixture(scope="module")
def rows(raw: rawdata.Raw) -> dict[str, pd.DataFrame]:
    return {
        "countries": raw.countries(),
        "organisations": raw.organisations(),
        "outlets-countries": plain.table(raw.outlets_countries()),
        "people": raw.people(),
    }


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    made = build(Project.find(rawdata.folder()), tmp_path_factory.mktemp("reference"))
    with mg.open(made.store, project=rawdata.folder()) as graph:
        yield graph


@pytest.fixture(scope="module")
def folder(opened: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on all tables and the first articles."""
    folder = tmp_path_factory.mktemp("report")
    write_report(opened, folder, Choice(draws=DRAWS))
    return folder


@pytest.fixture(scope="module")
def countries(opened: Graph) -> Section:
    choice = Choice(draws=DRAWS)
    return section(projected(opened, "countries", choice), choice)


def types(raw: rawdata.Raw) -> dict[str, str]:
    """The class of each node: a channel of the table is one, whatever an article calls it."""
    found = {iri: node["type"] for iri, node in raw.nodes.items()}
    listed = {f"{rawdata.ID}outlet/{name.lower().replace('.', '-')}" for name in rawdata.csv("tables/channels")["id"]}
    judged = {here for there, here in rawdata.kept().items() if there in listed}
    people = {rawdata.person(name): "Person" for cell in raw.films["directors"] for name in cell.split(" | ")}
    states = {iri: "Country" for iri in raw.label if iri.startswith(f"{rawdata.ID}country/")}
    return found | people | states | dict.fromkeys(judged, "Channel")


def agree(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare two hub tables, whatever the order of equal ones."""
    found, expected = (frame.set_index("entity").sort_index() for frame in (found, expected))
    assert list(found.index) == list(expected.index)
    for name in NUMBERS:
        np.testing.assert_allclose(
            found[name].astype(float), expected[name].astype(float), rtol=0, atol=2e-8, err_msg=name
        )
    for name in ("label", "type", "partners", "works"):
        assert found[name].to_dict() == expected[name].to_dict(), name


def test_no_table_is_left_out(folder: Path, rows: dict[str, pd.DataFrame]) -> None:
    tables = {path.name for path in folder.glob("*.csv")}

    assert tables == {f"hubs-{name}.csv" for name in rows}


@pytest.mark.parametrize("name", ["countries", "organisations", "outlets-countries", "people"])
def test_hub_tables_are_what_the_files_make(
    name: str, folder: Path, rows: dict[str, pd.DataFrame], raw: rawdata.Raw
) -> None:
    found = pd.read_csv(folder / f"hubs-{name}.csv", keep_default_na=False, na_values={"x": []})
    label = {iri: text or rawdata.curie(iri) for iri, text in raw.label.items()}
    outlets = [iri for iri, _ in raw.of(*rawdata.OUTLETS)] if name == "outlets-countries" else []

    expected = plain.hubs(rows[name], label, types(raw), outlets)

    assert len(found) == len({*rows[name]["a"], *rows[name]["b"]}) > 3
    agree(found, expected)
    ranked = found["strength"].to_list()
    assert ranked == sorted(ranked, reverse=True)


@pytest.mark.parametrize("name", ["countries", "organisations", "outlets-countries", "people"])
@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_pairs_are_what_the_files_make(name: str, form: str, folder: Path, rows: dict[str, pd.DataFrame]) -> None:
    read = nx.read_graphml if form == "graphml" else nx.read_gexf
    network = read(folder / f"{name}.{form}")
    found: dict[Any, Any] = {
        (min(a, b), max(a, b)): (
            *(edge["strength"], pytest.approx(1 / edge["distance"]), edge["works"], edge["kinds"]),
            *(edge.get("first"), edge.get("last")),
        )
        for a, b, edge in network.edges(data=True)
    }
    expected = {
        (edge["a"], edge["b"]): (
            *(edge["strength"], edge["strength"], " | ".join(edge["works"]), " | ".join(edge["kinds"])),
            *(None if pd.isna(edge[year]) else int(edge[year]) for year in ("first", "last")),
        )
        for edge in plain.records(plain.pairs(rows[name]))
    }

    assert found == expected


@pytest.mark.parametrize("weight", ["newman", "fractional"])
@pytest.mark.parametrize("name", ["countries", "people"])
def test_other_weightings_are_what_the_files_make(
    weight: str, name: str, opened: Graph, rows: dict[str, pd.DataFrame]
) -> None:
    network = opened.network(name, weight=weight)
    found = {(min(a, b), max(a, b)): edge["strength"] for a, b, edge in network.edges(data=True)}
    edges = plain.pairs(rows[name], weight=weight).set_index(["a", "b"])["strength"]

    assert found == pytest.approx(edges.to_dict())


@pytest.mark.parametrize(
    ("kind", "since", "until"), [("co-production", None, None), (None, 1990, 2009), ("co-production", None, 1970)]
)
def test_kinds_and_periods_cut_as_the_rows_are_cut(
    kind: str | None, since: int | None, until: int | None, opened: Graph, rows: dict[str, pd.DataFrame]
) -> None:
    part = rows["countries"]
    if kind:
        part = part[part["kind"] == kind]
    if since or until:
        part = part[part["year"].between(since or 0, until or 9999).fillna(value=False)]
    found = opened.network("countries", kind=kind, since=since, until=until)

    assert {(min(a, b), max(a, b)): edge["strength"] for a, b, edge in found.edges(data=True)} == (
        plain.pairs(part).set_index(["a", "b"])["strength"].to_dict()
    )
    assert found.number_of_edges() > 10


def test_the_matrix_holds_the_pairs(countries: Section, rows: dict[str, pd.DataFrame]) -> None:
    strength = plain.pairs(rows["countries"]).set_index(["a", "b"])["strength"].to_dict()
    found = {(entity, cell.partner): cell.strength for entity, _, cells in countries.matrix for cell in cells}

    assert found == {(a, b): strength.get((min(a, b), max(a, b)), 0) for a, b in found}
    assert len(found) == 20 * 20


def test_partners_are_the_pairs_of_a_hub(countries: Section, rows: dict[str, pd.DataFrame]) -> None:
    edges = plain.pairs(rows["countries"])
    both = pd.concat([edges, edges.rename(columns={"a": "b", "b": "a"})])

    for row in countries.rows:
        own = both[both["a"] == row.hub.entity].set_index("b")
        assert {partner.entity: partner.strength for partner in row.partners} == own["strength"].to_dict()
        assert {partner.entity: list(partner.works) for partner in row.partners} == own["works"].to_dict()


def test_sureness_is_the_bootstrap_of_the_rows(countries: Section, rows: dict[str, pd.DataFrame]) -> None:
    expected = plain.sureness(rows["countries"], draws=DRAWS, level=0.9)
    found = {row.hub.entity: row.sure for row in countries.rows if row.sure}
    label = {row.hub.entity: row.hub.label for row in countries.rows}

    assert {node: (sure.best, sure.worst) for node, sure in found.items()} == {
        node: (expected["best"][node], expected["worst"][node]) for node in found
    }
    assert {node: sure.top for node, sure in found.items()} == pytest.approx(
        {node: expected["top"][node] for node in found}
    )
    overlapping = plain.neighbours_within(list(found), expected)
    assert list(countries.inseparable) == [(label[one], label[other]) for one, other in overlapping]
    assert len(found) == 25


def test_change_is_that_of_the_rows(countries: Section, rows: dict[str, pd.DataFrame]) -> None:
    (one, two, three, four), frame, new, ended = plain.change(rows["countries"], 10)
    change = countries.change
    assert change

    assert (change.before, change.after) == (f"{one}-{two}", f"{three}-{four}")
    assert {(pair.one, pair.other) for pair in change.new} == new
    assert {(pair.one, pair.other) for pair in change.ended} == ended
    gains = (frame["after"] - frame["before"]).sort_values()
    assert [move.after - move.before for move in change.rose] == [gain for gain in gains[::-1] if gain > 0][:10]
    assert [move.after - move.before for move in change.fell] == [gain for gain in gains if gain < 0][:10]
    for move in (*change.rose, *change.fell):
        assert (move.before, move.after) == tuple(frame.loc[move.entity])
    assert len(new) > 10
    assert len(ended) > 10


def test_occasions_are_those_of_the_rows(
    folder: Path, opened: Graph, raw: rawdata.Raw, rows: dict[str, pd.DataFrame]
) -> None:
    """The p-value of random shifts comes near that of the whole distribution, and the page says the same."""
    since = raw.established()
    expected = plain.near_anniversaries(since, rows["countries"], 5)
    counted = {(row.one, row.other): row.earliest.year for row in opened.rows("relations/counted")}
    dated = rows["countries"].dropna(subset=["year"]).drop_duplicates(["a", "b", "work"])
    found = clustering(since, {pair: list(part["year"]) for pair, part in dated.groupby(["a", "b"])})  # type: ignore[misc]
    page = (folder / "hubs.md").read_text(encoding="utf-8")

    assert counted == since
    assert (found.pairs, found.works, found.share) == (expected["pairs"], expected["works"], expected["share"])
    assert found.expected == pytest.approx(expected["expected"], abs=0.01)
    assert found.p == pytest.approx(expected["p"], abs=0.05)
    assert f"Of {found.works} dated joint works of {found.pairs} pairs of countries, {found.share * 100:.1f}%" in page
    assert f"by chance {found.expected * 100:.1f}% (p = {found.p:.3f})" in page


def test_coverage_is_that_of_the_triples(opened: Graph) -> None:
    """By joins of the graph's quads; the classes of statements are read from the ontology's files."""
    quads = pd.DataFrame(
        [
            (quad.subject.value, quad.predicate.value.removeprefix(MG), str(quad.object.value), quad.graph_name.value)
            for quad in opened.store.quads()
            if isinstance(quad.graph_name, ox.NamedNode)
            and not isinstance(quad.subject, ox.Triple)
            and not isinstance(quad.object, ox.Triple)
        ],
        columns=["s", "p", "o", "g"],
    )
    below = {f"{MG}Statement"}
    files = (ROOT / "ontology" / "modules").glob("*.ttl")
    classes = [quad for path in files for quad in ox.parse(path=path) if quad.predicate.value.endswith("#subClassOf")]
    while added := {quad.subject.value for quad in classes if quad.object.value in below} - below:
        below |= added
    typed = quads[quads["p"].str.endswith("#type")]
    statements = set(typed["s"][typed["o"].isin(below)])
    passages = pd.concat(
        [
            quads[quads["p"] == "passage"][["s", "o"]],
            quads[quads["p"] == "passageOf"][["o", "s"]].set_axis(["s", "o"], axis=1),
        ]
    ).drop_duplicates()
    evidence = quads[quads["p"] == "evidence"][["s", "o"]].drop_duplicates()
    found = {
        row.source: (row.statements, row.entities, row.nodes, row.paragraphs, row.cited)
        for row in opened.rows("sources/coverage")
    }
    expected = {}
    for source, graph in quads[quads["p"] == "namedGraph"][["s", "o"]].to_numpy():
        own = set(passages["o"][passages["s"] == source])
        citing = set(evidence["s"][evidence["o"].isin(own | {source})])
        expected[source] = (
            len(citing & statements),
            len(citing - statements),
            typed["s"][typed["g"] == graph].nunique(),
            len(own),
            len(own & set(evidence["o"])),
        )

    assert found == expected
    assert found[f"{rawdata.ID}source/cannes-competition"][3] == len(rawdata.csv("tables/cannes-competition"))


def test_decades_are_those_of_the_rows(folder: Path, rows: dict[str, pd.DataFrame]) -> None:
    years = rows["countries"].dropna(subset=["year"]).drop_duplicates("work")["year"]
    decades = sorted(Counter(f"{year // 10 * 10}s" for year in years).items())
    page = (folder / "hubs.html").read_text(encoding="utf-8")

    assert ", ".join(f"{decade} {count}" for decade, count in decades) + "." in page
    assert len(decades) > 7


# The published table of films


@pytest.fixture(scope="module")
def films() -> pd.DataFrame:
    """TMDB's table itself: countries and companies as sets, and the year where the film was shown."""
    if not MOVIES.exists():
        pytest.skip("TMDB's table is not here; its terms do not let the project carry it")
    frame = pd.read_csv(MOVIES, dtype=str, keep_default_na=False)
    codes = {"CS": "CSXX"}  # Serbia and Montenegro; the code had been Czechoslovakia's before
    frame["countries"] = pd.Series(
        [
            {f"{rawdata.ID}country/{codes.get(one['iso_3166_1'], one['iso_3166_1'])}" for one in json.loads(cell)}
            for cell in frame["production_countries"]
        ]
    )
    frame["companies"] = pd.Series(
        [
            {f"{rawdata.ID}organisation/tmdb-{one['id']}" for one in json.loads(cell)}
            for cell in frame["production_companies"]
        ]
    )
    shown = frame["release_date"].where(frame["status"] == "Released", "")
    frame["year"] = [int(date[:4]) if date else None for date in shown]
    frame["work"] = [f"{rawdata.ID}work/tmdb-{number}" for number in frame["id"]]
    return frame


@pytest.fixture(scope="module")
def loaded(films: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """The table in a graph, as `mediagraph load tmdb` brings it there: the columns that networks are made of."""
    assert len(films) == 4803
    folder = tmp_path_factory.mktemp("tmdb")
    table = folder / "movies.csv"
    pd.read_csv(MOVIES, dtype=str, keep_default_na=False)[USED].to_csv(table, index=False)
    base = Project.find(copied(folder / "project"))
    done = loading.load(base, folder / "store", "tmdb", table, source="tmdb")
    assert done.build
    with mg.open(done.build.store, project=base.root) as graph:
        yield graph


def of_films(films: pd.DataFrame, column: str) -> pd.DataFrame:
    several = films[(films[column].str.len() > 1) & ((films["status"] != "Rumored") | (column == "countries"))]
    years = [None if pd.isna(year) else int(year) for year in several["year"]]
    return plain.table(plain.cliques(zip(several["work"], several[column], years, strict=True), "co-production"))


def test_hubs_of_countries_are_what_the_table_of_films_makes(loaded: Graph, films: pd.DataFrame) -> None:
    network = loaded.network("countries", kind="co-production", since=1900)
    hubs = hub_table(network).hubs
    rows = of_films(films, "countries").dropna(subset=["year"])
    titles = {work: " ".join(title.split()) for work, title in films[["work", "title"]].to_numpy()}
    here = {node: attributes["label"] for node, attributes in network.nodes(data=True)}
    found = pd.DataFrame([{name: getattr(hub, name) for name in hub.__slots__} for hub in hubs])
    found["partners"], found["works"] = found["partners"].map(" | ".join), found["works"].map(" | ".join)

    agree(found, plain.hubs(rows, titles | here, dict.fromkeys(here, "Country")))
    assert len(found) > 60


def test_sureness_and_change_are_what_the_table_of_films_makes(loaded: Graph, films: pd.DataFrame) -> None:
    choice = Choice(kinds=["co-production"], since=1900, draws=DRAWS)
    part = section(projected(loaded, "countries", choice), choice)
    rows = of_films(films, "countries").dropna(subset=["year"])
    expected = plain.sureness(rows, draws=DRAWS, level=0.9)
    bounds, frame, new, ended = plain.change(rows, 10)
    change = part.change
    assert change

    for row in part.rows:
        if row.sure:
            assert (row.sure.best, row.sure.worst) == tuple(expected.loc[row.hub.entity, ["best", "worst"]])
    assert change.after == f"{bounds[2]}-{bounds[3]}"
    assert ({(p.one, p.other) for p in change.new}, {(p.one, p.other) for p in change.ended}) == (new, ended)
    assert [(m.before, m.after) for m in change.rose] == [tuple(frame.loc[m.entity]) for m in change.rose]


def test_the_network_of_companies_is_what_the_table_of_films_makes(loaded: Graph, films: pd.DataFrame) -> None:
    network = loaded.network("organisations", kind="co-production", weight="newman")
    rows = of_films(films, "companies")
    edges = plain.pairs(rows, weight="newman").set_index(["a", "b"])["strength"]
    found = {(min(a, b), max(a, b)): edge["strength"] for a, b, edge in network.edges(data=True)}
    ours = {pair: value for pair, value in found.items() if "/tmdb-" in pair[0] and "/tmdb-" in pair[1]}

    assert ours == pytest.approx(edges.to_dict())
    assert len(ours) > 20_000
