"""Drafting: from an article to proposals, the finders in the order in which they need one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.drafting.agreeing import AgreementFinder
from mediagraph.drafting.aliases import Aliases
from mediagraph.drafting.authors import AuthorFinder
from mediagraph.drafting.belonging import Belonging
from mediagraph.drafting.bodies import BodyFinder
from mediagraph.drafting.callings import CallingFinder
from mediagraph.drafting.ceremonies import CeremonyFinder
from mediagraph.drafting.counting import FigureFinder
from mediagraph.drafting.countrylists import CountryLists
from mediagraph.drafting.credits import CreditFinder
from mediagraph.drafting.crossborder import CrossBorder
from mediagraph.drafting.dates import DateFinder
from mediagraph.drafting.found import Entity, Reading
from mediagraph.drafting.gatherings import GatheringFinder
from mediagraph.drafting.grants import GrantFinder
from mediagraph.drafting.happening import EventFinder
from mediagraph.drafting.initiatives import InitiativeFinder
from mediagraph.drafting.jointly import JointWorks
from mediagraph.drafting.lengths import LengthFinder
from mediagraph.drafting.making import MakingFinder
from mediagraph.drafting.marking import OccasionFinder
from mediagraph.drafting.nodes import Nodes, Proposal
from mediagraph.drafting.people import PersonFinder
from mediagraph.drafting.places import PlaceFinder
from mediagraph.drafting.saying import RemarkFinder
from mediagraph.drafting.settling import Settling
from mediagraph.drafting.shortnames import ShortNames
from mediagraph.drafting.showing import ShowingFinder
from mediagraph.drafting.titles import TitleFinder
from mediagraph.drafting.topics import TopicRoles
from mediagraph.drafting.weeks import FilmWeeks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.drafting.article import Article
    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.modelling import Heard, ModelReader
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
        heard: what a model added, where one was asked and answered.
    """

    article: Article
    prefix: str
    proposals: Sequence[Proposal]
    countries: Sequence[Entity]
    heard: Heard | None = None

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

    def __init__(self, project: Project, gazetteer: Gazetteer, model: ModelReader | None = None) -> None:
        """Prepare to draft.

        Args:
            project: whose languages and schemes.
            gazetteer: the names that are known.
            model: a further reader; without one nothing is sent anywhere.
        """
        self._model = model
        self._prefixes = set(project.context.prefixes)
        self._gazetteer = gazetteer
        self._ready: dict[str, _Finders] = {}

    def draft(self, article: Article) -> Drafted:
        """Return what is proposed of `article`."""
        code = article.language.code
        if code not in self._ready:
            self._ready[code] = _Finders(article.language, self._gazetteer)
        reading = self._ready[code].read(article, self._gazetteer)
        heard = self._model.read(reading) if self._model else None
        nodes = Nodes(reading, self._prefixes)
        proposals = nodes.proposals()
        countries = [one for one in reading.entities if one.kind == "country"]
        return Drafted(article, nodes.prefix, proposals, countries, heard)


class _Finders:
    """The finders of one language."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self._titles = TitleFinder(language)
        self._credits = CreditFinder(language, self._titles.take)
        self._places = PlaceFinder(language, gazetteer)
        self._events = EventFinder(language)
        self._initiatives = InitiativeFinder(language)
        self._bodies = BodyFinder(language)
        self._people = PersonFinder(language)
        self._aliases = Aliases(language)
        self._dates = DateFinder(language)
        self._statements = (
            AgreementFinder(language),
            CeremonyFinder(language),
            AuthorFinder(language),
            MakingFinder(language, self._bodies),
            CallingFinder(language),
            TopicRoles(language),
            JointWorks(language),
            FilmWeeks(language),
            ShowingFinder(language),
            GatheringFinder(language),
            OccasionFinder(language),
            LengthFinder(language),
            FigureFinder(language),
            RemarkFinder(language),
            Belonging(language),
            CountryLists(language),
            GrantFinder(language),
            CrossBorder(),
            Settling(),
        )

    def read(self, article: Article, gazetteer: Gazetteer) -> Reading:
        reading = Reading(article, gazetteer)
        self._titles.find(reading)
        self._credits.titles(reading)
        self._places.find(reading)
        self._events.find(reading)
        self._initiatives.find(reading)
        self._credits.names(reading, self._bodies)
        self._bodies.find(reading)
        self._people.find(reading)
        self._aliases.find(reading)
        ShortNames.find(reading)
        self._bodies.again(reading)
        reading.date, reading.date_span = self._dates.stated(article)
        for sentence in article.sentences:
            reading.dates[sentence.span] = self._dates.find(sentence, reading.date)
        self._events.place(reading)
        for finder in self._statements:
            finder.find(reading)
        return reading
