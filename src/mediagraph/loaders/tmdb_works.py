"""Films and series of TMDB as records: the work, who made it, where it is from, when it came out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.loaders.tmdb_codes import COUNTRIES, FILM_STATUSES, GENRES, LANGUAGES, SERIES_STATUSES
from mediagraph.loaders.tmdb_fields import Fields
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mediagraph.loaders.job import Job

_IMDB = re.compile(r"tt\d{7,}", re.ASCII)
_WIKIDATA = re.compile(r"Q[1-9]\d*", re.ASCII)
_WEB = re.compile(r"https?://[^\s/?#]+\S*")


@dataclass(frozen=True)
class Form:
    """How TMDB writes films, or series.

    Attributes:
        type: the class of the work.
        path: of its pages, `https://www.themoviedb.org/PATH/ID`.
        prefix: of its number in ids; films and series are numbered apart.
        title, original, date: keys of title, original title and first release.
        statuses: what its words for a status say of making and release.
    """

    type: str
    path: str
    prefix: str
    title: str
    original: str
    date: str
    statuses: Mapping[str, tuple[str, str]]


FILM = Form("Film", "movie", "", "title", "original_title", "release_date", FILM_STATUSES)
SERIES = Form("Series", "tv", "tv-", "name", "original_name", "first_air_date", SERIES_STATUSES)


@dataclass
class Works:
    """Makes the records of one film or series after the other; what several share is made once.

    Attributes:
        job: takes rejects, knows countries and the name of the source.
        language: of the titles.
        homepages: rows whose homepage is no address.
    """

    job: Job
    language: str = "en"
    homepages: list[int] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)

    def records(self, number: int, values: Mapping[str, Any], *, cells: bool = False) -> Iterator[Node]:
        """Yield the records of row `number`; a row with a value that cannot be read is rejected whole.

        Args:
            number: of the row.
            values: by key.
            cells: whether they are cells of a table.
        """
        fields = Fields(values, cells=cells)
        form = SERIES if "first_air_date" in values or not values.keys() & {"title", "release_date"} else FILM
        row = _Row(self, number, form, fields)
        nodes = row.nodes()
        if fields.faults:
            for wrong in fields.faults:
                self.job.reject(number, wrong.column, wrong.value, wrong.reason, wrong.accepted)
            return
        self._rows[row.work] = number
        if row.odd_homepage:
            self.homepages.append(number)
        for node in nodes:
            if node["id"] not in self._made:
                self._made.add(node["id"])
                yield node

    def first_row(self, work: str) -> int:
        """Return the row that gave `work`; 0 where none did."""
        return self._rows.get(work, 0)


class _Row:
    """One film or series on its way to records."""

    def __init__(self, works: Works, number: int, form: Form, fields: Fields) -> None:
        self.job, self.language = works.job, works.language
        self.number, self.form, self.fields = number, form, fields
        self.tmdb = fields.identifier()
        self.name = f"{form.prefix}{self.tmdb}"
        self.evidence = self.job.passage(number)
        self.imdb = self._imdb()
        self.work = f"work:imdb-{self.imdb}" if self.imdb else f"work:tmdb-{self.name}"
        self.odd_homepage = False
        if first := works.first_row(self.work):
            key, value = ("imdb_id", self.imdb) if self.imdb else ("id", self.tmdb)
            fields.refuse(key, value, f"the same as in row {first}", "each film and each series once")

    def nodes(self) -> list[Node]:
        """Return the records; of use only where the fields have no faults."""
        making, showing = self._statuses()
        credits_, agents = self._credits()
        companies = self._agents("production_companies", "organisation:tmdb-", "Organisation")
        cooperation, sole = self._producers(companies, making)
        row = self.job.row(self.number, f"https://www.themoviedb.org/{self.form.path}/{self.tmdb}")
        return [row, *companies, *agents, self._work([*sole, *credits_]), *cooperation, *self._release(showing)]

    def _work(self, participation: Sequence[Node]) -> Node:
        names, variants = self._titles()
        original = self.fields.text(self.form.original)
        return self._node(
            self.work,
            self.form.type,
            name=names,
            variantName=variants,
            originalTitle={self._original_language(): original} if original else None,
            tmdb=self.tmdb,
            imdb=self.imdb,
            wikidata=self._wikidata(),
            countryOfOrigin=self._countries(),
            language=self._languages(),
            runtime=self.fields.minutes("runtime"),
            genre=self._genres(),
            website=self._homepages(),
            participation=participation,
        )

    def _node(self, id_: str, type_: str, **items: Any) -> Node:
        said = {key: value for key, value in items.items() if value}
        return Node({"id": id_, "type": type_, **said, "evidence": self.evidence}, line=self.number)

    def _statement(self, what: str) -> str:
        return f"source:{self.job.source}#{self.name}-{what}"

    # Identity

    def _imdb(self) -> str:
        given = [(self.fields, self.fields.text("imdb_id"))]
        external = self.fields.below("external_ids")
        given.append((external, external.text("imdb_id")))
        found = ""
        for fields, value in given:
            if value and not _IMDB.fullmatch(value):
                fields.refuse("imdb_id", value, "no title of IMDb's", "tt and at least seven digits")
            elif value and found and value != found:
                fields.refuse("imdb_id", value, f"another than imdb_id, {found}", "the same one")
            found = found or value
        return found

    def _wikidata(self) -> str:
        external = self.fields.below("external_ids")
        value = external.text("wikidata_id")
        if value and not _WIKIDATA.fullmatch(value):
            external.refuse("wikidata_id", value, "no item of Wikidata's", "Q and digits, such as Q172241")
        return value and f"wd:{value}"

    # Titles

    def _titles(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """The name in each language, and the other names."""
        names = {self.language: self.fields.text(self.form.title, needed=True)}
        variants: dict[str, list[str]] = {}
        for language, title in self._translations():
            if names.setdefault(language, title) != title:
                variants.setdefault(language, []).append(title)
        alternatives = self.fields.below("alternative_titles")
        key = "titles" if "titles" in alternatives.values else "results"  # films, series
        known = {*names.values(), self.fields.text(self.form.original)}
        variants["und"] = [
            title for item in alternatives.objects(key) if (title := item.text("title")) and title not in known
        ]
        return names, {tag: list(dict.fromkeys(titles)) for tag, titles in variants.items() if titles}

    def _translations(self) -> list[tuple[str, str]]:
        """Titles with their languages; of several regions first that which the language is named for."""
        found = []
        for item in self.fields.below("translations").objects("translations"):
            data = item.below("data")
            code, region, title = item.text("iso_639_1"), item.text("iso_3166_1"), data.text(self.form.title)
            tag = self._language(item, "iso_639_1", code)
            if tag == "zh" and region in {"HK", "MO", "TW"}:
                tag = "zh-Hant"
            if title and tag:
                found.append((code.upper() != region, region, tag, title))
        return [(tag, title) for _, _, tag, title in sorted(found)]

    def _original_language(self) -> str:
        code = self.fields.text("original_language")
        return (self._language(self.fields, "original_language", code) if code else "") or "und"

    # Countries, languages, genres

    def _countries(self) -> list[str]:
        found = [
            self._country(item, "iso_3166_1", item.text("iso_3166_1", needed=True))
            for item in self.fields.objects("production_countries")
        ]
        for code in self.fields.listed("origin_country"):
            if isinstance(code, str):
                found.append(self._country(self.fields, "origin_country", code))
            else:
                self.fields.refuse("origin_country", code, "not text", 'a list of codes, such as ["BE"]')
        return list(dict.fromkeys(found))

    def _country(self, fields: Fields, key: str, code: str) -> str:
        known = COUNTRIES.get(code) or (self.job.countries.find(code)[0] if re.fullmatch("[A-Z]{2}", code) else "")
        if code and not known:
            own = ", ".join(COUNTRIES)
            accepted = f"a two-letter code that the tables of countries have, or TMDB's own: {own}"
            fields.refuse(key, code, "a code of no country that is known", accepted)
        return known

    def _languages(self) -> list[str]:
        found = [
            self._language(item, "iso_639_1", item.text("iso_639_1", needed=True))
            for item in self.fields.objects("spoken_languages")
        ]
        return [tag for tag in dict.fromkeys(found) if tag]

    def _language(self, fields: Fields, key: str, code: str) -> str:
        if code and code not in LANGUAGES:
            fields.refuse(key, code, "no language", "a two-letter code of ISO 639-1, or TMDB's own: cn, mo, xx")
        return LANGUAGES.get(code, "")

    def _genres(self) -> list[str]:
        found: list[str] = []
        for item in self.fields.objects("genres"):
            number = item.identifier()
            if number and int(number) not in GENRES:
                shown = f"{number} {item.text('name')}".strip()
                known = ", ".join(f"{key} {name}" for key, (name, _) in GENRES.items())
                item.refuse("id", shown, "a genre that is not known", f"one of {known}")
            elif number:
                found += GENRES[int(number)][1]
        return list(dict.fromkeys(found))

    def _homepages(self) -> list[str]:
        """The address or addresses; what is none leaves the film as it is, and is told at the end."""
        import pyoxigraph as ox

        found = []
        for text in self.fields.text("homepage").split():
            try:
                found.append(ox.NamedNode(text if _WEB.fullmatch(text) else "").value)
            except ValueError:
                self.odd_homepage = True
        return list(dict.fromkeys(found))

    # Who made it

    def _agents(self, key: str, prefix: str, type_: str) -> list[Node]:
        """The companies or networks in a list, each once."""
        found: dict[str, Node] = {}
        for item in self.fields.objects(key):
            tmdb, name = item.identifier(), item.text("name", needed=True)
            code = item.text("origin_country")
            found.setdefault(
                tmdb,
                self._node(
                    f"{prefix}{tmdb}",
                    type_,
                    name={"und": name},
                    tmdb=tmdb if type_ == "Organisation" else None,
                    inCountry=self._country(item, "origin_country", code) if code else None,
                ),
            )
        return list(found.values())

    def _producers(self, companies: Sequence[Node], making: str) -> tuple[list[Node], list[Node]]:
        """The co-production of several companies, or what hangs on the work of the only one."""
        if len(companies) < 2:
            return [], [self._part("producer", company["id"]) for company in companies]
        cooperation = self._node(
            self._statement("co-production"),
            "Cooperation",
            cooperationKind="co-production",
            cooperationOn=self.work,
            status=making,
            participation=[self._part("co-producer", company["id"]) for company in companies],
        )
        return [cooperation], []

    def _credits(self) -> tuple[list[Node], list[Node]]:
        """Directors and creators, who are people, and broadcasters, which are outlets; first what they did."""
        crew = [
            *((self.fields, item) for item in self.fields.objects("crew")),
            *((self.fields, item) for item in self.fields.below("credits").objects("crew")),
        ]
        directors = self._people(item for _, item in crew if item.text("job") == "Director")
        creators = self._people(self.fields.objects("created_by"))
        networks = self._agents("networks", "outlet:tmdb-", "Outlet")
        parts = [
            *(self._part("director", person["id"]) for person in directors),
            *(self._part("creator", person["id"]) for person in creators),
            *(self._part("broadcaster", network["id"]) for network in networks),
        ]
        return parts, [*directors, *creators, *networks]

    def _people(self, items: Iterable[Fields]) -> list[Node]:
        found: dict[str, Node] = {}
        for item in items:
            tmdb, name, own = item.identifier(), item.text("name", needed=True), item.text("original_name")
            variant = {"und": own} if own and own != name else None
            node = self._node(f"person:tmdb-{tmdb}", "Person", name={"und": name}, variantName=variant, tmdb=tmdb)
            found.setdefault(tmdb, node)
        return list(found.values())

    def _part(self, role: str, agent: str) -> Node:
        id_ = self._statement(f"{role}-{agent.rpartition('-')[2]}")
        return self._node(id_, "Participation", role=role, agent=agent)

    # What became of it

    def _statuses(self) -> tuple[str, str]:
        """The status of the making and of the first release."""
        status = self.fields.text("status")
        known = self.form.statuses
        if status in known:
            return known[status]
        if status or self.fields.text(self.form.date):
            reason = "a status that is not known" if status else f"no status beside a {self.form.date}"
            self.fields.refuse("status", status, reason, f"one of {', '.join(known)}")
        return "", ""

    def _release(self, status: str) -> list[Node]:
        date = self.fields.date(self.form.date)
        if not status or not (date or status == "happened"):
            return []
        release = self._node(
            self._statement("release"), "Release", ofWork=self.work, releaseKind="release", status=status, date=date
        )
        return [release]
