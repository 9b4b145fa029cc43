"""What is prepared of one size, before anything is measured: the table, the statements in files, the published store.

FOLDER/
  project/            the shipped ontology and queries, with countries and relations of one as the only data
  productions.csv     the table; productions.nq and productions.nt what it says
  store/              the project's graph, with the table loaded into it
  graph.nt            the merge of all its graphs; raw.nt what its sources state, and which establishments count
  spoilt.nt           graph.nt with one production in a hundred spoilt; spoilt/ the same as a database;
                          change.nt the statements that went and came
  queries.json        the stored queries by name, as they are sent
  edges.json          the network of organisations as arrays
  prepared.json       counts; written last
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import spoiling
from benchmarks.row import PROJECT

MAPPING = PROJECT / "benchmarks" / "productions.mapping.yaml"
SOURCE = "productions"
COUNTRIES = ("countries", "country-names", "withdrawn-countries")
RELATIONS = ("relations-prc",)
_GRAPH = f" <https://w3id.org/mediagraph/id/graph/{SOURCE}> .\n"
_RULES = "https://w3id.org/mediagraph/id/graph/rule-"
_COUNTED = f"<{_RULES}counted-establishments> .\n"
_ID = "https://w3id.org/mediagraph/id/"


@dataclass(frozen=True)
class Prepared:
    """What is prepared of one size; see the module for the files."""

    path: Path

    @property
    def project(self) -> Path:
        """The project whose data are the productions."""
        return self.path / "project"

    @property
    def table(self) -> Path:
        """The productions."""
        return self.path / "productions.csv"

    @property
    def quads(self) -> Path:
        """What the table says, as N-Quads."""
        return self.path / "productions.nq"

    @property
    def triples(self) -> Path:
        """What the table says, as N-Triples."""
        return self.path / "productions.nt"

    @property
    def store(self) -> Path:
        """The published store."""
        return self.path / "store"

    @property
    def graph(self) -> Path:
        """The published graph, as N-Triples."""
        return self.path / "graph.nt"

    @property
    def raw(self) -> Path:
        """What the sources state, as N-Triples."""
        return self.path / "raw.nt"

    @property
    def spoilt(self) -> Path:
        """The published graph with faults, as N-Triples."""
        return self.path / "spoilt.nt"

    @property
    def change(self) -> Path:
        """The statements that were spoilt, before and after, as N-Triples."""
        return self.path / "change.nt"

    @property
    def spoilt_database(self) -> Path:
        """The same as a database of Oxigraph."""
        return self.path / "spoilt"

    @property
    def generation(self) -> Path:
        """Folder of the published generation."""
        return self.store / "generations" / (self.store / "current").read_text(encoding="utf-8").strip()

    @property
    def database(self) -> Path:
        """The published graph as a database of Oxigraph."""
        return self.generation / "database"

    @property
    def records(self) -> Path:
        """The published graph as N-Quads."""
        return self.generation / "statements.nq"

    @cached_property
    def queries(self) -> dict[str, str]:
        """The stored queries, as they are sent."""
        return dict(self._read("queries.json"))

    @cached_property
    def values(self) -> dict[str, dict[str, Any]]:
        """Values of the parameters that a stored query cannot do without, by its name."""
        return dict(self._read("values.json"))

    @cached_property
    def edges(self) -> dict[str, Any]:
        """The network of organisations: `nodes`, `pairs` of their numbers, `strengths`."""
        return dict(self._read("edges.json"))

    @cached_property
    def counts(self) -> dict[str, Any]:
        """What is known of it: `key`, `size`, and statements by file."""
        return dict(self._read("prepared.json"))

    def is_whole(self, key: str) -> bool:
        """Tell whether all of it is there, made from the same files."""
        return (self.path / "prepared.json").is_file() and self.counts["key"] == key

    def write(self, name: str, content: object) -> None:
        """Write a JSON file of it."""
        (self.path / name).write_text(json.dumps(content), encoding="utf-8")

    def _read(self, name: str) -> Any:
        return json.loads((self.path / name).read_text(encoding="utf-8"))


def key() -> str:
    """Return a digest of what the prepared data follow from."""
    found = hashlib.sha256()
    for folder in ("benchmarks", "data", "ontology", "queries", "src/mediagraph"):
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and path.suffix in {".csv", ".jsonld", ".py", ".rq", ".ttl", ".yaml"}:
                if folder == "benchmarks" and path.name not in {
                    MAPPING.name,
                    "prepared.py",
                    "productions.py",
                    "spoiling.py",
                }:
                    continue
                found.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def prepare(
    size: int, folder: Path, *, relations: bool = True, every: int = spoiling.EVERY, made_from: str = ""
) -> Prepared:
    """Prepare one size.

    Args:
        size: number of productions.
        folder: takes the files; what it held before goes.
        relations: whether the relations of countries, and their anniversaries, are in the graph.
        every: one production in so many is spoilt.
        made_from: the key that it gets; computed by default.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    data = Prepared(folder)
    make_project(data.project, relations=relations)
    words = [sys.executable, str(PROJECT / "benchmarks" / "productions.py"), str(size), "-o", str(data.table)]
    subprocess.run(words, check=True)
    convert(data.table, folder / "converted")
    counts = {"productions": _unpack(folder / "converted", data)}
    shutil.rmtree(folder / "converted")
    _publish(data)
    counts |= {"graph": _dump(data), "raw": _write_raw(data)}
    counts["change"] = spoiling.spoil(data.graph, data.spoilt, data.change, every)
    _load(data.spoilt, data.spoilt_database)
    data.write("prepared.json", {"key": made_from or key(), "size": size, **counts})
    return data


