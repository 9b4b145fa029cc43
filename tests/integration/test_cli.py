"""The command line: every verb, every form, every exit code, and values that stay values."""

from __future__ import annotations

import csv
import io
import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from mediagraph.building import build
from mediagraph.cli.main import VERBS
from mediagraph.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Cli = Callable[..., Result]

ROOT = Path(__file__).resolve().parents[2]
ALL_TRIPLES = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


@pytest.fixture
def ask(built: Build, cli: Cli) -> Cli:
    """Run a verb on the shipped graph."""

    def ask(verb: str, *words: str | Path, stdin: str | None = None) -> Result:
        return cli(verb, *words, "--store", built.store, "--project", ROOT, stdin=stdin)

    return ask


def good(result: Result) -> str:
    """What a verb printed, after seeing that all went well."""
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return str(result.stdout)


def refused(result: Result, code: int) -> str:
    """What a verb said on standard error when it refused, without a traceback and without an answer."""
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return str(result.stderr)


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


# Help


def test_help_lists_every_verb_and_the_exit_codes(cli: Cli) -> None:
    text = good(cli("--help"))

    assert [verb for verb in VERBS if not re.search(rf"^  {verb} +\S", text, re.MULTILINE)] == []
    assert "Exit codes: 0 fine, 1 findings in the data, 2 misuse, 3 endpoint or file system." in " ".join(text.split())


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_help_of_a_verb_has_an_example(verb: str, cli: Cli) -> None:
    text = good(cli(verb, "--help"))

    assert re.search(rf"^  .*\bmediagraph {verb}\b", text.split("Options:")[0], re.MULTILINE)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_list_of_verbs_says_what_their_help_says(verb: str, cli: Cli) -> None:
    first_word = VERBS[verb][2].split()[0].rstrip(",")

    assert good(cli(verb, "-h")).split("\n\n")[1].split()[0].rstrip(",") == first_word


def test_the_version_is_printed(cli: Cli) -> None:
    assert re.fullmatch(r"mediagraph, version \d+\.\d+\.\d+\S*\n", good(cli("--version")))


# Verbs, and the forms of their answers


def test_queries_lists_all_stored_queries_and_finds_them_by_words(cli: Cli) -> None:
    everything = json.loads(good(cli("queries", "--format", "json")))
    found = json.loads(good(cli("queries", "releases", "country", "--format", "json")))
    table = good(cli("queries"))

    files = sorted(p.relative_to(ROOT / "queries").with_suffix("").as_posix() for p in ROOT.glob("queries/**/*.rq"))
    assert [query["name"] for query in everything] == files
    assert "works/releases" in [query["name"] for query in found]
    assert len(found) < len(everything)
    assert all(name in table for name in files)


def test_a_query_gives_the_same_rows_in_every_form(ask: Cli) -> None:
    words = ("query", "works/releases", "status=happened")

    as_csv = read_csv(good(ask(*words, "--format", "csv")))
    as_tsv = ox.parse_query_results(good(ask(*words, "--format", "tsv")).encode(), ox.QueryResultsFormat.TSV)
    as_json = json.loads(good(ask(*words, "--format", "json")))["results"]["bindings"]
    as_table = good(ask(*words))

    assert isinstance(as_tsv, ox.QuerySolutions)
    works = [row["work"] for row in as_csv]
    assert works
    assert works == [str(row["work"])[1:-1] for row in as_tsv]
    assert works == [row["work"]["value"] for row in as_json]
    assert as_table.endswith(f"{len(works)} rows\n")
    assert "work:" in as_table, "IRIs are shown as CURIEs"


def test_a_query_takes_parameters_by_word_and_by_option(ask: Cli) -> None:
    by_word = good(ask("query", "relations/timeline", "country=Belgium", "--format", "csv"))
    by_option = good(ask("query", "relations/timeline", "-p", "country=BE", "--format", "csv"))

    assert by_word == by_option
    assert "1971-10-25" in by_word


