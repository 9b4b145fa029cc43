"""The names that a project knows: countries in the language of an article, and the entities of the graph."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError
from mediagraph.identity.naming import read_name
from mediagraph.loaders import ProjectCountries, discover, open_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.drafting.languages import Language
    from mediagraph.graph import Graph
    from mediagraph.project import Project

KINDS = {
    "Organisation": "organisation",
    "OrganisationalUnit": "organisation",
    "Outlet": "outlet",
    "Channel": "outlet",
    "Website": "outlet",
    "Person": "person",
    "Work": "work",
    "Film": "work",
    "Series": "work",
    "Festival": "event",
    "Initiative": "undertaking",
    "City": "place",
    "Region": "place",
    "AdministrativeDivision": "place",
}
_QUERY = """
PREFIX mg: <https://w3id.org/mediagraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?graph ?entity ?type ?property (STR(?text) AS ?name) (LANG(?text) AS ?language) ?country
WHERE {
  GRAPH ?graph {
    ?entity a ?type ; ?property ?text .
    OPTIONAL { ?entity mg:inCountry|mg:countryOfOrigin|mg:within ?country }
  }
  VALUES ?property { rdfs:label skos:altLabel mg:originalTitle }
  FILTER(STRSTARTS(STR(?entity), "https://w3id.org/mediagraph/id/"))
  FILTER(STRSTARTS(STR(?type), "https://w3id.org/mediagraph/ontology#"))
}
ORDER BY ?graph ?entity ?type DESC(?property) ?language ?name ?country
"""
_SKIPPED = ("relations-", "national-days", "judgements")  # tables that name no such entity


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the graph.

    Attributes:
        id: its CURIE.
        kind: organisation, outlet, person, work, event, undertaking or place.
        type: its class.
        names: its names in any language, the label first.
        countries: CURIEs of the countries that it is in or from.
        source: the file that names it so, without its suffix.
    """

    id: str
    kind: str
    type: str
    names: tuple[str, ...]
    countries: tuple[str, ...] = ()
    source: str = ""