def make_project(folder: Path, *, relations: bool = True) -> None:
    """Make a project with the shipped ontology and queries, and no data but countries and their relations."""
    for name in ("ontology", "queries"):
        shutil.copytree(PROJECT / name, folder / name)
    tables = folder / "data" / "tables"
    tables.mkdir(parents=True)
    for name in (*COUNTRIES, *(RELATIONS if relations else ())):
        for path in (PROJECT / "data" / "tables").glob(f"{name}.*"):
            shutil.copy(path, tables / path.name)


def convert(table: Path, folder: Path, *, long_way: bool = False) -> None:
    """Convert the table as `mediagraph load table` does; the long way without compiled mappings."""
    from mediagraph.converting import convert as converting
    from mediagraph.loaders import ProjectCountries, discover
    from mediagraph.loaders.job import Job
    from mediagraph.loaders.registry import get_loader
    from mediagraph.project import Project

    project = Project.find(PROJECT)
    loader = get_loader("table")
    paths = [path for path in discover(project.data) if "countr" in path.name]
    countries = ProjectCountries(paths, project.context)
    job = Job(table, table.name, SOURCE, project.context, countries, options={"mapping": [str(MAPPING)]})
    converting(replace(loader, written=None) if long_way else loader, "table", job, folder)


def _unpack(converted: Path, data: Prepared) -> int:
    from mediagraph.store.sources import LoadedSource

    count = 0
    with data.quads.open("w", encoding="utf-8") as quads, data.triples.open("w", encoding="utf-8") as triples:
        for count, line in enumerate(LoadedSource(converted).lines(), start=1):  # noqa: B007 - it is returned
            quads.write(line)
            triples.write(line.removesuffix(_GRAPH) + " .\n")
    return count


def _publish(data: Prepared) -> None:
    import mediagraph as mg
    from mediagraph.loading import load
    from mediagraph.project import Project

    options = {"mapping": [str(MAPPING)]}
    load(Project.find(data.project), data.store, "table", data.table, source=SOURCE, options=options)
    with mg.open(data.store, project=data.project) as graph:
        known, values = _known(data.table), {}
        for name in graph.queries.names():
            needed = [each.name for each in graph.queries[name].parameters.values() if not each.optional]
            values[name] = {each: known[each] for each in needed if each in known}
        data.write("values.json", values)
        data.write("queries.json", {name: graph.bound(name, **values[name]) for name in values})
        network = graph.network("organisations")
        place = {node: number for number, node in enumerate(network)}
        data.write(
            "edges.json",
            {
                "nodes": list(network),
                "pairs": [(place[one], place[other]) for one, other in network.edges()],
                "strengths": [edge["strength"] for _, _, edge in network.edges(data=True)],
            },
        )


def _known(table: Path) -> dict[str, Any]:
    """Return values for parameters: countries, and what the first row of the table speaks of."""
    with table.open(encoding="utf-8", newline="") as stream:
        row = next(csv.DictReader(stream))
    company, person = (row[column].split(" | ")[0].lower().replace(" ", "-") for column in ("companies", "directors"))
    work = f"{_ID}work/imdb-{row['imdb']}"
    return {
        "bloc": ["BE", "FR", "KZ"],
        "counterpart": ["RU", "CN"],
        "country": "FR",
        "entity": work,
        "one": "FR",
        "organisation": f"{_ID}organisation/{SOURCE}-{company}",
        "other": "CN",
        "person": f"{_ID}person/{SOURCE}-{person}",
        "source": f"{_ID}source/{SOURCE}",
        "work": work,
    }


def _dump(data: Prepared) -> int:
    import pyoxigraph as ox

    store = ox.Store.read_only(str(data.database))
    store.dump(str(data.graph), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return _lines(data.graph)


def _write_raw(data: Prepared) -> int:
    """Write what no rule derived, but for the establishments that count, without its graphs."""
    with data.records.open(encoding="utf-8") as quads, data.raw.open("w", encoding="utf-8") as triples:
        for line in quads:
            graph = line.rfind(" <", 0, -4)
            if _RULES not in line[graph:] or line.endswith(_COUNTED):
                triples.write(line[:graph] + " .\n")
    return _lines(data.raw)


def _load(triples: Path, database: Path) -> None:
    import pyoxigraph as ox

    store = ox.Store(str(database))
    store.bulk_load(path=str(triples), format=ox.RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for _ in stream)


def main() -> None:
    """Prepare one size, in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", default="")
    given = parser.parse_args()
    prepare(given.size, given.folder, made_from=given.key)


if __name__ == "__main__":
    main()
