"""What does not matter changes nothing: neither order, nor the files that records stand in, nor names inside a source.

The graph (its digest) and the hubs of countries and organisations stay the same.
"""

from __future__ import annotations

import csv
import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mediagraph as mg
from mediagraph.building import build
from mediagraph.judging import judge_files
from mediagraph.project import Project
from mediagraph.records import Node, RecordFile, Writer
from projects import copied
from rdf_jobs import PROJECT, Loaded, load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SEEDS = (1, 2)
FILMS = """
@prefix s: <https://schema.org/> . @prefix : <https://films.example/> .
:one a s:Movie ; s:name "One"@en ; s:datePublished "2001-02-03" ; s:countryOfOrigin [ a s:Country ; s:name "Belgium" ] ;
  s:productionCompany [ a s:Organization ; s:name "Steppe Films" ], [ a s:Organization ; s:name "Lowland Pictures" ] ;
  s:director [ a s:Person ; s:name "Ann Example" ] .
:two a s:Movie ; s:name "Two"@en, "Deux"@fr ; s:countryOfOrigin [ a s:Country ; s:name "KZ" ] ; s:duration "PT1H" ;
  s:director [ a s:Person ; s:name "Ann Example" ], [ a s:Person ; s:name "Bob Example" ] .
"""


@dataclass(frozen=True)
class Made:
    """What a build gave: digest, statements by graph, statements as text, hubs."""

    digest: str
    lines: frozenset[str]
    hubs: tuple[str, ...]


