"""What is asked of Wikidata: kinds, countries, years; and the queries for the list of items and for a page of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from mediagraph.errors import ParameterError, UnknownNameError, UsageError, did_you_mean
from mediagraph.records.writer import quote
from mediagraph.sparql import replace_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.loaders.job import Job

ENDPOINT = "https://query.wikidata.org/sparql"
# Organisations go first: what a production or another organisation only names has fewer facts than the item itself.
KINDS = ("organisations", "productions", "relations")
_SINCE, _BEFORE = "0001-01-01", "9999-01-01"
_IF_YEARS, _IF_SINCE = "# years", "# since"
_PAGES = 10


@dataclass(frozen=True)
class Wanted:
    """The loader's options, read and checked.

    Attributes:
        kinds: what is asked for, in the order in which it is read.
        countries: CURIEs of the countries; none for all that a file holds.
        since: the first year; None where there is no bound.
        until: the last year.
        endpoint: whom to ask.
        page: items a page.
        delay: seconds between two requests.
    """

    kinds: Sequence[str]
    countries: frozenset[str]
    since: int | None
    until: int | None
    endpoint: str
    page: int
    delay: float

    @classmethod
    def of(cls, job: Job) -> Wanted:
        """Read the options of `job`.

        Raises:
            UsageError: one of them, or what they say together, cannot be carried out.
        """
        asked = job.options.get("kind") or ("productions",)
        for kind in asked:
            if kind not in KINDS:
                raise UnknownNameError("kind", kind, KINDS, hint=f"there are {', '.join(KINDS)}")
        since, until = _year(job, "since"), _year(job, "until")
        if (since or until) and set(asked) == {"organisations"}:
            raise UsageError("--since and --until ask for productions and relations; organisations bear no year")
        if since and until and since > until:
            raise ParameterError(f"--since {since} is after --until {until}")
        endpoint = job.option("endpoint", ENDPOINT)
        if not endpoint.startswith(("https://", "http://")):
            raise ParameterError(f"--endpoint {endpoint}: write an address that begins with https:// or http://")
        countries = frozenset(_country(job, name) for name in job.options.get("country", ()))
        if job.path is None and not countries:
            raise UsageError("say of which countries: --country BE, or a name in any language; it may be repeated")
        return cls(
            kinds=[kind for kind in KINDS if kind in asked],
            countries=countries,
            since=since,
            until=until,
            endpoint=endpoint,
            page=int(_number(job, "page", "50", least=1, most=1000, whole=True)),
            delay=_number(job, "delay", "1", least=0, most=3600),
        )

    def list_query(self, kind: str, after: str) -> str:
        """Return the query for the part of the list of items that begins after the IRI `after`."""
        dropped = [] if self.since else [_IF_SINCE]
        dropped += [] if self.since or self.until else [_IF_YEARS]
        lines = _text(f"{kind}-list").splitlines(keepends=True)
        text = "".join(line for line in lines if not any(line.rstrip().endswith(mark) for mark in dropped))
        text = text.replace(_SINCE, f"{self.since or 1:04}-01-01")
        text = text.replace(_BEFORE, f"{(self.until or 9998) + 1:04}-01-01")
        text = re.sub(r"LIMIT [0-9]+", f"LIMIT {self.part}", text)
        return replace_values(text, {"code": self._codes, "after": quote(after)})

    def page_query(self, kind: str, items: Iterable[str]) -> str:
        """Return the query for what is told of `items`, which are IRIs."""
        return replace_values(_text(kind), {"code": self._codes, "item": " ".join(f"<{iri}>" for iri in items)})

    @property
    def part(self) -> int:
        """How many items a part of the list holds: those of several pages, since a list is soon told."""
        return self.page * _PAGES

    @property
    def _codes(self) -> str:
        return " ".join(quote(country.partition(":")[2]) for country in sorted(self.countries))

    def takes(self, countries: set[str]) -> bool:
        """Tell whether something of these countries is asked for."""
        return not self.countries or not self.countries.isdisjoint(countries)

    def in_years(self, first: int, last: int) -> bool:
        """Tell whether something from the year `first` to the year `last` lies in the years that are asked for."""
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


def _text(name: str) -> str:
    """A query of this folder, without the comments at its head."""
    lines = files("mediagraph.loaders.wikidata").joinpath(f"{name}.rq").read_text(encoding="utf-8").splitlines(True)
    return "".join(line for line in lines if not line.startswith("#"))


def _country(job: Job, name: str) -> str:
    found, near = job.countries.find(name)
    if not found:
        raise ParameterError(f"--country {name!r}: no country is called so{did_you_mean(near)}")
    return found


def _year(job: Job, name: str) -> int | None:
    given = job.option(name)
    if not given:
        return None
    if not re.fullmatch(r"[0-9]{4}", given) or not 1 <= int(given) <= 9998:
        raise ParameterError(f"--{name} {given}: write a year such as 2015")
    return int(given)


def _number(job: Job, name: str, default: str, *, least: int, most: int, whole: bool = False) -> float:
    given = job.option(name, default)
    if not re.fullmatch(r"[0-9]+" if whole else r"[0-9]+(\.[0-9]+)?", given) or not least <= float(given) <= most:
        raise ParameterError(f"--{name} {given}: write a number from {least} to {most}")
    return float(given)