@dataclass
class Gazetteer:
    """Entities by name, and countries by name and language.

    Attributes:
        countries: tag of a language -> name -> CURIE.
        known: folded name -> entities that bear it.
        broken: files that could not be read.
    """

    countries: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    known: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, project: Project, without: Sequence[str] = ()) -> Gazetteer:
        """Read the names of a project's records.

        Args:
            project: whose records.
            without: patterns of files, such as `data/articles/*`, whose names are not used.
        """
        made = cls()
        ranks: dict[tuple[str, str], int] = {}
        paths = discover(project.data)
        countries = ProjectCountries(paths, project.context)
        for path in paths:
            shown = project.show(path)
            if path.name.startswith(_SKIPPED) or _matches(path, shown, without):
                continue
            if path.suffix == ".yaml" and path.with_suffix(".csv").exists():
                continue
            try:
                for node in open_file(path, shown, project.context, countries).records:
                    made._take(node, ranks, path.stem)
            except DataError:
                made.broken.append(shown)
        return made

    @classmethod
    def of_graph(cls, graph: Graph, without: Sequence[str] = ()) -> Gazetteer:
        """Read the names of a built graph, those of loaded sources among them.

        Args:
            graph: to be asked.
            without: patterns of the names of named graphs, such as `kazakhstan-*`, whose names are not used.
        """
        from fnmatch import fnmatch

        made = cls()
        ranks: dict[tuple[str, str], int] = {}
        context = graph.project.context
        nodes: dict[tuple[str, str, str], dict[str, Any]] = {}
        answer: Any = graph.store.query(_QUERY)
        for row in answer:
            source = row.graph.rpartition("/")[2]
            if any(fnmatch(source, pattern) for pattern in without):
                continue
            key = source, context.compress(row.entity), row.type.rpartition("#")[2]
            node = nodes.setdefault(key, {"id": key[1], "type": key[2], "name": {}, "variantName": {}, "inCountry": []})
            names = node["name" if row.property.endswith("#label") else "variantName"].setdefault(row.language, [])
            if row.name not in names:
                names.append(row.name)
            if row.country is not None and context.compress(row.country) not in node["inCountry"]:
                node["inCountry"].append(context.compress(row.country))
        for (source, _, _), node in nodes.items():
            made._take(node, ranks, source)
        return made

    def _take(self, node: dict[str, Any], ranks: dict[tuple[str, str], int], source: str) -> None:
        id_, types = str(node.get("id")), _list(node.get("type"))
        if id_.startswith("country:"):
            self._country(id_, node, ranks)
            return
        type_ = next((one for one in types if one in KINDS), "")
        if not type_ or id_.startswith("person:cannes"):  # one name is one person within that table only
            return
        names = tuple(dict.fromkeys(_texts(node, "name", "originalTitle", "variantName")))
        if not names:
            return
        where = tuple(
            one
            for key in ("inCountry", "countryOfOrigin", "within")
            for one in _list(node.get(key))
            if isinstance(one, str)
        )
        known = Known(id_, KINDS[type_], type_, names, where, source)
        for name in names:
            same = self.known[read_name(name).folded]
            if all((other.id, other.source) != (id_, source) for other in same):
                same.append(known)

    def _country(self, id_: str, node: dict[str, Any], ranks: dict[tuple[str, str], int]) -> None:
        gone = len(id_.partition(":")[2]) == 4
        for key, rank in (("name", 0), ("variantName", 1)):
            for language, value in (node.get(key) or {}).items():
                for text in _list(value):
                    tag = language.split("-")[0]
                    place = 2 * gone + rank
                    if place < ranks.get((tag, text), 9):
                        ranks[tag, text] = place
                        self.countries[tag][text] = id_

    def find(self, name: str, kinds: Iterable[str] = (), *, but: str = "") -> list[Known]:
        """Return the entities called `name`, of `kinds`, each once; what only the file `but` names is left out."""
        return self.called(read_name(name).folded, kinds, but=but)

    def called(self, folded: str, kinds: Iterable[str] = (), *, but: str = "") -> list[Known]:
        """Return the entities of the folded name `folded`, as `find` does."""
        wanted = set(kinds)
        found: dict[str, Known] = {}
        for one in self.known.get(folded, ()):
            if (not wanted or one.kind in wanted) and one.source != but:
                found.setdefault(one.id, one)
        return list(found.values())

    @cached_property
    def unspaced(self) -> Any:
        """A pattern for the names of organisations and outlets in scripts without blanks."""
        import regex

        kinds = {"organisation", "outlet"}
        names = {
            name
            for owners in self.known.values()
            for one in owners
            if one.kind in kinds
            for name in one.names
            if len(name) > 2 and regex.search(r"[\p{Han}\p{Katakana}\p{Hiragana}]", name)
        }
        return regex.compile(
            "|".join(regex.escape(name) for name in sorted(names, key=lambda n: (-len(n), n))) or "(?!)"
        )

    def names_in(self, language: Language) -> dict[str, str]:
        """Return the names of countries in `language`: the table's own and those that the language file adds."""
        found = {name: id_ for name, id_ in self.countries.get(language.code, {}).items() if len(name) > 1}
        for name, id_ in list(found.items()):
            found |= {one: found.get(one, id_) for one in language.spellings(name)}
        for code, names in language.table("countries").items():
            found |= dict.fromkeys(names, f"country:{code}")
        return found


def _matches(path: Path, shown: str, patterns: Sequence[str]) -> bool:
    from fnmatch import fnmatch

    return any(fnmatch(shown, pattern) or fnmatch(path.name, pattern) or str(path) == pattern for pattern in patterns)


def _texts(node: dict[str, Any], *keys: str) -> Iterator[str]:
    for key in keys:
        value = node.get(key)
        for item in value.values() if isinstance(value, dict) else _list(value):
            yield from (text for text in _list(item) if isinstance(text, str))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