def test_a_parameter_that_is_given_twice_is_a_list(ask: Cli) -> None:
    one, other, both = (
        {row["entity"] for row in read_csv(good(ask("query", "entities/labels", *words, "--format", "csv")))}
        for words in (["entity=BE"], ["entity=CN"], ["entity=BE", "entity=CN"])
    )

    assert one
    assert other
    assert both == one | other


@pytest.mark.parametrize("words", [["works/releases", "--help"], ["works/releases", "status=planned", "-h"]])
def test_help_after_the_name_of_a_query_documents_that_query(cli: Cli, words: list[str]) -> None:
    assert good(cli("query", *words)) == good(cli("query", "works/releases", "--explain"))
    assert good(cli("query", "--help")).startswith("Usage:")


def test_explain_prints_parameters_and_columns(cli: Cli) -> None:
    text = good(cli("query", "works/releases", "--explain"))

    assert re.search(r"^  country \(entity mg:Country; may be left out\): ", text, re.MULTILINE)
    assert re.search(r"^  territories: ", text, re.MULTILINE)


def test_show_prints_sparql_that_gives_the_same_answer(ask: Cli) -> None:
    words = ("query", "relations/timeline", "country=BE")

    shown = good(ask(*words, "--show"))

    assert good(ask("sparql", "-", "--format", "csv", stdin=shown)) == good(ask(*words, "--format", "csv"))


def test_sparql_reads_a_file_and_standard_input(ask: Cli, tmp_path: Path) -> None:
    query = "SELECT ?film WHERE { ?film a mg:Film } ORDER BY ?film"
    file = tmp_path / "films.rq"
    file.write_text("\ufeff" + query, encoding="utf-8")

    from_file, from_input = good(ask("sparql", file)), good(ask("sparql", "-", stdin=query))

    assert from_file == from_input
    assert "work:" in from_file


