"""The magics of notebooks, in a real IPython shell on the graph of the articles and the countries."""

from __future__ import annotations

import datetime
import inspect
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.completer import provisionalcompleter
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from mediagraph.notebook.magics import MediagraphMagics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mediagraph.building import Build
    from servers import Server

ROOT = Path(__file__).resolve().parents[2]
RED_SILK = "https://w3id.org/mediagraph/id/work/red-silk"
TERMS = ("prefix", "class", "term")
EYES = "https://w3id.org/mediagraph/id/work/in-their-eyes"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> InteractiveShell:
    """A shell with the extension, which keeps no history."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.Completer.use_jedi = False
    shell = InteractiveShell(config=config, ipython_dir=str(tmp_path_factory.mktemp("ipython")))  # type: ignore[no-untyped-call]
    shell.run_line_magic("load_ext", "mediagraph")
    return shell


@pytest.fixture
def shell(fresh: InteractiveShell, built: Build, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """The shell without variables of former tests."""
    monkeypatch.setenv("MEDIAGRAPH_STORE", str(built.store))
    fresh.reset(new_session=False)  # type: ignore[no-untyped-call]
    yield fresh
    assert "sparql" in fresh.magics_manager.magics["cell"]


@pytest.fixture
def run(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a cell, and return its value; variables are given by name."""

    def run(cell: str, **variables: Any) -> Any:
        shell.user_ns.update(variables)
        result = shell.run_cell(cell)  # type: ignore[no-untyped-call]
        assert result.success, capsys.readouterr()
        return result.result

    return run


