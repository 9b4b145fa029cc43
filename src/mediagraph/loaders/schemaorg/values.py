"""Values as pages write them: durations, days, languages, identifiers, addresses and plain text."""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from mediagraph.loaders.templates import slug
from mediagraph.records import bounds

_DURATION = re.compile(
    r"P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.\d+)?S)?)?"
)
_DAY = re.compile(r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ]\d{2}:?\d{2}.*)?")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_IRI = re.compile(r"https?://[^\x00-\x20<>\"{}|^`\\]+")
_MOST_IN_SLUG = 60

_IMDB = re.compile(
    r"https?://(?:www\.|m\.)?imdb\.com/(?:[a-z]{2}/)?(?:title|name|company)/((?:tt|nm|co)\d{7,})(?:[/?#].*)?"
)
_WIKIDATA = re.compile(r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(Q[1-9]\d*)(?:[?#].*)?")
_TMDB = re.compile(r"https?://(?:www\.)?themoviedb\.org/(movie|tv|person|company)/(\d+)(?:-[^/?#]*)?/?(?:[?#].*)?")
_EIDR = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:|eidr:)?(10\.5240/(?:[0-9A-F]{4}-){5}[0-9A-Z])", re.IGNORECASE)
_BARE = {
    "imdb": re.compile(r"(?:tt|nm|co)\d{7,}"),
    "wikidata": re.compile(r"Q[1-9]\d*"),
    "tmdb": re.compile(r"\d+"),
}
IMDB_MARKS = {"tt": "work", "nm": "person", "co": "organisation"}
_TMDB_MARKS = {"movie": "film", "tv": "series", "person": "person", "company": "organisation"}


@dataclass(frozen=True, slots=True)
class Identifier:
    """What another database calls a thing.

    Attributes:
        key: term of the context: imdb, tmdb, wikidata or eidr.
        value: the identifier.
        sort: what it identifies, as far as its form tells: work, film, series, person, organisation.
    """

    key: str
    value: str
    sort: str = ""


def clean(text: str) -> str:
    r"""Return text without character references, which pages often write twice, and without needless blanks.

    >>> clean(" Tom &amp;amp; Jerry\n: Caf&eacute; ")
    'Tom & Jerry : Café'
    """
    for _ in range(2):
        text = _REFERENCE.sub(lambda found: html.unescape(found[0]), text)
    return " ".join(text.split())


def minutes(text: str) -> int:
    """Return an ISO 8601 duration in whole minutes, the nearest ones.

    Raises:
        ValueError: it is none, or counts in years and months, which have no fixed length.

    >>> minutes("PT1H32M"), minutes("PT5400S"), minutes("P0DT0H12M40S")
    (92, 90, 13)
    """
    found = _DURATION.fullmatch(text.strip().upper())
    if not found or not any(found.groups()):
        raise ValueError(text)
    days, hours, whole, seconds = (int(part or 0) for part in found.group("days", "hours", "minutes", "seconds"))
    return (days * 86400 + hours * 3600 + whole * 60 + seconds + 30) // 60


def day(text: str) -> str:
    """Return a date as EDTF, as precise as it is written; the time of day, if there is one, is left out.

    Raises:
        ValueError: it is no date.

    >>> day("2021-10-25T20:15:00+02:00"), day("2021-10"), day("1971")
    ('2021-10-25', '2021-10', '1971')
    """
    found = _DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    bounds(found[1])
    return found[1]


def language(text: str) -> str:
    """Return a BCP 47 tag in the case that tags are written in, or nothing.

    >>> language("EN_us"), language("zh-hans"), language("French")
    ('en-US', 'zh-Hans', '')
    """
    tag = text.strip().replace("_", "-")
    if not _LANGUAGE.fullmatch(tag):
        return ""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(_subtag(part) for part in rest)])


def _subtag(part: str) -> str:
    return part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower()


def identifier(text: str, scheme: str = "") -> Identifier | None:
    """Return what `text`, an address or an identifier of a named scheme, identifies; None where it is unknown.

    >>> identifier("https://www.imdb.com/title/tt0111161/?ref_=x")
    Identifier(key='imdb', value='tt0111161', sort='work')
    >>> identifier("Q31", "Wikidata")
    Identifier(key='wikidata', value='Q31', sort='')
    """
    text = text.strip()
    if found := _IMDB.fullmatch(text):
        return Identifier("imdb", found[1], IMDB_MARKS[found[1][:2]])
    if found := _WIKIDATA.fullmatch(text):
        return Identifier("wikidata", found[1])
    if found := _TMDB.fullmatch(text):
        return Identifier("tmdb", found[2], _TMDB_MARKS[found[1]])
    if found := _EIDR.fullmatch(text):
        return Identifier("eidr", found[1].upper(), "work")
    for key, pattern in _BARE.items():
        if (key in scheme.casefold() or (key == "imdb" and text.startswith("tt"))) and pattern.fullmatch(text):
            return Identifier(key, text, IMDB_MARKS[text[:2]] if key == "imdb" else "")
    return None


def address(text: str, base: str) -> str:
    """Return an address in full, resolved against `base`; nothing where it is none.

    >>> address("/films/1", "https://a.example/x"), address("mailto:a@a.example", "https://a.example")
    ('https://a.example/films/1', '')
    """
    try:
        found = urljoin(base, text.strip())
    except ValueError:  # a host in brackets that is no IPv6 address
        return ""
    return found if _IRI.fullmatch(found) else ""


def local_name(iri: str, base: str) -> str:
    """Return an IRI as a part of an id: without the host, where that is the one of `base`.

    >>> local_name("https://a.example/films/1#film", "https://a.example/")
    'films-1-film'
    >>> local_name("https://b.example/films/1", "https://a.example/")
    'b-example-films-1'
    """
    parts = urlsplit(iri)
    here = parts.netloc == urlsplit(base).netloc
    text = iri.partition("://")[2]
    rest = text[len(parts.netloc) :] if here else text.removeprefix("www.")
    return short_slug(rest if slug(rest) else text)


def short_slug(text: str) -> str:
    """Return `text` as a part of an id; where it is long or has no letters, a digest tells it apart.

    >>> short_slug("Agnès Varda"), len(short_slug("x" * 200))
    ('agnes-varda', 60)
    """
    found = slug(text)
    if 0 < len(found) <= _MOST_IN_SLUG:
        return found
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{found[: _MOST_IN_SLUG - 9].strip('-')}-{digest}".strip("-")