def test_sparql_prints_triples_as_turtle_and_truth_as_a_word(ask: Cli) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { work:red-silk } ?s ?p ?o }"

    turtle = good(ask("sparql", "-", stdin=construct))
    truth = good(ask("sparql", "-", "--format", "csv", stdin="ASK { work:red-silk a mg:Film }"))

    subjects = {str(quad.subject) for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    assert subjects == {"<https://w3id.org/mediagraph/id/work/red-silk>"}
    assert good(ask("sparql", "-", "--format", "turtle", stdin=construct)) == turtle
    assert truth == "true\n"


def test_hubs_gives_the_same_ranks_in_every_form(ask: Cli) -> None:
    words = ("hubs", "--network", "organisations")

    as_csv = read_csv(good(ask(*words, "--format", "csv")))
    as_json = json.loads(good(ask(*words, "--format", "json")))
    as_table = good(ask(*words))

    assert as_csv
    assert [(row["rank"], row["entity"]) for row in as_csv] == [
        (str(hub["rank"]), hub["entity"]) for hub in as_json["hubs"]
    ]
    assert f"organisations: nodes {as_json['nodes']}, edges {as_json['edges']}" in as_table
    assert "betweenness on distance = 1/strength" in as_table
    assert all(kind in as_table for kind in as_json["kinds"])


def test_hubs_can_be_cut_by_number_kind_and_year(ask: Cli) -> None:
    words = ("hubs", "--network", "organisations", "--format", "json")
    everything = json.loads(good(ask(*words)))

    top = json.loads(good(ask(*words, "--top", "1")))
    kind = json.loads(good(ask(*words, "--kind", "co-production")))
    never = json.loads(good(ask(*words, "--since", "2999")))

    assert top["hubs"] == everything["hubs"][:1]
    assert set(kind["kinds"]) <= {"co-production"}
    assert never["hubs"] == []


def test_anniversaries_answers_for_a_period(ask: Cli) -> None:
    words = ("anniversaries", "--from", "2020-01-01", "--to", "2021-12-31", "--country", "BE", "--format", "csv")

    fifth = read_csv(good(ask(*words)))
    every = read_csv(good(ask(*words, "--every", "1")))

    assert [(row["ordinal"], row["date"]) for row in fifth] == [("50", "2021-10-25")]
    assert {("49", "2020-10-25"), ("50", "2021-10-25")} <= {(row["ordinal"], row["date"]) for row in every}


def test_anniversaries_of_today_are_the_default(ask: Cli) -> None:
    assert good(ask("anniversaries", "--every", "1", "--format", "csv")).startswith("ordinal,date,")


def test_info_says_what_the_graph_holds(ask: Cli, built: Build) -> None:
    table, content = good(ask("info")), json.loads(good(ask("info", "--format", "json")))

    assert content["version"] == built.manifest.digest
    assert content["quads"] == built.manifest.quads
    assert content["store"] == built.store
    assert len(content["sources"]) == len({row["source"] for row in content["sources"]}) > 2
    assert f"version: {built.manifest.digest}" in table


def test_build_publishes_and_says_how_much(toy: Path, tmp_path: Path, cli: Cli) -> None:
    store = tmp_path / "store"

    text = good(cli("build", "--project", toy, "--store", store))

    assert re.fullmatch(rf"{re.escape(str(store))}: \d+ statements from 2 graphs, no findings\n", text)
    assert "Beta" in good(cli("query", "entities/find", "text=beta", "--project", toy, "--store", store))


def test_the_environment_names_store_and_project(
    toy: Path, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("MEDIAGRAPH_PROJECT", str(toy))

    built = good(cli("build"))

    assert built.startswith(f"{tmp_path / 'store'}: ")
    assert json.loads(good(cli("info", "--format", "json")))["project"] == str(toy)


def test_export_writes_the_files_that_it_names(ask: Cli, tmp_path: Path) -> None:
    files = good(ask("export", "-o", tmp_path / "export")).split()

    assert {str(path) for path in (tmp_path / "export").rglob("*.*") if path.is_file()} == set(files)
    assert {"mediagraph.ttl", "mediagraph.nq.gz", "mediagraph.jsonld", "ontology.ttl", "dataset.ttl"} <= {
        Path(file).name for file in files
    }


def test_report_writes_the_files_that_it_names(ask: Cli, tmp_path: Path) -> None:
    files = good(ask("report", "-o", tmp_path / "report", "--kind", "co-production")).split()

    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted(Path(file).name for file in files)
    assert {"hubs.html", "hubs.md", "hubs-countries.csv"} <= {Path(file).name for file in files}


SHAPE = """\
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX e: <http://e/>
e:Shape a sh:NodeShape ; sh:targetClass e:Film ; sh:property e:Shape-name .
e:Shape-name sh:path e:name ; sh:minCount 1 ; sh:message "Name the film." .
"""


@pytest.fixture
def films(tmp_path: Path) -> Callable[[str], list[str | Path]]:
    """Words of `validate` for RDF of one's own and shapes of one's own."""
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPE, encoding="utf-8")

    def films(turtle: str) -> list[str | Path]:
        data = tmp_path / "films.ttl"
        data.write_text(f"PREFIX e: <http://e/>\n{turtle}\n", encoding="utf-8")
        return ["validate", data, "--shapes", shapes]

    return films


def test_validate_finds_nothing_in_good_data(films: Callable[[str], list[str | Path]], cli: Cli) -> None:
    assert good(cli(*films('e:f a e:Film ; e:name "F" .'))) == "no findings\n"


def test_validate_gives_the_same_findings_in_every_form_and_exit_code_1(
    films: Callable[[str], list[str | Path]], cli: Cli, tmp_path: Path
) -> None:
    words = films("e:f a e:Film . e:g a e:Film .")

    results: dict[str, Any] = {form: cli(*words, "--format", form) for form in ("table", "csv", "json")}
    with_report = cli(*words, "--report", tmp_path / "report.ttl")

    assert {1} == {result.exit_code for result in [*results.values(), with_report]}
    assert [row["focus"] for row in read_csv(results["csv"].stdout)] == ["http://e/f", "http://e/g"]
    assert [row["focus"] for row in json.loads(results["json"].stdout)] == ["http://e/f", "http://e/g"]
    assert results["table"].stdout.count("Name the film.") == 2
    assert results["table"].stdout.endswith("2 violations\n")
    report = {str(quad.predicate) for quad in ox.parse(path=str(tmp_path / "report.ttl"))}
    assert "<http://www.w3.org/ns/shacl#focusNode>" in report


# Files


def test_an_output_file_holds_what_would_be_printed(ask: Cli, tmp_path: Path) -> None:
    file = tmp_path / "releases.csv"
    words = ("query", "works/releases", "--format", "csv")

    printed, written = ask(*words), ask(*words, "-o", file)

    assert good(written) == ""
    assert file.read_bytes() == printed.stdout_bytes
    assert b"\r\n" in printed.stdout_bytes, "SPARQL 1.1 results CSV ends lines as RFC 4180 has it"
    assert list(tmp_path.iterdir()) == [file]


def test_an_output_file_stays_as_it_was_when_the_verb_fails(ask: Cli, tmp_path: Path) -> None:
    file = tmp_path / "answer"
    file.write_text("former", encoding="utf-8")

    refused(ask("sparql", "-", "--format", "turtle", "-o", file, stdin=ALL_TRIPLES), 2)
    refused(ask("query", "works/releases", "country=Atlantis", "-o", file), 2)

    assert file.read_text("utf-8") == "former"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("verb", [("query", "works/releases"), ("export",), ("report",), ("info",)])
def test_an_output_that_cannot_be_written_is_told(verb: tuple[str, ...], ask: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    said = refused(ask(*verb, "-o", tmp_path / "file" / "below"), 3)

    assert str(tmp_path / "file" / "below") in said
    assert "cannot be written: Not a directory" in said


# Misuse


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["qurey"], "unknown command 'qurey', did you mean query?"),
        (["query", "works/relases"], "unknown stored query 'works/relases', did you mean works/releases"),
        (["query", "works/releases", "cuntry=BE"], "unknown parameter 'cuntry', did you mean country?"),
        (["query", "works/releases", "country=Belgum"], "'Belgum', did you mean Belgium"),
        (["query", "works/releases", "country=work:red-silk"], "work:red-silk is no Country of this graph"),
        (["query", "works/releases", "status=planed"], "no status is called 'planed', did you mean planned"),
        (["query", "works/releases", "country"], "'country' is no parameter; write name=value"),
        (["query", "works/releases", "--format", "cvs"], "'cvs' is not one of 'table', 'csv', 'tsv', 'json', 'turtle'"),
        (["query", "works/releases", "--format", "turtle"], "rows cannot be written as turtle; use csv, tsv, json"),
        (["query", "works/releases", "--fromat", "csv"], "Did you mean '--format'?"),
        (["query", "anniversaries/falling", "from=25.10.2021"], "write it as YYYY-MM-DD"),
        (["query", "anniversaries/falling", "every=often"], "every: often is not a whole number"),
        (["query"], "Missing argument 'NAME'"),
        (["hubs", "--network", "contries"], "unknown network 'contries', did you mean countries"),
        (["hubs", "--kind", "coproduction"], "did you mean co-production?"),
        (["hubs", "--top", "0"], "0 is not in the range x>=1"),
        (["anniversaries", "--from", "2021-13-01"], "--from 2021-13-01: not a day of the calendar"),
        (["anniversaries", "--from", "2021-02-01", "--to", "2021-01-01"], "--to 2021-01-01 lies before --from"),
        (["anniversaries", "--every", "0"], "give 1 for all anniversaries"),
        (["anniversaries", "--country", "Atlantis"], "no Country has the code or name 'Atlantis'"),
    ],
)
def test_misuse_is_refused_with_what_would_do(words: list[str], said: str, ask: Cli) -> None:
    assert said in refused(ask(*words), 2)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?s WHERE {", "the query does not parse"),
        ("", "the query does not parse"),
        ("INSERT DATA { <http://e/s> <http://e/p> 1 }", "the query does not parse"),
        ("SELECT ?s WHERE { ?s a nope:Thing }", "the query does not parse"),
    ],
)
def test_sparql_that_is_wrong_is_misuse(query: str, said: str, ask: Cli) -> None:
    assert said in refused(ask("sparql", "-", stdin=query), 2)


