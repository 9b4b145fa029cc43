"""A compiled mapping writes, byte for byte, what the writer writes node by node, and leaves to it what is at fault."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import re
import tokenize
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagraph.converting import convert
from mediagraph.errors import UnknownNameError
from mediagraph.loaders import ProjectCountries, discover
from mediagraph.loaders.cellcode import fit
from mediagraph.loaders.compiled import CompiledMapping
from mediagraph.loaders.gazetteer import Countries
from mediagraph.loaders.job import Job
from mediagraph.loaders.mapped import TABLE
from mediagraph.loaders.mapping import TableMapping, map_rows, read_mapping
from mediagraph.loaders.quickrows import write_rows
from mediagraph.loaders.rowcode import IrregularError, Memo, UncompilableError
from mediagraph.loaders.rows import read_rows
from mediagraph.loaders.yamlld import read_yaml
from mediagraph.project import Project
from mediagraph.records import Node, RecordFile, Writer, WrittenRow
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from types import ModuleType

    from mediagraph.errors import Fault
    from mediagraph.loaders.job import Gazetteer
    from mediagraph.records import Context

Rows = list[tuple[int, dict[str, str]]]

PROJECT = Project.find(ROOT)
CONTEXT = PROJECT.context
COUNTRIES = Countries(
    [
        Node({"id": "country:BE", "alpha2": "BE", "name": {"en": ["Belgium"], "fr": ["Belgique"]}}),
        Node({"id": "country:FR", "alpha2": "FR", "name": {"en": ["France"]}}),
    ]
)
MAPPINGS = sorted((ROOT / "data").rglob("*.mapping.yaml"))
PRODUCTIONS = ROOT / "benchmarks" / "productions.mapping.yaml"


class Outcome:
    """What became of the rows of a table: text, origins, faults, and how many rows were written at once."""

    def __init__(self, rows: Rows, mapping: TableMapping, context: Context, *, at_once: bool) -> None:
        gazetteers: Mapping[str, Gazetteer] = {"country": COUNTRIES}
        source = "films"
        self.rejected: list[Fault] = []
        self.refused: list[Fault] = []
        self.at_once = 0
        origins = io.StringIO()
        writer = Writer(context, RecordFile("t.csv", f"graph:{source}", (), {}, self.refused), origins)
        records: Iterable[Node | WrittenRow]
        if at_once:
            records = write_rows(
                rows,
                mapping,
                gazetteers,
                "t.csv",
                self.rejected,
                source=source,
                context=context,
                graph=f"graph:{source}",
            )
        else:
            records = map_rows(rows, mapping, gazetteers, "t.csv", self.rejected, source=source)
        self.text = "".join(writer.texts(self._counted(records)))
        self.origins = origins.getvalue()

    def _counted(self, records: Iterable[Node | WrittenRow]) -> Iterable[Node | WrittenRow]:
        for record in records:
            self.at_once += isinstance(record, WrittenRow)
            yield record

    def said(self) -> tuple[str, str, Sequence[Fault], Sequence[Fault]]:
        return self.text, self.origins, self.rejected, self.refused


def read(document: Any, folder: Path) -> TableMapping:
    path = folder / "m.mapping.yaml"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return read_mapping(path, path.name)


def agree(rows: Rows, mapping: TableMapping, context: Context = CONTEXT) -> Outcome:
    """Make sure that both ways say the same; return the quick one."""
    quick = Outcome(rows, mapping, context, at_once=True)
    assert Outcome(rows, mapping, context, at_once=False).said() == quick.said()
    return quick


# Whatever mapping, whatever rows

COLUMNS = ("a", "b", "c", "d", "row")
PLACES = ("{a}", "{b}", "{c}", "{d}", "{row}", "{a|slug}", "{b|slug}", "{c|slug}", "{source}", "{source|slug}", "{d|x}")
FIXED = ("", "x", "tt1", "/", "//", " ", '"', ":", "\\", "}", "é", "-", "#row-")
HEADS = ("work:", "person:", "source:", "work:y", "work:/", "http://example.org/", "urn:", "nope:", "", "work:x-")
SOUND = ("a", "b", "A", "x-y", "A b", "a | b", "A b | a-b", "12", "1993", "2021-10-25", "drama", "BE", "Film", "")
CELLS = (
    *(*SOUND, " ", "Belgium", "France", "Atlantis", "work:1", "nope:1", "-3", "1.50", "2020-02-30", "2021-10"),
    *("1993/..", "2021?", "2022/2021", "/s", "//t", "<x>", 'q"u', "back\\slash", "é 日本", "tab\there", "b | a | a"),
    *(" | ", "12 | 13", "drama | comedy", "BE | FR", "Film | Person", "{a}", "http://example.org/z", "\u00a0", "none"),
)

texts = st.lists(st.one_of(st.sampled_from(PLACES), st.sampled_from(FIXED)), min_size=1, max_size=3).map("".join)
names = st.one_of(st.tuples(st.sampled_from(HEADS), texts).map("".join), texts)
sound_ids = st.sampled_from(
    [
        *("source:films#row-{row}", "work:{row}-{b|slug}", "person:{source}-{row}", "source:films#{row}-{c|slug}"),
        *("work:x-{a|slug}", "person:{c|slug}", "work:x-{a}", "organisation:{c}-{a|slug}"),
    ]
)


def often(strategy: st.SearchStrategy[Any], seldom: st.SearchStrategy[Any], share: int = 10) -> st.SearchStrategy[Any]:
    """The first, but the second in one of `share` cases."""
    return st.integers(1, share).flatmap(lambda chance: seldom if chance == share else strategy)


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One value, or, less often, a list of some."""
    return often(values, st.lists(values, max_size=3), 5)