def small(root: Path) -> Path:
    """A copy of the project with the articles, and with those countries alone that they speak of."""
    copied(root)
    tables = root / "data" / "tables"
    for path in tables.iterdir():
        if not path.name.startswith(("countries.", "withdrawn-countries.")):
            path.unlink()
    spoken = " ".join(path.read_text(encoding="utf-8") for path in (root / "data" / "articles").iterdir())
    known = set(re.findall(r"country:[A-Z]+", spoken))
    for path in tables.glob("*.csv"):
        head, *rows = read(path)
        kept = [row for row in rows if row[0] in known]
        known |= {one for row in kept for cell in row for one in re.findall(r"country:[A-Z]+", cell)}
        write(path, [head, *[row for row in rows if row[0] in known]])
    known_too = {row[0] for path in tables.glob("*.csv") for row in read(path)}
    for path in tables.glob("*.csv"):
        head, *rows = read(path)
        if "successor" in head:
            place = head.index("successor")
            for row in rows:
                row[place] = " | ".join(one for one in row[place].split(" | ") if one in known_too)
        write(path, [head, *rows])
    return root


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def made(root: Path, store: Path) -> Made:
    """Build without judging, which has tests of its own, and look."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mediagraph.building.judge_store", lambda *_, **__: ([], None))
        done = build(Project.find(root), store)
    with mg.open(done.store, project=root) as graph:
        hubs = tuple(repr(graph.hubs(name)) for name in ("countries", "organisations"))
        return Made(done.manifest.digest, frozenset(map(str, graph.store.quads())), hubs)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Made:
    found = made(small(tmp_path_factory.mktemp("reference")), tmp_path_factory.mktemp("reference-store"))
    assert len(found.lines) > 4000
    assert "Kazakhstan" in found.hubs[0]
    assert "China Media Group" in found.hubs[1]
    return found


def rows_in_another_order(root: Path, chance: random.Random) -> None:
    for path in (root / "data" / "tables").glob("*.csv"):
        head, *rows = read(path)
        chance.shuffle(rows)
        write(path, [head, *rows])


def columns_in_another_order(root: Path, chance: random.Random) -> None:
    for path in (root / "data" / "tables").glob("*.csv"):
        rows = read(path)
        order = list(range(1, len(rows[0])))
        chance.shuffle(order)
        write(path, [[row[place] for place in (0, *order)] for row in rows])


def articles(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the content of each article."""
    for path in (root / "data" / "articles").iterdir():
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def mixed(value: Any, chance: random.Random) -> Any:
    """The same value with keys and lists in another order, at every depth."""
    if isinstance(value, dict):
        items = [(key, mixed(item, chance)) for key, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return chance.sample([mixed(item, chance) for item in value], len(value))
    return value


def statements_in_another_order(root: Path, chance: random.Random) -> None:
    articles(root, lambda content: content.update({"@graph": mixed(content["@graph"], chance)}))


def files_in_another_order(root: Path, chance: random.Random) -> None:
    """Files are read by name: with other names, the last may come first."""
    paths = sorted((root / "data" / "articles").iterdir())
    for number, path in zip(chance.sample(range(len(paths)), len(paths)), paths, strict=True):
        path.rename(path.with_name(f"{number}-{path.name}"))


def each_file_split_in_two(root: Path, chance: random.Random) -> None:
    """Both halves state into the same graph."""
    for path in sorted((root / "data" / "articles").iterdir()):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        records = content["@graph"]
        cut = chance.randrange(1, len(records))
        for name, part in (("a", records[cut:]), ("b", records[:cut])):
            text = yaml.safe_dump({**content, "@graph": part}, allow_unicode=True, sort_keys=False)
            path.with_name(f"{name}-{path.name}").write_text(text, encoding="utf-8")
        path.unlink()
    for path in sorted((root / "data" / "tables").glob("countries.csv")):
        head, *rows = read(path)
        cut = chance.randrange(1, len(rows))
        write(path, [head, *rows[:cut]])
        write(path.with_name("more-countries.csv"), [head, *rows[cut:]])
        told = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
        text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
        path.with_name("more-countries.yaml").write_text(text, encoding="utf-8")


CHANGES = (
    rows_in_another_order,
    columns_in_another_order,
    statements_in_another_order,
    files_in_another_order,
    each_file_split_in_two,
)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_graph_and_the_hubs_stay(
    change: Callable[[Path, random.Random], None], seed: int, reference: Made, tmp_path: Path
) -> None:
    root = small(tmp_path / "project")
    before = {path: path.read_bytes() for path in (root / "data").rglob("*") if path.is_file()}
    change(root, random.Random(seed))
    assert before != {path: path.read_bytes() for path in (root / "data").rglob("*") if path.is_file()}

    found = made(root, tmp_path / "store")

    assert found.lines ^ reference.lines == frozenset()
    assert found == reference


def test_another_role_of_one_party_changes_both(reference: Made, tmp_path: Path) -> None:
    """Otherwise nothing above could fail."""
    root = small(tmp_path / "project")
    path = root / "data" / "articles" / "cmg-vgtrk-2025.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("role: co-producer", "role: host", 1), encoding="utf-8")

    found = made(root, tmp_path / "store")

    assert found.digest != reference.digest
    assert found.hubs != reference.hubs


def replaced(text: str, pattern: str, others: Mapping[str, str]) -> str:
    return re.sub(pattern, lambda found: others.get(found[0], found[0]), text)


def test_other_names_inside_the_sources_change_those_names_alone(reference: Made, tmp_path: Path) -> None:
    root = small(tmp_path / "project")
    names: dict[str, str] = {}
    for path in (root / "data" / "articles").iterdir():
        text = path.read_text(encoding="utf-8")
        (prefix, iri), *_ = re.findall(r"^ *- (\w+): (https://w3id.org/mediagraph/id/source/.+#)$", text, re.MULTILINE)
        local = sorted(set(re.findall(rf"\bid: {prefix}:([\w-]+)", text)) - {f"p{n}" for n in range(99)})
        given_ = {name: f"n{number}" for number, name in enumerate(reversed(local))}
        given_ = {f"{prefix}:{old}": f"{prefix}:{new}" for old, new in given_.items()}
        path.write_text(replaced(text, rf"\b{prefix}:[\w-]+", given_), encoding="utf-8")
        names |= {f"<{iri}{new.partition(':')[2]}>": f"<{iri}{old.partition(':')[2]}>" for old, new in given_.items()}
    assert len(names) > 90

    found = made(root, tmp_path / "store")

    assert found.digest != reference.digest
    back = frozenset(replaced(line, r"<[^>]*#n\d+>", names) for line in found.lines)
    assert back ^ reference.lines == frozenset()
    assert found.hubs == reference.hubs


@pytest.fixture(scope="module")
def film_lines() -> list[str]:
    """The film graph as N-Triples, whose blank nodes have names."""
    made_ = ox.serialize(ox.parse(FILMS, ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    assert made_ is not None
    return made_.decode().splitlines()


def renamed(lines: list[str], chance: random.Random) -> str:
    """The lines in another order, with other names of blank nodes."""
    labels = sorted(set(re.findall(r"_:\w+", " ".join(lines))))
    others = dict(
        zip(labels, chance.sample([f"_:x{number}" for number in range(len(labels))], len(labels)), strict=True)
    )
    mixed_ = [re.sub(r"_:\w+", lambda label: others[label[0]], line) for line in lines]
    chance.shuffle(mixed_)
    return "\n".join(mixed_) + "\n"


def said(loaded: Loaded) -> set[ox.Triple]:
    """What is said, but for the lines that it is said in."""
    return {one for one in loaded.triples if not one.predicate.value.endswith("#evidence") and "#row-" not in str(one)}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_names_of_blank_nodes_and_the_order_of_lines_do_not_matter_to_the_loader(
    chance: random.Random, film_lines: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "films.nt"
    path.write_text("\n".join(film_lines) + "\n", encoding="utf-8")
    first = load(path, accept="films.example")
    path.write_text(renamed(film_lines, chance), encoding="utf-8")

    again = load(path, accept="films.example")

    assert len(said(first)) > 20
    assert said(again) == said(first)


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_names_of_blank_nodes_do_not_matter_to_the_judges(chance: random.Random, tmp_path: Path) -> None:
    path = tmp_path / "data.nt"
    mg_ = "https://w3id.org/mediagraph/ontology#"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = [
        f"_:a {kind} <{mg_}Film> .",
        f"_:b {kind} <{mg_}Release> .",
        f"_:b <{mg_}ofWork> _:a .",
        f"_:a <{mg_}imdb> _:b .",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    first, _ = judge_files(PROJECT, [path])
    path.write_text(renamed(lines, chance), encoding="utf-8")

    again, _ = judge_files(PROJECT, [path])

    assert len(first) > 5
    assert [(one.shape, one.constraint, one.path, one.message) for one in sorted(again, key=key)] == [
        (one.shape, one.constraint, one.path, one.message) for one in sorted(first, key=key)
    ]


def key(finding: Any) -> tuple[str, ...]:
    return finding.shape, finding.constraint, finding.path, finding.message


VALUES = st.lists(st.sampled_from(["Red Silk", "Шёлк", "红丝绸", "Soie"]), min_size=1, max_size=4, unique=True)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from([f"work:w{number}" for number in range(6)]),
            "type": st.sampled_from(["Film", "Work", "Series"]),
            "name": st.dictionaries(st.sampled_from(["en", "fr", "ru"]), VALUES, min_size=1),
            "about": st.lists(st.sampled_from(["country:BE", "country:KZ", "person:x"]), min_size=1, unique=True),
            "date": st.sampled_from(["1999", "2001-02", "2001-02-03", "1999/2001"]),
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda record: str(record["id"]),
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(records=RECORDS, chance=st.randoms(use_true_random=False), cut=st.integers(0, 6))
def test_records_in_any_order_in_one_file_or_two_make_the_same_statements(
    records: list[dict[str, Any]], chance: random.Random, cut: int
) -> None:
    def statements(*parts: list[dict[str, Any]]) -> set[str]:
        files = [RecordFile(f"{n}.yaml", "graph:x", [Node(record) for record in part]) for n, part in enumerate(parts)]
        lines = {line for file in files for line in Writer(PROJECT.context, file).lines()}
        assert [fault for file in files for fault in file.faults] == []
        return lines

    shuffled = mixed(records, chance)

    assert statements(shuffled[:cut], shuffled[cut:]) == statements(records)