def test_the_line_of_a_syntax_error_is_that_of_the_file(ask: Cli) -> None:
    query = "SELECT ?film\nWHERE {\n  ?film mg:date .\n}\n"

    assert "(line 3, column 3)" in refused(ask("sparql", "-", stdin=query), 2)


def test_a_query_file_that_is_not_utf_8_is_misuse(ask: Cli, tmp_path: Path) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes("SELECT ?é WHERE {}".encode("latin-1"))

    assert "not UTF-8" in refused(ask("sparql", file), 2)


def test_a_build_into_an_endpoint_is_misuse(cli: Cli) -> None:
    assert "a build writes a folder" in refused(cli("build", "--store", "http://127.0.0.1:9/query"), 2)


def test_validating_files_and_a_store_at_once_is_misuse(ask: Cli) -> None:
    assert "either files or --store" in refused(ask("validate", "data/tables/countries.csv"), 2)


# Exit code 3


@pytest.mark.parametrize(
    "words",
    [["info"], ["query", "works/releases"], ["sparql", "-"], ["hubs"], ["anniversaries"], ["export"], ["report"]],
)
def test_a_store_without_a_graph_is_exit_code_3(words: list[str], cli: Cli, tmp_path: Path) -> None:
    said = refused(cli(*words, "--store", tmp_path / "none", stdin=ALL_TRIPLES), 3)

    assert "no graph here yet; run `mediagraph build` first" in said
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_not_there_are_exit_code_3(ask: Cli, cli: Cli, tmp_path: Path) -> None:
    assert "none.rq: cannot be read: No such file" in refused(ask("sparql", tmp_path / "none.rq"), 3)
    assert "not a project" in refused(cli("queries", "--project", tmp_path), 3)
    assert "none.ttl: cannot be read" in refused(cli("validate", tmp_path / "none.ttl"), 3)


