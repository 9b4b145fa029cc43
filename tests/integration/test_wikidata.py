"""The loader `wikidata`: against a server with Wikidata-shaped data, against one that fails, and on files."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import subprocess
import sys
import threading
import time as clock
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from mediagraph.errors import DataError, EndpointError, Fault, FileError
from mediagraph.judging import judge_files
from mediagraph.loaders import ProjectCountries, discover, open_file
from mediagraph.loaders.job import Job
from mediagraph.loaders.wikidata import WIKIDATA
from mediagraph.loaders.wikidata.endpoint import PoliteEndpoint
from mediagraph.records import Node, RecordFile, Writer
from wikidata_world import WD, WORLD, Json, item, lasting, triples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from mediagraph.project import Project

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
EMPTY = b'{"head":{"vars":["item"]},"results":{"bindings":[]}}'
BY_ID = {entity["id"]: entity for entity in WORLD}
# The items that a download of Belgium lists, in the order of their IRIs.
BELGIAN = {
    "productions": sorted(f"Q9003{number:02}" for number in range(1, 19)),
    "organisations": ["Q900201", "Q900204", "Q900205", "Q900206"],
    "relations": ["Q142", "Q148", "Q31"],
}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoints of these tests are on this machine, whatever the environment says of proxies."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of Oxigraph's own server, which holds the world in the shape of Wikidata's dump."""
    if not OXIGRAPH.exists():
        pytest.skip("the package oxigraph, which brings the server, is not installed")
    folder = tmp_path_factory.mktemp("wikidata")
    with (folder / "world.nt").open("wb") as stream:
        ox.serialize(triples(WORLD), stream, format=ox.RdfFormat.N_TRIPLES)
    load = [str(OXIGRAPH), "load", "--location", str(folder / "database"), "--file", str(folder / "world.nt")]
    subprocess.run(load, check=True, capture_output=True)
    port = free_port()
    serve = [str(OXIGRAPH), "serve-read-only", "--location", str(folder / "database"), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                assert server.poll() is None, "the server ended"
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                clock.sleep(0.05)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


@dataclass(frozen=True)
class Reply:
    """What an endpoint answers; `cut` says more in its header than it sends."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


class Front:
    """An endpoint before another: it counts requests, answers some itself, and passes the others on."""

    def __init__(self, behind: str = "") -> None:
        self.behind = behind
        self.replies: dict[int, Reply] = {}  # by the number of the request, from 1
        self.always: Reply | None = None
        self.queries: list[str] = []
        self.methods: list[str] = []
        self.agents: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                text = body or urllib.parse.urlsplit(self.path).query
                outer.queries.append(urllib.parse.parse_qs(text)["query"][0])
                outer.methods.append(self.command)
                outer.agents.append(self.headers["User-Agent"])
                reply = outer.replies.get(len(outer.queries), outer.always) or outer.passed_on()
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body) + (10 if reply.cut else 0)))
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_POST = answer  # noqa: N815 - http.server's names

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/sparql"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def passed_on(self) -> Reply:
        data = urllib.parse.urlencode({"query": self.queries[-1]}).encode()
        request = urllib.request.Request(self.behind, data, {"Accept": "application/sparql-results+json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return Reply(200, response.read())
        except urllib.error.HTTPError as error:
            return Reply(error.code, error.read())

    @property
    def lists(self) -> int:
        return sum("ORDER BY" in query for query in self.queries)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def front(oxigraph: str) -> Iterator[Front]:
    made = Front(oxigraph)
    yield made
    made.close()


@pytest.fixture
def stub() -> Iterator[Front]:
    """An endpoint with nothing behind it."""
    made = Front()
    yield made
    made.close()


@pytest.fixture(scope="module")
def countries(project: Project) -> ProjectCountries:
    return ProjectCountries(discover(project.data), project.context)


@pytest.fixture
def job(project: Project, countries: ProjectCountries, tmp_path: Path) -> Callable[..., Job]:
    """Make the call of the loader: on a file, or on an endpoint with a folder for its answers."""

    def make(place: Path | str, **options: Any) -> Job:
        given = {key: [value] if isinstance(value, str) else list(value) for key, value in options.items()}
        live = isinstance(place, str)
        if isinstance(place, str):
            given = {"country": ["BE"], "endpoint": [place], "delay": ["0"], **given}
        return Job(
            path=None if isinstance(place, str) else place,
            shown="wikidata" if isinstance(place, str) else place.name,
            source="wd",
            context=project.context,
            countries=countries,
            options=given,
            folder=tmp_path / "download" if live else None,
        )

    return make


def nodes(job: Job) -> dict[str, Node]:
    """The records by id; each has one of its own."""
    found = list(WIKIDATA.records(job))
    by_id = {node["id"]: node for node in found}
    assert len(by_id) == len(found)
    return by_id


def written(job: Job) -> set[str]:
    """The lines that the writer makes of the records, without the description of the source; it refuses nothing."""
    file = RecordFile(job.shown, "graph:wd", WIKIDATA.records(job))
    found = set(Writer(job.context, file).lines())
    assert file.faults == []
    return {
        line
        for line in found
        if not line.startswith("<https://w3id.org/mediagraph/id/source/wd> ") or "passage" in line
    }


def said(job: Job) -> list[tuple[int, str, str, str]]:
    return sorted((fault.line, fault.column, fault.value, fault.reason) for fault in job.faults)


def entities(first: list[str]) -> list[Json]:
    """The world with the items of a download first, in its order."""
    return [*(BY_ID[id_] for id_ in first), *(entity for id_, entity in BY_ID.items() if id_ not in first)]


def kept(folder: Path, suffix: str = "srj") -> list[Path]:
    return sorted((folder / "download").glob(f"*.{suffix}"))


# What becomes of an item


def test_a_film_is_told_with_all_that_wikidata_says_of_it(front: Front, job: Callable[..., Job]) -> None:
    call = job(front.address)

    told = nodes(call)

    film = told["work:imdb-tt9000001"]
    assert {key: value for key, value in film.items() if key != "participation"} == {
        "id": "work:imdb-tt9000001",
        "type": "Film",
        "name": {"en": "Red Silk Road", "zh-hant": "紅絲路", "ru": "Красный шёлк"},
        "originalTitle": {"fr": ["Route de la soie rouge"]},
        "imdb": ["tt9000001"],
        "tmdb": ["900001"],
        "wikidata": f"{WD}Q900301",
        "countryOfOrigin": ["country:BE", "country:FR"],
        "language": ["bas", "fr"],
        "genre": ["drama"],
        "runtime": [95, 120],
        "evidence": "source:wd#row-1",
    }
    assert [(part["id"], part["role"], part["agent"]) for part in film["participation"]] == [
        ("source:wd#Q900301-director-Q900101", "director", "person:wikidata-Q900101"),
        ("source:wd#Q900301-director-Q900102", "director", "person:wikidata-Q900102"),
    ]
    assert told["source:wd#row-1"]["address"] == f"{WD}Q900301"
    assert told["person:wikidata-Q900101"]["name"] == {"en": "Ann Example", "zh": "安·例"}
    assert told["person:wikidata-Q900101"]["imdb"] == ["nm9000001"]
    assert told["person:wikidata-Q900102"]["name"] == {"mul": "Bob Example"}
    assert "left out (1): P136: a genre for which there is no concept" in call.notes


def test_several_companies_co_produce_and_one_alone_produces(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address))

    together = told["source:wd#Q900301-co-production"]
    assert (together["cooperationKind"], together["cooperationOn"]) == ("co-production", "work:imdb-tt9000001")
    assert [(part["role"], part["agent"]) for part in together["participation"]] == [
        ("co-producer", "organisation:wikidata-Q900201"),
        ("co-producer", "organisation:wikidata-Q900202"),
    ]
    assert told["organisation:wikidata-Q900202"]["inCountry"] == ["country:FR"]
    alone = told["work:wikidata-Q900302"]["participation"]
    assert [(part["role"], part["agent"]) for part in alone] == [
        ("director", "organisation:wikidata-Q900104"),
        ("producer", "organisation:wikidata-Q900201"),
    ]
    assert "source:wd#Q900302-co-production" not in told
    parties = told["source:wd#Q900309-co-production"]["participation"]
    assert [part["agent"] for part in parties] == ["person:wikidata-Q900101", "organisation:wikidata-Q900203"]


def test_each_publication_is_a_release_as_precise_as_it_is_stated(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address))

    releases = {
        (node["ofWork"].removeprefix("work:"), node["date"]): (node["status"], node.get("territory"))
        for node in told.values()
        if node["type"] == "Release" and node.line in {1, 2, 9, 10}
    }
    assert releases == {
        ("imdb-tt9000001", "2019-05-20"): ("happened", ["country:FR"]),
        ("imdb-tt9000001", "2019-09"): ("happened", ["country:BE"]),
        ("wikidata-Q900302", "2015"): ("happened", None),
        ("wikidata-Q900309", "197X"): ("happened", None),
        ("wikidata-Q900309", "1901/2000"): ("happened", None),
        ("wikidata-Q900310", "2190-01"): ("planned", None),
    }
    assert told["source:wd#Q900301-release-2019-05-20-FR"]["editorialNote"] == {
        "en": ["Place of publication: Q900220 House of Media."]
    }
    assert told["source:wd#Q900310-co-production"]["status"] == "planned"


def test_only_statements_of_the_best_rank_count(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address))

    assert told["work:wikidata-Q900302"]["countryOfOrigin"] == ["country:BE"]
    assert "2014-03-01" not in {node.get("date") for node in told.values()}
    assert "2018-01-01" not in {node.get("date") for node in told.values()}


def test_states_of_the_past_are_themselves(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address))

    origins = told["work:wikidata-Q900309"]["countryOfOrigin"]
    assert sorted(origins) == ["country:BE", "country:SUHH", "country:YUCS"]


def test_a_series_has_its_own_number_at_tmdb(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address))

    assert (told["work:wikidata-Q900303"]["type"], told["work:wikidata-Q900303"]["tmdb"]) == ("Series", ["900003"])


def test_a_title_stands_in_for_a_missing_name(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address))

    assert told["work:wikidata-Q900305"]["name"] == {"nl": "Zonder naam"}


def test_what_cannot_be_read_is_rejected_by_name(front: Front, job: Callable[..., Job]) -> None:
    call = job(front.address)

    told = nodes(call)

    germany = "no country of the project, did you mean East Germany or Germany or Nigeria?"
    assert said(call) == [
        (4, "Q900304.P495", "Q7318 Nazi Germany", germany),
        (6, "Q900306", "", "an item without a name"),
        (7, "Q900307.P57", "Q900103", "an item without a name"),
        (8, "Q900308.P345", "tt9000001", "the same IMDb id as Q900301, which comes before"),
    ]
    assert all(fault.accepted for fault in call.faults)
    assert {node.line for node in told.values()} == {0, *range(1, 19)} - {4, 6, 7, 8}


def test_what_a_row_can_do_without_is_told_at_the_end(front: Front, job: Callable[..., Job]) -> None:
    call = job(front.address)

    nodes(call)

    duration = "no duration of half a minute or more, in minutes, hours or seconds"
    assert sorted(note.removeprefix("left out (1): ") for note in call.notes) == [
        "P136: a genre for which there is no concept",
        f"P2047 10 Q11574: {duration}",
        f"P2047 3 Q900099: {duration}",
        "P272.P17 Q7318 Nazi Germany: no country of the project",
        "P345 nm9000001: an IMDb id of such a thing is tt and seven digits or more",
        "P345 tt12: an IMDb id of such a thing is tt and seven digits or more",
        "P364 Q900050 Tongue of the isle: a language without a code (P218, P305, P220) that is known here",
        "P577 -0044: a date before the common era",
    ]
    nodes(replace(call, refused=frozenset({9})))
    assert len(call.notes) == 3  # of the last reading only


def test_organisations_have_kinds_countries_and_parents(front: Front, job: Callable[..., Job]) -> None:
    call = job(front.address, kind="organisations")

    told = nodes(call)

    assert told["organisation:wikidata-Q900201"] == {
        "id": "organisation:wikidata-Q900201",
        "type": "Organisation",
        "name": {"en": "Brussels Works", "fr": "Ateliers de Bruxelles"},
        "organisationKind": ["production-company"],
        "inCountry": ["country:BE"],
        "imdb": ["co9000001"],
        "website": ["https://works.example/"],
        "wikidata": f"{WD}Q900201",
        "partOf": ["organisation:wikidata-Q900210"],
        "evidence": "source:wd#row-1",
    }
    assert told["organisation:wikidata-Q900204"]["organisationKind"] == ["broadcaster"]
    assert told["organisation:wikidata-Q900204"]["partOf"] == ["organisation:wikidata-Q900210"]  # and of no building
    assert told["organisation:wikidata-Q900205"]["organisationKind"] == ["media-group"]
    assert told["organisation:wikidata-Q900210"]["name"] == {"en": "Example Holding"}
    assert [(line, column) for line, column, *_ in said(call)] == [(4, "Q900206")]
    assert call.notes == ["left out (1): P856 works.example: no address that begins with https:// or http://"]


def test_relations_are_told_once_a_pair_with_each_date_that_a_side_states(
    front: Front, job: Callable[..., Job]
) -> None:
    call = job(front.address, kind="relations", country="Belgique")

    told = nodes(call)

    assert {id_: node["party"] for id_, node in told.items() if node["type"] == "DiplomaticRelation"} == {
        "relation:BE-CN": ["country:BE", "country:CN"],
        "relation:BE-DE": ["country:BE", "country:DE"],
        "relation:BE-FR": ["country:BE", "country:FR"],
        "relation:BE-RU": ["country:BE", "country:RU"],
        "relation:BE-SUHH": ["country:BE", "country:SUHH"],
    }
    changes = [
        (node["changeOf"].partition(":")[2], node["changeKind"], node["date"])
        for node in told.values()
        if node["type"] == "RelationChange"
    ]
    assert sorted(changes) == [
        ("BE-CN", "established", "1971-10-25"),
        ("BE-DE", "established", "1951"),
        ("BE-DE", "severed", "1940-05"),
        ("BE-FR", "established", "1830"),
        ("BE-FR", "established", "1831-03-07"),
        ("BE-SUHH", "established", "1935-07-12"),
        ("BE-SUHH", "severed", "199X"),
    ]
    assert [(column, value.split()[0], reason.split(",")[0]) for _, column, value, reason in said(call)] == [
        ("Q31.P530", "Q7318", "no country of the project"),
        ("Q31.P530.P580", "BE-RU", "an unknown date"),
        ("Q31.P530.P580", "BE-RU", "a date before the common era"),
    ]


def test_a_day_of_the_julian_calendar_is_told_by_the_gregorian_one(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address, kind="relations", country="FR"))

    assert told["source:wd#FR-RU-established-1717-08-15"]["date"] == "1717-08-15"


def test_relations_of_some_years_are_those_that_changed_in_them(front: Front, job: Callable[..., Job]) -> None:
    told = nodes(job(front.address, kind="relations", since="1940", until="1951"))

    assert [id_ for id_ in told if "relation" in id_ or "#BE" in id_] == [
        "relation:BE-DE",
        "source:wd#BE-DE-established-1951",
        "source:wd#BE-DE-severed-1940-05",
    ]


def test_an_organisation_of_both_kinds_is_told_once_and_whole(front: Front, job: Callable[..., Job]) -> None:
    call = job(front.address, kind=["productions", "organisations"])

    told = nodes(call)

    assert told["organisation:wikidata-Q900201"]["organisationKind"] == ["production-company"]
    assert "organisationKind" not in told["organisation:wikidata-Q900202"]  # of France: only named by a film
    assert told["work:imdb-tt9000001"]["evidence"] == "source:wd#row-5"
    written(call)


def test_the_source_says_what_it_is_and_when_it_was_read(front: Front, job: Callable[..., Job]) -> None:
    call = job(front.address, country=["FR", "Бельгия"], since="2015")

    source = next(iter(WIKIDATA.records(call)))

    assert (source["id"], source["type"]) == ("source:wd", "Dataset")
    assert source["name"] == {"en": "Wikidata: productions of BE and FR, 2015-"}
    assert source["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert "does not say who led" in source["editorialNote"]["en"]
    assert source["retrieved"] == datetime.now(UTC).date().isoformat()


@pytest.mark.parametrize("kind", BELGIAN)
def test_the_records_break_no_shape(
    kind: str, front: Front, job: Callable[..., Job], project: Project, tmp_path: Path
) -> None:
    paths = [tmp_path / "loaded.nq"]
    call = job(front.address, kind=kind)
    lines = Writer(project.context, RecordFile("wikidata", "graph:wd", WIKIDATA.records(call))).lines()
    paths[0].write_text("".join(lines), encoding="utf-8")
    for table in discover(project.data):
        if "countr" in table.stem and table.suffix == ".csv":
            paths.append(tmp_path / f"{table.stem}.nq")
            records = open_file(table, table.name, project.context)
            paths[-1].write_text("".join(Writer(project.context, records).lines()), encoding="utf-8")

    findings, _ = judge_files(project, paths)

    assert [finding for finding in findings if finding.severity == "Violation"] == []


# The same from everywhere


@pytest.mark.parametrize("kind", BELGIAN)
def test_pages_and_entities_tell_the_same_as_the_endpoint(
    kind: str, front: Front, job: Callable[..., Job], tmp_path: Path
) -> None:
    live = job(front.address, kind=kind, page="3")
    expected = written(live)
    world = entities(BELGIAN[kind])
    files = {
        "pages.srj": "".join(path.read_text(encoding="utf-8") for path in kept(tmp_path)),
        "api.json": json.dumps({"entities": {entity["id"]: entity for entity in world}}),
        "pages-of-entities.json": json.dumps({"entities": {one["id"]: one for one in world}}, indent=1),
        "lines.jsonl": "".join(f"{json.dumps(entity, ensure_ascii=False)}\n" for entity in world),
        "dump.json": "[\n" + ",\n".join(json.dumps(entity) for entity in world) + "\n]\n",
    }

    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        call = job(tmp_path / name, kind=kind, country="BE")
        # A dump's entities stand one line lower, which numbers their rows.
        assert len(written(call)) == len(expected)
        if name != "dump.json":
            assert written(job(tmp_path / name, kind=kind, country="BE")) == expected
            assert said(call) == said(live)

    assert len(expected) > 30


@pytest.mark.parametrize("years", [{"since": "2015"}, {"until": "2015"}, {"since": "2012", "until": "2019"}])
def test_years_mean_the_same_in_a_file(
    years: dict[str, str], front: Front, job: Callable[..., Job], tmp_path: Path
) -> None:
    path = tmp_path / "world.json"
    path.write_text(json.dumps({"entities": BY_ID}), encoding="utf-8")

    live, file = nodes(job(front.address, **years)), nodes(job(path, country="BE", **years))

    works = {id_ for id_ in live if id_.startswith("work:")}
    assert works == {id_ for id_ in file if id_.startswith("work:")}
    assert 3 < len(works) < 14


def test_without_a_country_a_file_is_read_whole(job: Callable[..., Job], tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text(json.dumps({"entities": BY_ID}), encoding="utf-8")

    told = nodes(job(path))

    assert told["work:wikidata-Q900399"]["countryOfOrigin"] == ["country:DE"]
    assert "retrieved" not in told["source:wd"]


def test_what_a_file_holds_beside_what_is_asked_for_is_told(job: Callable[..., Job], tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    ids = ("Q900311", "Q900101", "Q900204", "Q900399", "Q900104")
    path.write_text("\n".join(json.dumps(BY_ID[id_]) for id_ in ids), encoding="utf-8")
    call = job(path, country="BE")

    told = nodes(call)

    assert [id_ for id_ in told if id_.startswith("work:")] == ["work:wikidata-Q900311"]
    assert said(call) == [(5, "Q900104", "Q900104 The Two Examples", "none of organisations, productions, relations")]
    assert call.notes == [
        "left out (1): one of the organisations, which --kind organisations asks for",
        "left out (1): one of the productions, of other countries or years than those asked for",
    ]


def test_a_file_without_what_its_items_name_says_what_to_add(job: Callable[..., Job], tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(BY_ID["Q900301"]), encoding="utf-8")
    call = job(path)

    told = nodes(call)

    assert list(told) == ["source:wd"]
    names = {(fault.column, fault.value) for fault in call.faults if fault.reason == "an item without a name"}
    assert names == {
        ("Q900301.P57", "Q900101"),
        ("Q900301.P57", "Q900102"),
        ("Q900301.P272", "Q900201"),
        ("Q900301.P272", "Q900202"),
    }
    assert all("add what its items name" in fault.accepted for fault in call.faults)


@pytest.mark.parametrize(
    ("kind", "odd", "column", "reason"),
    [
        ("relations", item("Q7318", "Nazi Germany", P530="Q31"), "Q7318", "no country of the project"),
        ("relations", item("Q31", "Belgium", P530=["Q31", "Q142"]), "Q31.P530", "a relation of a country with itself"),
        ("organisations", item("Q900501", "X", P31="Q375336", P17="Q7318"), "Q900501.P17", "no country of the project"),
        ("productions", item("Q900502", "X", P31="Q11424", P495="Q7318"), "Q900502.P495", "no country of the project"),
        ("productions", {"id": "Q900503", "missing": ""}, "", "Wikidata has no such entity"),
    ],
    ids=["a country of nobody's", "a country and itself", "an organisation", "a film", "a missing entity"],
)
def test_an_odd_item_is_rejected_alone(
    kind: str, odd: Json, column: str, reason: str, job: Callable[..., Job], tmp_path: Path
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"entities": {"odd": odd, "Q142": BY_ID["Q142"], **BY_ID}}), encoding="utf-8")
    call = job(path, kind=kind)

    told = nodes(call)

    (fault,) = [fault for fault in call.faults if fault.line == 1]
    assert (fault.column, fault.reason.partition(",")[0]) == (column, reason)
    assert len(told) > 5


@pytest.mark.parametrize(
    ("odd", "note"),
    [
        (item("Q900501", "X", P31="Q375336", P749="Q900501"), "P749 Q900501 X: a parent that is no other organisation"),
        (item("Q900501", "X", P31="Q375336", P749="Q900101"), "P749 Q900101 Ann Example: a parent that is no other"),
        (item("Q900502", "X", P31="Q11424", P2047=lasting("many")), "P2047 many Q7727: no duration"),
    ],
    ids=["its own parent", "a person as parent", "a duration in words"],
)
def test_what_an_odd_item_can_do_without_is_left_out(
    odd: Json, note: str, job: Callable[..., Job], tmp_path: Path
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"entities": {"odd": odd, "Q900101": BY_ID["Q900101"]}}), encoding="utf-8")
    call = job(path, kind=["organisations", "productions"])

    told = nodes(call)

    assert [fault for fault in call.faults if fault.line == 1] == []
    assert "source:wd#row-1" in told
    assert call.notes[0].startswith(f"left out (1): {note}")


def test_the_most_frequent_of_what_is_left_out_is_told_first(job: Callable[..., Job], tmp_path: Path) -> None:
    films = [item(f"Q9006{n}", "X", P31="Q11424", P345=f"nm{n // 2}", P136="Q900099") for n in range(10, 60)]
    path = tmp_path / "films.jsonl"
    path.write_text("\n".join(map(json.dumps, films)), encoding="utf-8")
    call = job(path)

    nodes(call)

    assert len(call.notes) == 21
    assert call.notes[0] == "left out (50): P136: a genre for which there is no concept"
    assert call.notes[1].startswith("left out (2): P345 nm")
    assert call.notes[-1] == "left out: 6 further values"


def test_rows_that_are_refused_give_nothing_and_share_nothing(front: Front, job: Callable[..., Job]) -> None:
    call = replace(job(front.address), refused=frozenset({1, 2, 4}))

    told = nodes(call)

    assert "work:imdb-tt9000001" in told  # the twin, which bears the same IMDb id, is not refused
    assert told["work:imdb-tt9000001"]["name"] == {"en": "Twin"}
    assert told["person:wikidata-Q900101"]["evidence"] == "source:wd#row-9"
    assert {fault.line for fault in call.faults} == {6, 7}


def test_the_command_loads_a_file(
    front: Front, job: Callable[..., Job], copy: Path, tmp_path: Path, cli: Callable[..., Result]
) -> None:
    written(job(front.address))
    path = tmp_path / "saved.srj"
    path.write_text("".join(page.read_text(encoding="utf-8") for page in kept(tmp_path)), encoding="utf-8")
    words = ("load", "wikidata", path, "--project", copy, "--store", tmp_path / "store")

    result, again = cli(*words), cli(*words)

    assert result.exit_code == 0, result.stderr
    assert "saved: 18 rows, 4 rejected" in result.stdout
    assert "nothing has changed" in again.stdout


# Paging and resuming


def test_a_download_is_paged_by_the_last_item_and_asks_no_more_than_it_must(
    front: Front, job: Callable[..., Job], tmp_path: Path
) -> None:
    call = job(front.address, page="1")

    told = nodes(call)

    assert (front.lists, len(front.queries)) == (2, 2 + 18)
    assert "OFFSET" not in "".join(front.queries)
    assert f'VALUES ?after {{ "{WD}Q900310" }}' in [query for query in front.queries if "ORDER BY" in query][1]
    assert [path.name[:17] for path in kept(tmp_path)] == [f"productions-{page:05}" for page in range(1, 19)]
    assert sum(node["type"] == "Row" for node in told.values()) == 14


def test_what_was_downloaded_is_not_asked_for_again(front: Front, job: Callable[..., Job]) -> None:
    first = written(job(front.address, page="5"))
    asked = len(front.queries)

    assert written(job(front.address, page="5")) == first
    assert len(front.queries) == asked


def test_an_interrupted_download_goes_on_after_the_last_whole_page(
    front: Front, job: Callable[..., Job], tmp_path: Path
) -> None:
    front.replies[4] = Reply(500, b"the machine room is on fire")
    with pytest.raises(EndpointError, match="the machine room is on fire"):
        list(WIKIDATA.records(job(front.address, page="4")))
    assert len(kept(tmp_path)) == 2

    resumed = written(job(front.address, page="4"))

    assert len(front.queries) == 4 + (1 + 5) - (1 + 2)
    for path in (tmp_path / "download").iterdir():
        path.unlink()
    assert written(job(front.address, page="4")) == resumed


def test_other_options_begin_anew(front: Front, job: Callable[..., Job]) -> None:
    nodes(job(front.address, page="20"))
    asked = len(front.queries)

    told = nodes(job(front.address, page="20", country="FR"))

    assert len(front.queries) > asked
    assert [id_ for id_ in told if id_.startswith("work:")] == ["work:imdb-tt9000001"]


def test_a_page_that_was_spoilt_on_disk_is_asked_for_again(
    front: Front, job: Callable[..., Job], tmp_path: Path
) -> None:
    first = written(job(front.address, page="20"))
    (page,) = kept(tmp_path)
    page.write_text(page.read_text(encoding="utf-8")[:1000], encoding="utf-8")
    asked = len(front.queries)

    assert written(job(front.address, page="20")) == first
    assert len(front.queries) == asked + 1


def test_a_page_that_cannot_be_kept_is_an_error_of_the_file(
    front: Front, job: Callable[..., Job], tmp_path: Path
) -> None:
    (tmp_path / "download").write_text("in the way", encoding="utf-8")

    with pytest.raises(FileError, match="cannot be written"):
        list(WIKIDATA.records(job(front.address)))


def test_without_a_folder_nothing_is_kept(front: Front, job: Callable[..., Job], tmp_path: Path) -> None:
    call = replace(job(front.address), folder=None)

    assert "work:imdb-tt9000001" in nodes(call)
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_never_ends_is_an_error(stub: Front, job: Callable[..., Job]) -> None:
    rows = [{"item": {"type": "uri", "value": f"{WD}Q{number}"}} for number in range(10, 20)]
    part = json.dumps({"head": {"vars": ["item"]}, "results": {"bindings": rows}}).encode()
    columns = ["item", "linked", "property", "statement", "rank", "qualifier", "value", "precision", "unit"]
    page = json.dumps({"head": {"vars": columns}, "results": {"bindings": []}}).encode()
    stub.always = Reply(200, page)
    stub.replies = {1: Reply(200, part), 12: Reply(200, part)}

    with pytest.raises(EndpointError, match="does not go beyond"):
        list(WIKIDATA.records(job(stub.address, page="1")))


def test_an_endpoint_that_answers_something_else_is_told(stub: Front, job: Callable[..., Job]) -> None:
    stub.always = Reply(200, b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}')

    with pytest.raises(EndpointError, match="the answer cannot be read: not an answer"):
        list(WIKIDATA.records(job(stub.address)))


# Manners


class Asking:
    """An endpoint that is asked without waiting; what it would have waited is noted."""

    def __init__(self, address: str, **options: Any) -> None:
        self.waits: list[float] = []
        self.told: list[str] = []
        self.endpoint = PoliteEndpoint(address, sleep=self.waits.append, tell=self.told.append, **options)

    def ask(self, query: str = "SELECT ?item WHERE { ?item ?p ?o }") -> Any:
        return self.endpoint.ask(query)


def test_requests_say_who_asks_and_are_posted_when_long(stub: Front) -> None:
    stub.always = Reply(200, EMPTY)
    asking = Asking(stub.address, delay=0)

    asking.ask()
    asking.ask("SELECT ?item WHERE { ?item ?p ?o } # " + "long " * 1000)

    assert stub.methods == ["GET", "POST"]
    assert all(agent.startswith("mediagraph/") for agent in stub.agents)
    assert all("https://w3id.org/mediagraph" in agent for agent in stub.agents)


def test_requests_keep_their_distance(stub: Front) -> None:
    stub.always = Reply(200, EMPTY)
    asking = Asking(stub.address, delay=60)

    for _ in range(3):
        asking.ask()

    assert len(asking.waits) == 2
    assert all(50 < wait <= 60 for wait in asking.waits)


@pytest.mark.parametrize("status", [429, 503])
def test_an_endpoint_is_asked_again_when_it_says(status: int, stub: Front) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    stub.replies = {1: Reply(status, b"busy", {"Retry-After": "7"}), 2: Reply(status, b"", {"Retry-After": later})}
    stub.always = Reply(200, EMPTY)
    asking = Asking(stub.address, delay=0)

    answer = asking.ask()

    assert answer == json.loads(EMPTY)
    assert asking.waits[0] == 7
    assert 60 < asking.waits[1] <= 100
    assert [f"answered {status}" in told for told in asking.told] == [True, True]


def test_an_endpoint_that_does_not_say_when_is_given_time(stub: Front) -> None:
    stub.replies = {1: Reply(503), 2: Reply(502), 3: Reply(429)}
    stub.always = Reply(200, EMPTY)
    asking = Asking(stub.address, delay=0)

    asking.ask()

    assert asking.waits == [2, 4, 60]


def test_a_wait_that_is_too_long_ends_the_download(stub: Front) -> None:
    stub.always = Reply(429, b"far too many", {"Retry-After": "86400"})
    asking = Asking(stub.address)

    with pytest.raises(EndpointError, match=r"wait for 86400 s .*far too many.*run the same command again"):
        asking.ask()

    assert (asking.waits, len(stub.queries)) == ([], 1)


def test_an_endpoint_that_stays_busy_is_given_up(stub: Front) -> None:
    stub.always = Reply(503, b"under repair")

    with pytest.raises(EndpointError, match=r"503 .*under repair.*run the same command again") as caught:
        Asking(stub.address, tries=3, delay=0).ask()

    assert len(stub.queries) == 3
    assert caught.value.exit_code == 3


def test_an_answer_that_breaks_off_is_asked_for_again(stub: Front) -> None:
    stub.replies = {1: Reply(200, EMPTY[:20], cut=True)}
    stub.always = Reply(200, EMPTY)
    asking = Asking(stub.address, delay=0)

    assert asking.ask() == json.loads(EMPTY)
    assert len(stub.queries) == 2


def test_nobody_there_is_an_error_after_some_tries() -> None:
    asking = Asking(f"http://127.0.0.1:{free_port()}/sparql", tries=3, delay=0)

    with pytest.raises(EndpointError, match=r"no answer .* is the address right"):
        asking.ask()

    assert asking.waits == [2, 4]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 500])
def test_a_refusal_is_told_in_the_endpoints_own_words_and_not_repeated(status: int, stub: Front) -> None:
    stub.always = Reply(status, b"You are\nnot welcome")

    with pytest.raises(EndpointError, match="You are not welcome"):
        Asking(stub.address).ask()

    assert len(stub.queries) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, b"SPARQL-QUERY: queryStr=SELECT " + b"x" * 9000 + b"\njava.util.concurrent.TimeoutException"),
        Reply(200, b'{"head":{"vars":["item"]},"results":{"bindings":[\njava.util.concurrent.TimeoutException'),
    ],
    ids=["before", "amid the answer"],
)
def test_a_query_that_takes_too_long_there_says_what_to_do(reply: Reply, stub: Front) -> None:
    stub.always = reply

    with pytest.raises(EndpointError, match=r"took longer there than is allowed; .*--page"):
        Asking(stub.address).ask()


@pytest.mark.parametrize("body", [b"", b"<html>welcome</html>", b'{"head":', b"[" * 100_000])
def test_an_answer_that_cannot_be_read_is_an_error(body: bytes, stub: Front) -> None:
    stub.always = Reply(200, body)

    with pytest.raises(EndpointError, match="the answer cannot be read"):
        Asking(stub.address).ask()


def test_the_command_shows_an_endpoints_failure_without_a_traceback(
    stub: Front, copy: Path, tmp_path: Path, cli: Callable[..., Result]
) -> None:
    stub.always = Reply(403, b"banned for a day")

    result = cli(
        *("load", "wikidata", "--country", "BE", "--endpoint", stub.address, "--delay", "0"),
        *("--project", copy, "--store", tmp_path / "store"),
    )

    assert result.exit_code == 3
    assert "banned for a day" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_file_of_nonsense_is_an_error_with_its_place(job: Callable[..., Job], tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    path.write_text('{"head": {"vars": ["item"]},\n "results"', encoding="utf-8")

    with pytest.raises(DataError) as caught:
        list(WIKIDATA.records(job(path)))

    assert caught.value.faults == [Fault("saved.json", 2, "11", "", "not JSON: Expecting ':' delimiter")]