conditions = st.dictionaries(
    st.sampled_from([*COLUMNS, "source"]),
    st.one_of(
        st.sampled_from(["a", "BE", "12", "films"]),
        st.lists(st.sampled_from(["a", "b", "drama", "2"]), max_size=3),
        st.sampled_from(["none", "one", "several"]).map(lambda number: {"values": number}),
    ),
    min_size=1,
    max_size=2,
)
special = {"when": conditions, "each": st.sampled_from([*COLUMNS, "c", "c", "source"])}
sound: dict[str, st.SearchStrategy[Any]] = {
    "type": some(st.sampled_from(["Film", "Person", "{d}"])),
    "imdb": some(st.one_of(texts, st.sampled_from(["{a}", "tt1"]))),
    "runtime": some(st.sampled_from(["{a}", "{b}", "{row}", 5, "7", "{row}{row}"])),
    "genre": some(st.sampled_from(["{a}", "drama", "genres:{b|slug}", "{c}", "{c|slug}", None])),
    "countryOfOrigin": some(st.one_of(names, st.sampled_from(["{d}", "country:{c}", "country:BE"]))),
    "evidence": st.sampled_from(["source:films#row-{row}", "source:{source}#row-{row}"]),
    "passageOf": some(st.sampled_from(["source:films", "source:{source}", "work:{a|slug}"])),
    "date": st.sampled_from(["{b}", "{a}", "{c}", "1993", 1993, "199{row}"]),
    "value": st.sampled_from(["{a}", "1.50", 3]),
}
odd: dict[str, st.SearchStrategy[Any]] = {
    "type": some(st.sampled_from(["Flim", "{a}", 5, {"en": "x"}])),
    "imdb": some(st.sampled_from([5, "", {"id": "work:1"}])),
    "runtime": some(st.sampled_from([True, "x", 1.5])),
    "countryOfOrigin": some(st.sampled_from([5, "nope:1", {"type": "Film"}])),
    "passageOf": st.just({"id": "work:1"}),
    "date": st.sampled_from([True, ["1993"], ["{a}", "{b}"], "2021-13", {"en": "x"}]),
    "flim": st.just("x"),
    "earliest": st.sampled_from(["2021-10-25", "{b}", None]),
    "name": st.sampled_from(["{a}", {"x": "{c}"}, {"en": 5}, {"en": {"en": "{a}"}}, {"id": "{a}"}, {"en": " "}]),
}
in_languages = st.tuples(
    st.dictionaries(
        st.sampled_from(["en", "und", "zh-Hant"]),
        some(st.one_of(texts, st.sampled_from(["{a}", "{c}", "fixed", None]))),
        max_size=2,
    ),
    often(st.just({}), st.fixed_dictionaries({}, optional=special), 4),
).map(lambda two: two[0] | two[1])