# Values


NASTY = [
    'say "hi"',
    "it's",
    '" } UNION { ?entity ?p ?o } #',
    "} ?x ?y ?z {",
    "two\nlines",
    "tab\there",
    "back\\slash \\u0022",
    "<http://e/>",
    "?text $text",
    "=1+1, @x; -- # comment",
    "a=b=c",
    "\"\"\" '''",
    "红绸 🎬 e\u0301",
    "a | b",
]


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory, make: Callable[..., Path]) -> list[str]:
    """Words that name a project whose cities have the nasty names, and its store."""
    folder = tmp_path_factory.mktemp("nasty")
    project = make(folder / "project", [name for name in NASTY if " | " not in name])
    build(Project.find(project), folder / "store")
    return ["--project", str(project), "--store", str(folder / "store")]


@pytest.mark.parametrize("name", NASTY)
def test_a_value_stays_one_value_whatever_is_in_it(name: str, nasty: list[str], cli: Cli) -> None:
    """It finds the one city of that name, and gives the name back as it is."""
    words = ("query", "entities/find", f"text={name}", *nasty)
    expected = [name] if " | " not in name else []  # which parts the values of a cell

    as_json = json.loads(good(cli(*words, "--format", "json")))["results"]["bindings"]
    as_csv = read_csv(good(cli(*words, "--format", "csv")))

    assert [row["name"]["value"] for row in as_json] == expected
    assert [row["name"] for row in as_csv] == expected


