"""Drafting: from an article to proposals, the finders in the order in which they need one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.drafting.agreeing import AgreementFinder
from mediagraph.drafting.belonging import Belonging
from mediagraph.drafting.bodies import BodyFinder
from mediagraph.drafting.counting import FigureFinder
from mediagraph.drafting.dates import DateFinder
from mediagraph.drafting.found import Entity, Reading
from mediagraph.drafting.happening import EventFinder
from mediagraph.drafting.making import MakingFinder
from mediagraph.drafting.marking import OccasionFinder
from mediagraph.drafting.nodes import Nodes, Proposal
from mediagraph.drafting.people import PersonFinder
from mediagraph.drafting.places import PlaceFinder
from mediagraph.drafting.saying import RemarkFinder
from mediagraph.drafting.showing import ShowingFinder
from mediagraph.drafting.titles import TitleFinder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.drafting.article import Article
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.names import Gazetteer
    from mediagraph.project import Project

SOURCES = "https://w3id.org/mediagraph/id/source/"


@dataclass(frozen=True)
class Drafted:
    """An article with what is proposed of it.

    Attributes:
        article: the article.
        prefix: that of the local nodes.
        proposals: the nodes, the source first.
        countries: the countries that it names, which the graph has already.
    """

    article: Article
    prefix: str
    proposals: Sequence[Proposal]
    countries: Sequence[Entity]

    @property
    def iri(self) -> str:
        """What the prefix stands for."""
        return f"{SOURCES}{self.article.slug}#"

    def ordered(self) -> list[Proposal]:
        """Return the proposals section by section, sections in the order of their first proposal."""
        sections = list(dict.fromkeys(one.section for one in self.proposals))
        return sorted(self.proposals, key=lambda one: sections.index(one.section))


class Drafter:
    """Drafts articles with the names of one project; what a language needs is made ready once."""

    def __init__(self, project: Project, gazetteer: Gazetteer) -> None:
        self._prefixes = set(project.context.prefixes)
        self._gazetteer = gazetteer
        self._ready: dict[str, _Finders] = {}

    def draft(self, article: Article) -> Drafted:
        """Return what is proposed of `article`."""
        code = article.language.code
        if code not in self._ready:
            self._ready[code] = _Finders(article.language, self._gazetteer)
        reading = self._ready[code].read(article, self._gazetteer)
        nodes = Nodes(reading, self._prefixes)
        proposals = nodes.proposals()
        countries = [one for one in reading.entities if one.kind == "country"]
        return Drafted(article, nodes.prefix, proposals, countries)


class _Finders:
    """The finders of one language."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self._titles = TitleFinder(language)
        self._places = PlaceFinder(language, gazetteer)
        self._events = EventFinder(language)
        self._bodies = BodyFinder(language)
        self._people = PersonFinder(language)
        self._dates = DateFinder(language)
        self._statements = (
            AgreementFinder(language),
            MakingFinder(language, self._bodies),
            ShowingFinder(language),
            OccasionFinder(language),
            FigureFinder(language),
            RemarkFinder(language),
            Belonging(language),
        )

    def read(self, article: Article, gazetteer: Gazetteer) -> Reading:
        reading = Reading(article, gazetteer)
        self._titles.find(reading)
        self._places.find(reading)
        self._events.find(reading)
        self._bodies.find(reading)
        self._people.find(reading)
        reading.date, reading.date_span = self._dates.stated(article)
        for sentence in article.sentences:
            reading.dates[sentence.span] = self._dates.find(sentence, reading.date)
        self._events.place(reading)
        for finder in self._statements:
            finder.find(reading)
        return reading