@st.composite
def nodes(draw: st.DrawFn, depth: int = 0) -> dict[str, Any]:
    """A template; most are right."""
    made: dict[str, Any] = {"id": draw(often(sound_ids, names, 6))}
    if draw(st.integers(0, 4)):
        made["type"] = "Film"
    for key in draw(st.lists(st.sampled_from([*sound]), unique=True, max_size=4)):
        made[key] = draw(sound[key])
    if draw(st.booleans()):
        made["name"] = draw(some(in_languages))
    if depth < 2 and draw(st.integers(0, 2)) == 0:
        made[draw(st.sampled_from(["participation", "agent", "ofWork"]))] = draw(some(nodes(depth + 1)))
    for key, strategy in special.items():
        if draw(st.integers(0, 3)) == 0:
            made[key] = draw(strategy)
    if draw(st.integers(0, 2)) == 0:
        made["once"] = True
    if draw(st.integers(0, 15)) == 0:
        key = draw(st.sampled_from([*odd]))
        made[key] = draw(odd[key])
    if depth and draw(st.integers(0, 15)) == 0:
        del made["id"]
    return made


read_as = st.fixed_dictionaries(
    {"c": st.fixed_dictionaries({"split": st.sampled_from([" | ", "|", "-"])})},
    optional={
        "a": st.fixed_dictionaries(
            {}, optional={"values": st.sampled_from([{"a": "b", "12": "90"}, {"BE": "", "a": " "}])}
        ),
        "b": st.just({"values": {"a": "b", "b": "b", "2021-10-25": "1993", "": "x"}, "strict": True}),
        "d": st.fixed_dictionaries({"lookup": st.just("country")}, optional={"split": st.just(" | ")}),
        "row": st.just({"strict": True, "values": {"a": "b"}}),
    },
)
mappings = st.fixed_dictionaries(
    {
        "columns": often(st.just({"c": {"split": " | "}}), read_as, 3),
        "records": st.lists(nodes(), min_size=1, max_size=3),
    }
)
cells = st.one_of(st.sampled_from(SOUND), st.sampled_from(SOUND), st.sampled_from(CELLS))
full = st.fixed_dictionaries(dict.fromkeys(COLUMNS[:-1], cells))
rows = st.lists(often(full, st.dictionaries(st.sampled_from(COLUMNS), cells), 5), min_size=1, max_size=6).map(
    lambda found: list(enumerate(found, start=2))
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(document=mappings, rows=rows)
def test_whatever_the_mapping_and_the_rows_both_ways_say_the_same(
    document: Any, rows: Rows, tmp_path_factory: pytest.TempPathFactory
) -> None:
    agree(rows, read(document, tmp_path_factory.getbasetemp()))


# What ships


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.name.partition(".")[0])
def test_every_mapping_that_ships_writes_nearly_all_rows_at_once(path: Path) -> None:
    table = path.with_name(path.name.replace(".mapping.yaml", ".csv"))
    rows = [(number, dict(row)) for number, row in islice(read_rows(table, table.name, [])[1], 300)]
    prefixes = read_yaml(table.with_suffix(".yaml"), table.name).prefixes

    quick = agree(rows, read_mapping(path, path.name), CONTEXT.with_prefixes(prefixes))

    assert (quick.rejected, quick.refused) == ([], [])
    assert quick.at_once > 0.95 * len(rows)