@pytest.mark.parametrize("name", NASTY)
def test_a_name_of_an_entity_stays_one_value_too(name: str, nasty: list[str], cli: Cli) -> None:
    result = cli("query", "entities/describe", f"entity={name}", "--format", "json", *nasty)

    if " | " in name:
        assert "no entity has the code or name" in refused(result, 2)
    else:
        labels = [row["value"]["value"] for row in json.loads(good(result))["results"]["bindings"]]
        assert name in labels
        assert not set(labels) & (set(NASTY) - {name})


def test_half_a_character_is_misuse(nasty: list[str], cli: Cli) -> None:
    assert "lone surrogate" in refused(cli("query", "entities/find", "text=\udc80", *nasty), 2)


def test_a_value_may_be_empty(nasty: list[str], cli: Cli) -> None:
    assert "no entity has the code or name ''" in refused(cli("query", "entities/describe", "entity=", *nasty), 2)


# Pipes and processes


UNBUFFERED = pytest.mark.parametrize("unbuffered", ["", "1"])


@UNBUFFERED
def test_a_reader_that_has_seen_enough_ends_the_verb_quietly(
    unbuffered: str, built: Build, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "mediagraph", "sparql", "-", "--format", "csv", "--store", built.store]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**environment, "PYTHONUNBUFFERED": unbuffered},
        cwd=ROOT,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(ALL_TRIPLES.encode())  # more than a pipe holds
        process.stdin.close()
        first = process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert first == b"s,p,o\r\n"
    assert said == b""
    assert process.returncode == 0


@UNBUFFERED
def test_a_full_disk_behind_standard_output_is_told(unbuffered: str, built: Build, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "mediagraph", "info", "--store", built.store]
    env = {**environment, "PYTHONUNBUFFERED": unbuffered}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, env=env, cwd=ROOT)

    assert done.stderr == b"mediagraph: standard output: No space left on device\n"
    assert done.returncode == 3


@UNBUFFERED
def test_an_answer_that_is_cut_off_on_its_way_out_is_told(
    unbuffered: str, built: Build, environment: dict[str, str], tmp_path: Path
) -> None:
    query = tmp_path / "all.rq"
    query.write_text(ALL_TRIPLES, encoding="utf-8")
    command = [sys.executable, "-m", "mediagraph", "sparql", str(query), "--format", "csv", "--store", built.store]
    with (tmp_path / "out.csv").open("wb") as out:
        done = subprocess.run(
            command,
            check=False,
            stdout=out,
            stderr=subprocess.PIPE,
            env={**environment, "PYTHONUNBUFFERED": unbuffered},
            cwd=ROOT,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
        )

    assert (tmp_path / "out.csv").stat().st_size == 100_000
    assert done.stderr == b"mediagraph: standard output: File too large\n"
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [(["qurey"], 2), (["query", "nope", "--explain"], 2), (["info", "--store", "/nowhere"], 3), (["queries"], 0)],
)
def test_a_process_ends_with_the_exit_code_and_no_traceback(words: list[str], code: int, run: Run) -> None:
    done = run(*words)

    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("mediagraph: ") == (code != 0)


def test_tables_are_the_same_whatever_the_locale(built: Build, run: Run, environment: dict[str, str]) -> None:
    """Python prints UTF-8 even where the locale is C (PEP 538, PEP 540)."""
    words = ("query", "entities/labels", "entity=country:CN", "--store", built.store, "--project", ROOT)

    plain, posix = (run(*words, env=environment | {"LC_ALL": locale}) for locale in ("C.UTF-8", "C"))

    assert plain.returncode == 0
    assert plain.stdout == posix.stdout