@pytest.fixture
def fails(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a cell that fails, and return what is shown: one message, and no traceback."""

    def fails(cell: str, **variables: Any) -> str:
        shell.user_ns.update(variables)
        capsys.readouterr()
        result = shell.run_cell(cell)  # type: ignore[no-untyped-call]
        shown = capsys.readouterr()
        assert isinstance(result.error_in_exec, UsageError)
        assert shown.out == ""
        assert "Traceback" not in shown.err
        assert shown.err.startswith("UsageError: ")
        return shown.err.removeprefix("UsageError: ").rstrip("\n")

    return fails


@pytest.fixture
def complete(shell: InteractiveShell) -> Callable[..., list[str]]:
    """Return what is offered at the end of a text, or at the mark |, as the whole texts that would stand there."""

    def complete(text: str) -> list[str]:
        place = text.index("|") if "|" in text else len(text)
        code = text.replace("|", "")
        with provisionalcompleter():
            found = list(shell.Completer.completions(code, place))
        ours = [each for each in found if each.type in {"query", "parameter", "option", "variable", *TERMS}]
        return [code[: each.start][code.rfind("\n", 0, place) + 1 :] + each.text for each in ours]

    return complete


# coming and going


def test_the_extension_comes_once_goes_and_comes_again(shell: InteractiveShell) -> None:
    magics, steps = shell.magics_manager.magics, shell.input_transformers_cleanup
    matchers = shell.Completer.custom_matchers
    steps_with, matchers_with = len(steps), len(matchers)

    shell.run_line_magic("reload_ext", "mediagraph")
    assert ("sparql" in magics["cell"], "mg" in magics["line"]) == (True, True)
    assert (len(steps), len(matchers)) == (steps_with, matchers_with)

    shell.run_line_magic("unload_ext", "mediagraph")
    assert ("sparql" in magics["cell"], "mg" in magics["line"]) == (False, False)
    assert (len(steps), len(matchers)) == (steps_with - 1, matchers_with - 1)

    shell.run_line_magic("load_ext", "mediagraph")
    assert (len(steps), len(matchers)) == (steps_with, matchers_with)


# %%sparql: answers


def test_select_becomes_a_typed_frame(run: Callable[..., Any], shell: InteractiveShell) -> None:
    cell = """
        %%sparql -o films
        SELECT ?film ?name WHERE { ?film a mg:Film ; rdfs:label ?name } ORDER BY ?name"""

    shown = run(inspect.cleandoc(cell))

    films = shell.user_ns["films"]
    assert shown is None
    assert list(films.columns) == ["film", "name"]
    assert RED_SILK in set(films.film)
    assert films.attrs["graph_version"]


def test_construct_becomes_a_graph_and_ask_a_truth_value(run: Callable[..., Any], shell: InteractiveShell) -> None:
    run("%%sparql -o triples\nCONSTRUCT { ?film a mg:Film } WHERE { ?film a mg:Film }")
    run("%%sparql -o yes\nASK { work:red-silk a mg:Film }")
    run("%%sparql -o no\nASK { work:red-silk a mg:Country }")

    assert (rdflib.URIRef(RED_SILK), None, None) in shell.user_ns["triples"]
    assert shell.user_ns["yes"] is True
    assert shell.user_ns["no"] is False


def test_without_a_name_the_answer_is_shown_with_links_and_kept_as_value(run: Callable[..., Any]) -> None:
    shown = run("%%sparql\nSELECT ?film WHERE { VALUES ?film { work:red-silk } }")

    assert f'href="{RED_SILK}"' in shown._repr_html_()
    assert "Red Silk" in shown._repr_html_()
    assert list(shown.value.film) == [RED_SILK]
    assert "red-silk" in repr(shown)


def test_a_graph_on_view_is_turtle(run: Callable[..., Any]) -> None:
    shown = run("%%sparql\nCONSTRUCT { ?film a mg:Film } WHERE { VALUES ?film { work:red-silk } ?film a mg:Film }")

    assert repr(shown).splitlines()[-1] == "work:red-silk a mg:Film ."


def test_what_a_page_could_take_for_markup_is_shown_as_text(run: Callable[..., Any]) -> None:
    shown = run(
        "%%sparql --bind ?x=hostile\nSELECT ?x WHERE {}", hostile="<script>alert(1)</script><img src=http://e/x>"
    )

    assert "<script" not in shown._repr_html_()
    assert "<img" not in shown._repr_html_()


def test_the_store_is_a_folder_a_variable_or_an_endpoint(
    run: Callable[..., Any],
    shell: InteractiveShell,
    built: Build,
    oxigraph_server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MEDIAGRAPH_STORE")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    query = "SELECT (COUNT(?film) AS ?films) WHERE { ?film a mg:Film }"

    run(f"%%sparql --store '{built.store}' -o folder\n{query}")
    run(f"%%sparql --store $place -o variable\n{query}", place=Path(built.store))
    run(f"%%sparql --store $url --project '{ROOT}' -o endpoint\n{query}", url=oxigraph_server.query)
    run("%mg relations/timeline country=BE --store $url -o timeline")

    counts = [int(shell.user_ns[name].films[0]) for name in ("folder", "variable", "endpoint")]
    assert counts[0] > 3
    assert counts == counts[:1] * 3
    assert list(shell.user_ns["timeline"].date) == ["1971-10-25"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell which files are open")
def test_no_magic_keeps_the_graph_open(run: Callable[..., Any], built: Build) -> None:
    """What stays open would be held for as long as the notebook runs."""
    run("%mg relations/timeline country=BE")
    run("%%sparql\nASK {}")

    held = [place.resolve() for place in Path("/proc/self/fd").iterdir()]
    assert [place for place in held if place.is_relative_to(built.store)] == []


# %%sparql: values in


@pytest.mark.parametrize(
    ("value", "datatype"),
    [
        (1871, "integer"),
        (1.5, "double"),
        (Decimal("1.5"), "decimal"),
        (True, "boolean"),
        ("Бельгия", "string"),
        (datetime.date(1971, 10, 25), "date"),
        (datetime.datetime(1971, 10, 25, 8, 30, tzinfo=datetime.UTC), "dateTime"),
    ],
)
def test_python_values_come_in_as_terms(
    value: object, datatype: str, run: Callable[..., Any], shell: InteractiveShell
) -> None:
    run("%%sparql --bind ?x=value -o out\nSELECT (STR(DATATYPE(?x)) AS ?type) WHERE {}", value=value)

    assert shell.user_ns["out"].type[0] == f"http://www.w3.org/2001/XMLSchema#{datatype}"


def test_iris_terms_and_texts_of_a_language_come_in_as_what_they_are(
    run: Callable[..., Any], shell: InteractiveShell
) -> None:
    cell = "%%sparql --bind ?x=values -o out\nSELECT (ISIRI(?x) AS ?iri) (LANG(?x) AS ?language) WHERE {} ORDER BY ?iri"

    run(cell, values=[RED_SILK, rdflib.URIRef(EYES), rdflib.Literal("Soie rouge", lang="fr")])

    # LANG of an IRI is an error, and so nothing
    assert shell.user_ns["out"].iri.tolist() == [False, True, True]
    assert shell.user_ns["out"].language.tolist()[0] == "fr"


def test_a_column_of_a_frame_comes_in_also_where_it_is_called_like_a_method(
    run: Callable[..., Any], shell: InteractiveShell
) -> None:
    frame = pd.DataFrame({"count": [RED_SILK, EYES], "when": pd.to_datetime(["1971-10-25", "2021-10-25"])})

    run("%%sparql --bind ?work=frame.count -o names\nSELECT ?name WHERE { ?work rdfs:label ?name }", frame=frame)
    run("%%sparql --bind ?day=frame.when -o days\nSELECT ?day WHERE {} ORDER BY ?day")

    assert "Red Silk" in set(shell.user_ns["names"].name)
    assert list(shell.user_ns["days"].day) == list(frame.when)


def test_an_answer_goes_into_the_next_question(run: Callable[..., Any], shell: InteractiveShell) -> None:
    run("%%sparql -o films\nSELECT ?film WHERE { ?film a mg:Film }")
    run("%%sparql --bind film=films.film -o again\nSELECT DISTINCT ?film WHERE { ?film a ?class }")

    assert sorted(shell.user_ns["again"].film) == sorted(shell.user_ns["films"].film)


def test_data_replace_a_values_block_that_is_there(run: Callable[..., Any], shell: InteractiveShell) -> None:
    cell = "%%sparql --bind ?work=works -o out\nSELECT ?work WHERE { VALUES ?work { work:nothing } ?work a ?class }"

    run(cell, works=[RED_SILK])

    assert set(shell.user_ns["out"].work) == {RED_SILK}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { }",
        "SELECT (EXISTS { ?a a mg:Film } AS ?y) ?x WHERE { }",
        "SELECT ?x WHERE { { SELECT ?a { ?a a mg:Film } LIMIT 1 } }",
    ],
)
def test_data_stand_in_the_outermost_pattern(query: str, run: Callable[..., Any], shell: InteractiveShell) -> None:
    run(f"%%sparql --bind ?x=value -o out\n{query}", value=["one", "two"])

    assert sorted(shell.user_ns["out"].x) == ["one", "two"]


@pytest.mark.parametrize("word", ["WHERE", ""])
def test_data_stand_behind_the_template_of_a_construct(
    word: str, run: Callable[..., Any], shell: InteractiveShell
) -> None:
    cell = f"%%sparql --bind ?x=value -o out\nCONSTRUCT {{ work:red-silk rdfs:comment ?x }} {word} {{ }}"

    run(cell, value="one")

    assert [str(value) for _, _, value in shell.user_ns["out"]] == ["one"]


HOSTILE = [
    '"} } ; DROP ALL # \\ " \n\' ?x { }',
    "\\",
    '"""',
    "<http://e/> } UNION { ?s ?p ?o }",
    "https://e/a> } #",
    "?film",
    "$film",
    "a\r\nb\tc\x00",
    "\N{RIGHT-TO-LEFT OVERRIDE}x",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_stays_data(value: str, run: Callable[..., Any], shell: InteractiveShell) -> None:
    run("%%sparql --bind ?x=value -o out\nSELECT ?x WHERE { }", value=value)

    assert list(shell.user_ns["out"].x) == [value]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(value=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_data(value: str, shell: InteractiveShell) -> None:
    shell.user_ns["value"] = value

    ask = shell.find_cell_magic("sparql")  # type: ignore[no-untyped-call]
    ask("--bind ?x=value -o out", "SELECT (STR(?x) AS ?y) WHERE { }")

    assert list(shell.user_ns["out"].y) == [value]


def test_python_is_not_evaluated_in_a_query_or_a_line(run: Callable[..., Any], shell: InteractiveShell) -> None:
    run('%%sparql -o out\nSELECT ("{value} $value" AS ?x) WHERE { }', value="spoilt")

    assert list(shell.user_ns["out"].x) == ["{value} $value"]


# %%sparql: errors


@pytest.mark.parametrize(
    ("query", "says", "place", "line", "caret"),
    [
        (
            "SELECT ?film WHERE {\n  ?film a mgg:Film }",
            "the prefix mgg: is not declared, did you mean mg?",
            "line 2, column 11",
            "  ?film a mgg:Film }",
            "          ^",
        ),
        (
            "SELECT ?film WHERE {\n  ?film a mg:Film .\n  FILTR(?film)\n}",
            "cannot be read",
            "line 3, column 3",
            "  FILTR(?film)",
            "  ^",
        ),
        (
            "SELECT ?f WHERE {\n  ?f a mg:Film",
            "it ends too early",
            "line 2, column 15",
            "  ?f a mg:Film",
            "              ^",
        ),
    ],
)
def test_an_error_shows_the_line_and_points_to_the_column(
    query: str, says: str, place: str, line: str, caret: str, fails: Callable[..., str]
) -> None:
    first, *shown = fails(f"%%sparql\n{query}").splitlines()

    assert says in first
    assert first.endswith(f", at {place}")
    assert shown == [f"  {line}", f"  {caret}"]


def test_places_are_those_of_the_cell_although_data_stand_before_them(fails: Callable[..., str]) -> None:
    cell = "%%sparql --bind ?x=many\nSELECT ?x WHERE { ?x a mgg:Film }"

    first, *shown = fails(cell, many=[f"text\n{number}" for number in range(50)]).splitlines()

    assert first.endswith("at line 1, column 24")
    assert shown == ["  SELECT ?x WHERE { ?x a mgg:Film }", "  " + " " * 23 + "^"]


def test_the_caret_stands_under_its_column_behind_wide_characters(fails: Callable[..., str]) -> None:
    shown = fails('%%sparql\nASK { ?x rdfs:label "比利时" ; a mgg:Film }').splitlines()

    assert shown[2] == "  " + " " * len('ASK { ?x rdfs:label "') + " " * 6 + " " * len('" ; a ') + "^"


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%sparql --bind ?x=nothing\nASK { ?x a ?y }", "unknown Python variable 'nothing'"),
        (
            "%%sparql --bind ?x=frame.colour\nASK { ?x a ?y }",
            "unknown attribute or column 'colour', did you mean color",
        ),
        ("%%sparql --bind ?x=frame\nASK { ?x a ?y }", "a table has many columns; give one of them, such as frame.x"),
        ("%%sparql --bind ?filn=one\nASK { ?film a ?y }", "unknown variable 'filn', did you mean film?; the query has"),
        ("%%sparql --bind ?x\nASK { ?x a ?y }", "write ?variable=python_name"),
        ("%%sparql --bind ?x=[1]\nASK { ?x a ?y }", "write ?variable=python_name"),
        ("%%sparql --bind ?x=gap\nASK { ?x a ?y }", "a value is missing; leave gaps out, with dropna() say"),
        ("%%sparql --bind ?x=none\nASK { ?x a ?y }", "an empty list; there is nothing to ask for"),
        ("%%sparql --bind ?x=thing\nASK { ?x a ?y }", "a object is no value of a query"),
        ("%%sparql --bind ?x=one\nCONSTRUCT WHERE { ?x a ?y }", "CONSTRUCT WHERE { … } takes no data; write CONSTRUCT"),
        ("%%sparql --bind ?x=one\nDESCRIBE ?x", "the query has no WHERE { … }"),
        ("%%sparql -o class\nASK {}", "-o class: not the name of a Python variable"),
        ("%%sparql -o 1a\nASK {}", "-o 1a: not the name of a Python variable"),
        ("%%sparql --stor x\nASK {}", "unrecognized arguments: --stor x; `%%sparql?` tells what it takes"),
        ("%%sparql 'x\nASK {}", "close the quotation"),
        ("%%sparql --store $one\nASK {}", "--store $one: a int, and neither a path nor an address"),
        ("%%sparql --store /nowhere\nASK {}", "/nowhere: no graph here yet"),
        ("%%sparql --project /nowhere\nASK {}", "/nowhere: not a project"),
        ("%%sparql --store http://127.0.0.1:9/query\nASK {}", "http://127.0.0.1:9/query: no answer"),
        ("%%sparql\nINSERT DATA { work:x a mg:Film }", "the query does not parse"),
        ("%mg relations/timline", "unknown stored query 'relations/timline', did you mean relations/timeline"),
        ("%mg relations/timeline contry=BE", "unknown parameter 'contry', did you mean country?"),
        ("%mg relations/timeline name=BE", "unknown parameter 'name'; relations/timeline takes country, other"),
        ("%mg relations/timeline self=BE", "unknown parameter 'self'; relations/timeline takes country, other"),
        ("%mg relations/timeline country=Belgum", "no Country has the code or name 'Belgum', did you mean Belgium"),
        ("%mg relations/timeline country=$nothing", "unknown Python variable 'nothing'"),
        ("%mg relations/timeline country=$frame.c.d", "unknown attribute or column 'c'"),
        ("%mg relations/timeline BE", "'BE' is no parameter; write name=value, such as country=BE"),
        ("%mg relations/timeline =BE", "'=BE' is no parameter"),
        ("%mg relations/timeline?x", "unknown stored query"),
        ("%mg --project /nowhere", "/nowhere: not a project"),
    ],
)
def test_misuse_is_one_message_that_says_what_to_do(
    cell: str, says: str, fails: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    frame = pd.DataFrame({"color": ["red"], "other": [1]})

    message = fails(cell, frame=frame, one=1, gap=pd.Series(["BE", None]), none=[], thing=object())

    assert says in message
    assert "\n" not in message or message.splitlines()[0].endswith("column 1")


# %mg


def test_the_stored_queries_are_a_frame_to_search(run: Callable[..., Any], shell: InteractiveShell) -> None:
    listed = run("%mg")
    run("%mg -o stored")

    assert listed.loc["relations/timeline", "parameters"] == "country, other"
    assert shell.user_ns["stored"].equals(listed)


@pytest.mark.parametrize(
    "cell", ["%mg relations/timeline?", "%mg relations/timeline ??", "%mg relations/timeline --help"]
)
def test_a_question_mark_documents_a_stored_query(
    cell: str, run: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run(cell)

    shown = capsys.readouterr().out
    assert shown.startswith("relations/timeline\n\nDated changes of diplomatic relations\n")
    assert "  country (mg:Country; may be left out): Only relations of this country\n" in shown
    assert "  date: date as the source states it (EDTF)\n" in shown


def test_show_prints_the_query_as_sent(run: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("%mg relations/timeline country=BE --show") is None

    assert "VALUES ?country { <https://w3id.org/mediagraph/id/country/BE> }" in capsys.readouterr().out


@pytest.mark.parametrize(
    "value", ["BE", "Belgium", "比利时", "Бельгия", "country:BE", "'Belgium'", "$code", "$codes[0]"]
)
def test_a_country_is_given_by_code_name_or_variable(
    value: str, run: Callable[..., Any], shell: InteractiveShell, fails: Callable[..., str]
) -> None:
    if "[" in value:
        assert "no Country has the code or name" in fails(f"%mg relations/timeline country={value}")
        return

    run(f"%mg relations/timeline country={value} -o timeline", code="BE")

    assert list(shell.user_ns["timeline"].date) == ["1971-10-25"]


def test_a_name_with_blanks_is_quoted(run: Callable[..., Any], shell: InteractiveShell) -> None:
    run("%mg entities/find text='Red Silk' -o quoted")
    run("%mg entities/find 'text=Red Silk' -o whole")

    assert RED_SILK in set(shell.user_ns["quoted"].entity)
    assert shell.user_ns["whole"].equals(shell.user_ns["quoted"])


def test_lists_are_given_by_columns_and_by_repeating(run: Callable[..., Any], shell: InteractiveShell) -> None:
    frame = pd.DataFrame({"work": [RED_SILK, EYES]})

    run("%mg evidence/of-works work=$frame.work -o by_column", frame=frame)
    run("%mg evidence/of-works work=work:red-silk work=$second -o by_repeating", second=EYES)
    run("%mg evidence/of-works work=$both -o by_list", both=[RED_SILK, EYES])

    found = shell.user_ns["by_column"]
    assert set(found.work) == {RED_SILK, EYES}
    assert shell.user_ns["by_repeating"].equals(found)
    assert shell.user_ns["by_list"].equals(found)


@pytest.mark.parametrize("value", [*HOSTILE, "${value}", "{value}"])
def test_a_hostile_parameter_finds_nothing_and_changes_nothing(
    value: str, run: Callable[..., Any], shell: InteractiveShell
) -> None:
    run("%mg entities/named text=$value -o out", value=value)

    assert len(shell.user_ns["out"]) == 0


# completion


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("%mg relations/t", ["%mg relations/timeline"]),
        ("x = 1\n%mg relations/t", ["%mg relations/timeline"]),
        ("%mg relations/timeline ", ["%mg relations/timeline country=", "%mg relations/timeline other="]),
        ("%mg relations/timeline country=BE o", ["%mg relations/timeline country=BE other="]),
        ("%mg relations/timeline country=$bel", ["%mg relations/timeline country=$belgian"]),
        ("%mg relations/timeline --st", ["%mg relations/timeline --store"]),
        ("%mg relations/timeline --store $bel", ["%mg relations/timeline --store $belgian"]),
        ("%%sparql --b", ["%%sparql --bind"]),
        ("%%sparql --bind ?x=bel", ["%%sparql --bind ?x=belgian"]),
        ("%%sparql\nSELECT ?x WHERE { ?x a own", []),
        ("%%sparql\nSELECT ?x WHERE { ?x a rdf", ["SELECT ?x WHERE { ?x a rdf:", "SELECT ?x WHERE { ?x a rdfs:"]),
        ("%%sparql\nASK {\n  ?x a mg:Fil", ["  ?x a mg:Film"]),
        ("%%sparql\nASK {\n  ?x a mg:Fil|\n}", ["  ?x a mg:Film"]),
        ("%%sparql\nASK { ?x mg:countryO", ["ASK { ?x mg:countryOfOrigin"]),
        ("%%sparql\nASK { ?mg", []),
        ("%%sparql\nASK {\n  ?film a ?kind .\n  ?fi", ["  ?film"]),
        ("%%sparql\nASK {\n  ?fi|\n  ?film a ?kind . }", ["  ?film"]),
        ('%%sparql\nASK { ?x rdfs:label "mg', []),
        ("%mg --project /nowhere rel", []),
    ],
)
def test_names_parameters_prefixes_and_terms_are_completed(
    text: str, offered: list[str], complete: Callable[..., list[str]], shell: InteractiveShell
) -> None:
    shell.user_ns["belgian"] = ["BE"]

    assert complete(text) == offered


def test_each_stored_query_is_offered(complete: Callable[..., list[str]], run: Callable[..., Any]) -> None:
    assert complete("%mg ") == [f"%mg {name}" for name in run("%mg").index]


def test_nothing_is_offered_outside_of_the_magics(complete: Callable[..., list[str]]) -> None:
    assert "relations/timeline" not in complete("relations/t")
    assert "mg:Film" not in complete("mg:Fil")
    assert "mg:Film" not in complete("# %%sparql\nmg:Fil")


# help


@pytest.mark.parametrize("magic", ["mg", "sparql"])
def test_the_help_of_a_magic_names_all_that_it_takes(
    magic: str, shell: InteractiveShell, run: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    sign = "%" if magic == "mg" else "%%"
    run(f"{sign}{magic}?")

    shown = capsys.readouterr().out
    assert inspect.getdoc(getattr(MediagraphMagics, magic)).splitlines()[0] in shown  # type: ignore[union-attr]
    known = {"-o", "--store", "--project"} | ({"--show"} if magic == "mg" else {"--bind"})
    assert {option for option in known if option in shown} == known
    assert shell.find_magic(magic, "line" if magic == "mg" else "cell") is not None  # type: ignore[no-untyped-call]


def test_help_without_a_query_is_the_help_of_the_magic(
    run: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("%mg --help") is None

    assert capsys.readouterr().out.startswith("Ask a stored query.\n\n%mg [-o NAME] ")


# the page about them


DOC = (ROOT / "docs" / "notebooks.md").read_text(encoding="utf-8")
CELLS = re.findall(r"^```ipython\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)


def test_the_cells_of_the_page_run_one_after_another(run: Callable[..., Any], shell: InteractiveShell) -> None:
    for cell in CELLS:
        run(cell)

    names = ("stored", "timeline", "films", "both", "evidence", "producers")
    assert {name: type(shell.user_ns[name]) for name in names} == dict.fromkeys(names, pd.DataFrame)
    assert {name for name in names if shell.user_ns[name].empty} == set()


def test_the_error_of_the_page_is_what_is_shown(fails: Callable[..., str]) -> None:
    shown = re.search(r"^```text\nUsageError: (.*?)\n```$", DOC, re.MULTILINE | re.DOTALL)

    assert shown
    assert fails("%%sparql\nSELECT ?film WHERE {\n  ?film a mgg:Film }") == shown[1]


def test_the_page_names_each_option_and_no_other(complete: Callable[..., list[str]]) -> None:
    offered = {word.split()[-1] for magic in ("%mg", "%%sparql") for word in complete(f"{magic} -")}

    assert set(re.findall(r"`(--?\w+)", DOC)) == offered


def test_a_shown_answer_has_a_hundred_rows_and_says_how_many_there_are(run: Callable[..., Any]) -> None:
    shown = run("%%sparql\nSELECT ?country WHERE { ?country a mg:Country }")

    assert len(shown.value) > 100
    assert shown._repr_html_().count("<tr>") == 1 + 100
    assert f"The first 100 rows, and {len(shown.value) - 100} more" in shown._repr_html_()