@pytest.fixture(scope="module")
def productions() -> ModuleType:
    """The generator of synthetic productions."""
    spec = importlib.util.spec_from_file_location("productions", ROOT / "benchmarks" / "productions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("bad", [0, 7])
def test_a_conversion_gives_the_same_files_and_rejects_either_way(
    bad: int, productions: ModuleType, tmp_path: Path
) -> None:
    made = productions.productions(300, bad=bad)
    if bad:
        made += [made[0], [*made[1][:-1], "no-such-genre"]]  # a production twice, and one that is refused as well
    table = tmp_path / "films.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([productions.HEADER, *made])
    countries = ProjectCountries(discover(PROJECT.data), CONTEXT)
    job = Job(table, "films.csv", "films", CONTEXT, countries, {"mapping": [str(PRODUCTIONS)]}, frozenset({5}))

    quick = convert(TABLE, "table", job, tmp_path / "quick")
    slow = convert(replace(TABLE, written=None), "table", job, tmp_path / "slow")

    assert quick.rejects == slow.rejects
    assert bool(quick.rejects) == bool(bad)
    assert quick.refused == slow.refused
    assert quick.source.note == slow.source.note
    for name in ("records.nq.gz", "origins.tsv.gz"):
        assert gzip.decompress((tmp_path / "quick" / name).read_bytes()) == gzip.decompress(
            (tmp_path / "slow" / name).read_bytes()
        )


# Single ways


def films(*rows: dict[str, str]) -> Rows:
    return list(enumerate(rows, start=2))


def test_a_row_whose_subject_is_taken_is_refused_as_ever_and_gives_back_what_is_written_once(tmp_path: Path) -> None:
    mapping = read(
        {
            "records": [
                {"id": "person:{p}", "type": "Person", "once": True},
                {"id": "work:{n}", "type": "Film", "agent": "person:{p}"},
            ]
        },
        tmp_path,
    )

    quick = agree(films({"n": "1", "p": "a"}, {"n": "1", "p": "b"}, {"n": "2", "p": "b"}), mapping)

    assert quick.at_once == 3
    assert [fault.place for fault in quick.refused] == ["t.csv:3:n"]
    assert quick.text.count("person/b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>") == 1


def test_two_nodes_of_one_id_in_a_row_are_refused_as_ever(tmp_path: Path) -> None:
    mapping = read(
        {"columns": {"p": {"split": "|"}}, "records": [{"each": "p", "id": "person:{p|slug}", "type": "Person"}]},
        tmp_path,
    )

    quick = agree(films({"p": "A b|a-b"}, {"p": "c"}), mapping)

    assert [fault.reason for fault in quick.refused] == ["duplicate id, first used in line 2"]


def test_only_the_row_at_fault_goes_the_long_way(tmp_path: Path) -> None:
    mapping = read({"records": [{"id": "work:{n}", "runtime": "{minutes}"}]}, tmp_path)

    quick = agree(films({"n": "1", "minutes": "90"}, {"n": "2", "minutes": "ninety"}, {"n": "3"}), mapping)

    assert quick.at_once == 2
    assert [fault.place for fault in quick.refused] == ["t.csv:3:minutes"]


@pytest.mark.parametrize(
    ("template", "row", "at_once"),
    [
        ({"id": "work:{n}", "imdb": " {b}"}, {"n": "1", "b": "blank"}, 0),
        ({"id": "work:{n}", "agent": "person:{n|slug}//x"}, {"n": "!"}, 1),
        ({"id": "work:{row}", "agent": "person:/{n|slug}/x"}, {"n": "!"}, 1),
        ({"id": "work:{row}", "agent": "person:{n|slug}//x"}, {"n": "a"}, 1),
        ({"id": "work:{row}", "agent": "http://example.org/{n}"}, {"n": "//a"}, 0),
        ({"id": "work:{row}", "agent": "person:{m}"}, {"m": "a|b|a||b"}, 1),
        ({"id": "work:{row}", "date": "{m}"}, {"m": "2021|2022"}, 0),
        ({"id": "work:{row}", "date": "{m}"}, {"m": "2021-10-25|2021-10-25"}, 1),
        ({"id": "work:{row}", "date": "{n}"}, {"n": "0000-01-01"}, 0),
        ({"id": "work:{row}", "date": "{n}"}, {"n": "२०२१-१०-२५"}, 1),
        ({"id": "work:{m}", "type": "Film"}, {"m": "a|b"}, 0),
        ({"id": "work:{m}", "type": "Film"}, {"m": "a"}, 1),
        ({"id": "work:{row}", "agent": {"id": "person:{n|slug}"}}, {"n": "A b"}, 1),
        ({"id": "work:{row}", "type": "{n}"}, {"n": "Film"}, 1),
        ({"id": "work:{row}", "type": "{n}"}, {"n": "Flim"}, 0),
    ],
)
def test_values_at_the_edge_are_written_at_once_or_left_to_the_writer(
    template: dict[str, Any], row: dict[str, str], at_once: int, tmp_path: Path
) -> None:
    columns = {"m": {"split": "|"}, "b": {"values": {"blank": " "}}}
    mapping = read({"columns": columns, "records": [template]}, tmp_path)

    assert agree(films(row), mapping).at_once == at_once


@pytest.mark.parametrize(
    "template",
    [
        {"id": "work:{n}", "flim": "x"},
        {"id": "work:{n}", "type": "Flim"},
        {"id": 5, "type": "Film"},
        {"id": "work:{n}", "runtime": "ninety"},
        {"id": "work:{n}", "name": "{n}"},
        {"id": "work:{n}", "date": "2021-13"},
        {"id": "work:{n}", "date": "{n}", "earliest": "2021-10-25"},
        {"id": "work:{n}", "participation": {"type": "Participation"}},
    ],
)
def test_a_mapping_that_cannot_be_right_is_not_compiled(template: dict[str, Any], tmp_path: Path) -> None:
    mapping = read({"records": [template]}, tmp_path)

    with pytest.raises(UncompilableError):
        CompiledMapping(mapping, CONTEXT, "graph:films", {}, "films")
    assert agree(films({"n": "1"}), mapping).at_once == 0


def test_blocks_deeper_than_python_nests_them_are_not_compiled(tmp_path: Path) -> None:
    node: dict[str, Any] = {"id": "work:{row}", "type": "Film"}
    for depth in range(20):
        node = {"id": f"work:{depth}-{{row}}", "type": "Film", "when": {"n": "1"}, "each": "n", "agent": node}
    mapping = read({"columns": {"n": {"split": "|"}}, "records": [node]}, tmp_path)

    assert agree(films({"n": "1|2"}), mapping).at_once == 0


def test_no_text_of_a_mapping_becomes_code(tmp_path: Path) -> None:
    evil = '\'"}} + __import__("os").getcwd() + f"{{\n#'
    mapping = read(
        {
            "columns": {f"c{evil}": {"split": evil, "values": {evil: evil}}},
            "records": [
                {
                    "id": "work:{row}-{n|slug}",
                    "imdb": evil,
                    "name": {"en": evil + "{n}"},
                    "when": {"n": [evil, "x"], f"c{evil}": {"values": "none"}},
                }
            ],
        },
        tmp_path,
    )
    compiled = CompiledMapping(mapping, CONTEXT, "graph:films", {}, "films")

    words = {token.string for token in tokenize.generate_tokens(io.StringIO(compiled.code).readline)}
    pieces = {name for word in words for name in re.findall(r"\w+", word)}
    ours = {word for word in pieces if not re.fullmatch(r"[kmcsvtxdi]\d+|[012]", word)}

    assert "os" not in ours
    assert ours <= {
        *("def", "if", "for", "in", "is", "not", "None", "or", "return", "raise", "f", "len", "str", "join", "strip"),
        *("write", "number", "row", "once", "marked", "n", "out", "subjects", "put", "add", "append", "get"),
    }
    assert agree(films({"n": "x", f"c{evil}": ""}), mapping).at_once == 1


def test_what_fits_into_an_iri_is_what_the_context_takes() -> None:
    def taken(text: str) -> bool:
        try:
            return CONTEXT.expand(f"work:{text}") == f"https://w3id.org/mediagraph/id/work/{text}"
        except (ValueError, UnknownNameError):
            return False

    def fits(text: str) -> bool:
        try:
            return fit(text) == text
        except IrregularError:
            return False

    signs = [chr(code) for code in range(0x3000)]
    assert [sign for sign in signs if fits(f"a{sign}") != taken(f"a{sign}")] == []
    assert [text for text in ("", "/", "/a", "//a") if fits(text)] == []


def test_what_is_remembered_is_bounded() -> None:
    asked: list[str] = []

    def ask(key: str) -> str:
        asked.append(key)
        return key.upper()

    table = Memo(ask, most=2)

    found = [table[key] for key in "abacaa"]

    assert found == list("ABACAA")
    assert len(table) <= 2
    assert asked == ["a", "b", "c", "a"]
