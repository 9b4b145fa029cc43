"""Which classes of schema.org are read, as what, and which of their properties.

https://schema.org/docs/full.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORKS: Mapping[str, str] = {
    "Movie": "Film",
    "TVEpisode": "Episode",
    "RadioEpisode": "Episode",
    "PodcastEpisode": "Episode",
    "Episode": "Episode",
    "TVSeries": "Series",
    "RadioSeries": "Series",
    "PodcastSeries": "Series",
    "CreativeWork": "Work",
}
# What is only said to be a creative work may be anything; these properties tell that it was produced.
PRODUCED = ("productionCompany", "producer", "director", "countryOfOrigin")
RELEASES: Mapping[str, str] = {
    "BroadcastEvent": "broadcast",
    "OnDemandEvent": "online-release",
    "ScreeningEvent": "screening",
    "PublicationEvent": "release",
}
EVENTS: Mapping[str, str] = {
    "Festival": "Festival",
    **dict.fromkeys(
        (
            "Event",
            "BusinessEvent",
            "ChildrensEvent",
            "ComedyEvent",
            "ConferenceEvent",
            "DanceEvent",
            "EducationEvent",
            "EventSeries",
            "ExhibitionEvent",
            "Hackathon",
            "LiteraryEvent",
            "MusicEvent",
            "SocialEvent",
            "SportsEvent",
            "TheaterEvent",
            "VisualArtsEvent",
        ),
        "Event",
    ),
}
ARTICLES = frozenset(
    {
        "AnalysisNewsArticle",
        "Article",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
    }
)
# Organisations, each with its kind in our scheme, where the class tells it.
ORGANISATIONS: Mapping[str, str] = {
    "TelevisionStation": "broadcaster",
    "RadioStation": "broadcaster",
    "GovernmentOrganization": "government-body",
    **dict.fromkeys(
        (
            "Airline",
            "CollegeOrUniversity",
            "Consortium",
            "Corporation",
            "DanceGroup",
            "EducationalOrganization",
            "FundingAgency",
            "LibrarySystem",
            "LocalBusiness",
            "MovieTheater",
            "Museum",
            "MusicGroup",
            "NGO",
            "NewsMediaOrganization",
            "OnlineBusiness",
            "Organization",
            "PerformingGroup",
            "PoliticalParty",
            "ResearchOrganization",
            "SportsOrganization",
            "TheaterGroup",
            "WorkersUnion",
        ),
        "",
    ),
}
CHANNELS = frozenset(
    {
        "BroadcastChannel",
        "BroadcastService",
        "CableOrSatelliteService",
        "RadioBroadcastService",
        "RadioChannel",
        "TelevisionChannel",
    }
)

# Things that are read where they stand, as the country of a work.
PARTS = frozenset(
    {"Country", "Language", "Place", "PostalAddress", "PropertyValue", "TVSeason", "City", "VirtualLocation"}
)

NAMING = frozenset({"name", "alternateName", "sameAs", "identifier", "url"})
_WORK = (
    NAMING
    | set(PRODUCED)
    | {
        "datePublished",
        "duration",
        "editEIDR",
        "genre",
        "headline",
        "inLanguage",
        "publication",
        "releasedEvent",
        "timeRequired",
        "titleEIDR",
    }
)
_RELEASE = (
    "name",
    "url",
    "startDate",
    "endDate",
    "eventStatus",
    "location",
    "publishedOn",
    "publishedBy",
    "superEvent",
    "inLanguage",
    "workFeatured",
    "workPerformed",
    "workPresented",
)
READ: Mapping[str, frozenset[str]] = {
    "Agent": NAMING | {"legalName"},
    "Article": NAMING | {"headline", "alternativeHeadline", "publisher", "author", "datePublished", "inLanguage"},
    "Channel": NAMING | {"broadcastDisplayName", "broadcaster", "provider", "parentService", "inLanguage"},
    "Episode": _WORK | {"partOfSeason", "partOfSeries", "isPartOf"},
    "Event": NAMING | {"startDate", "endDate", "location", "organizer", "superEvent"},
    "Film": _WORK,
    "Organisation": NAMING | {"legalName", "address", "location", "parentOrganization"},
    "Person": NAMING | {"givenName", "familyName", "nationality"},
    "Release": frozenset(_RELEASE),
    "Series": _WORK | {"episode", "episodes", "containsSeason", "season", "seasons"},
    "Work": _WORK,
}


def sort(types: Iterable[str]) -> tuple[str, str]:
    """Return what things of `types` are read as: a sort and what more the class tells; nothing for what is not read.

    >>> sort({"Product", "Movie"}), sort({"TelevisionStation"}), sort({"BreadcrumbList"})
    (('Work', 'Film'), ('Organisation', 'broadcaster'), ('', ''))
    """
    given = set(types)
    for name, table in (
        ("Work", WORKS),
        ("Release", RELEASES),
        ("Event", EVENTS),
        ("Organisation", ORGANISATIONS),
    ):
        for one, more in table.items():
            if one in given:
                return name, more
    if "Person" in given:
        return "Person", ""
    if given & CHANNELS:
        return "Channel", ""
    return ("Article", "") if given & ARTICLES else ("", "")
