"""The entities of a project's records, to be found by name in any script."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError
from mediagraph.identity.naming import read_name
from mediagraph.loaders import ProjectCountries, discover, open_file
from mediagraph.reviewing.nodes import texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mediagraph.graph import Graph
    from mediagraph.project import Project

_SKIPPED = ("judgements",)  # decisions on entities, which name none
_LEAST = 72.0  # of likeness, below which names have nothing to do with each other
_GROUPS = (
    {"Organisation", "OrganisationalUnit", "Outlet", "Channel", "Website"},
    {"Person", "UnnamedAgent"},
    {"Work", "Film", "Series", "Episode", "Photograph"},
    {"Event", "Festival", "HistoricalEvent", "Coverage"},
    {"Undertaking", "Agreement", "Initiative"},
    {"City", "Region", "Place", "AdministrativeDivision", "Country"},
)


@dataclass
class Entity:
    """An entity of the graph.

    Attributes:
        id: its CURIE.
        type: its class, of the first file that names one.
        names: its names, the labels first.
        about: what else tells it from others: countries, kinds.
        files: where it is described.
    """

    id: str
    type: str
    names: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


class Entities:
    """All of them, read once."""

    def __init__(self, project: Project, but: Sequence[Path] = (), graph: Graph | None = None) -> None:
        """Read the records of `project`.

        Args:
            project: whose records.
            but: files that are left out, such as the one that a review writes.
            graph: a built graph, whose entities are found as well; those of loaded sources are in no file.
        """
        self.by_id: dict[str, Entity] = {}
        self.broken: list[str] = []
        self._called: dict[str, list[Entity]] = defaultdict(list)
        left = {path.resolve() for path in but}
        paths = [path for path in discover(project.data) if path.resolve() not in left]
        countries = ProjectCountries(paths, project.context)
        for path in paths:
            described = path.suffix == ".yaml" and path.with_suffix(".csv").exists()
            if described or path.stem.startswith(_SKIPPED):
                continue
            try:
                for node in open_file(path, project.show(path), project.context, countries).records:
                    self._take(node, path)
            except DataError:
                self.broken.append(project.show(path))
        if graph is not None:
            self._take_built(graph, {path.stem for path in but})
        for entity in self.by_id.values():
            for folded in {read_name(name).folded for name in entity.names}:
                self._called[folded].append(entity)

    def _take(self, node: dict[str, Any], path: Path) -> None:
        id_, names = node.get("id"), list(dict.fromkeys(texts(node)))
        if not isinstance(id_, str) or not names:
            return
        types = node.get("type")
        type_ = str(types[0] if isinstance(types, list) and types else types or "")
        entity = self.by_id.setdefault(id_, Entity(id_, type_))
        entity.names += [name for name in names if name not in entity.names]
        for key in ("inCountry", "countryOfOrigin", "within", "organisationKind", "date", "occupation"):
            about = node.get(key)
            for one in about if isinstance(about, list) else [about]:
                if isinstance(one, str) and one not in entity.about:
                    entity.about.append(one)
        if path not in entity.files:
            entity.files.append(path)

    def _take_built(self, graph: Graph, but: set[str]) -> None:
        from mediagraph.drafting import Gazetteer

        for held in Gazetteer.of_graph(graph).known.values():
            for known in held:
                if known.source not in but:
                    entity = self.by_id.setdefault(known.id, Entity(known.id, known.type))
                    entity.names += [name for name in known.names if name not in entity.names]
                    entity.about += [country for country in known.countries if country not in entity.about]

    def search(self, words: str, type_: str = "", *, most: int = 8) -> list[Entity]:
        """Return the entities that `words` may mean, the best first: an id, a name, or what looks much like one.

        Args:
            words: to look for.
            type_: class of what is looked for; things of an unlike class come last.
            most: how many.
        """
        words = words.strip()
        if not words:
            return []
        ranked: dict[str, float] = {}
        if words in self.by_id:
            ranked[words] = 200.0
        from rapidfuzz import fuzz, process

        folded = read_name(words).folded
        near = process.extract(folded, self._called.keys(), scorer=fuzz.WRatio, limit=60, score_cutoff=_LEAST)
        for name, alike, _ in near:
            # the whole of a name counts for more than words that are somewhere in it
            score = 150.0 if name == folded else (alike + fuzz.ratio(folded, name)) / 2
            for entity in self._called[name]:
                ranked[entity.id] = max(ranked.get(entity.id, 0.0), score)
        group = next((group for group in _GROUPS if type_ in group), set())
        found = sorted(ranked, key=lambda id_: (bool(group) and self.by_id[id_].type not in group, -ranked[id_], id_))
        return [self.by_id[id_] for id_ in found[:most]]
