"""Dates in an article, as EDTF of the precision that is stated; relative ones are reckoned from the dateline."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import regex
from dateutil.relativedelta import relativedelta

from mediagraph.drafting.article import Article, Sentence, Span
from mediagraph.drafting.numbers import number_pattern, read_number
from mediagraph.records import bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.drafting.languages import Language

_UNITS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
_FIRST_LINES = 4  # a dateline stands near the beginning
_YEARS = range(1000, 2200)
_DAY, _MONTH = 10, 7  # characters of a date that is precise to the day, to the month
_MOST_AGO = 2000


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that was found.

    Attributes:
        span: where.
        value: EDTF.
        rule: what found it.
        derived: whether it was reckoned from the date of the article.
    """

    span: Span
    value: str
    rule: str
    derived: bool = False

    @property
    def whole(self) -> bool:
        """Whether it is a day, and stated in full."""
        return len(self.value) == 10 and not self.derived


class DateFinder:
    """Finds dates by the patterns of a language."""

    def __init__(self, language: Language) -> None:
        months = {str(key).casefold(): int(value) for key, value in (language.get("months") or {}).items()}
        self._months = months
        self._language = language
        word = "|".join(regex.escape(name) for name in sorted(months, key=len, reverse=True))
        number = number_pattern(language)
        fields = {
            "year": r"(?P<year>(?<!\d)(?:1[5-9]|20)\d\d(?!\d))",
            "month": rf"(?P<month>{word})" if word else r"(?P<month>1[0-2]|0?[1-9])(?!\d)",
            "month2": rf"(?P<month2>{word})" if word else r"(?P<month2>1[0-2]|0?[1-9])(?!\d)",
            "mm": r"(?P<mm>(?<!\d)(?:1[0-2]|0?[1-9])(?!\d))",
            "day": r"(?P<day>(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d))",
            "day2": r"(?P<day2>(?<!\d)(?:3[01]|[12]\d|0?[1-9])(?!\d))",
            "year2": r"(?P<year2>(?<!\d)(?:1[5-9]|20)\d\d(?!\d))",
            "n": rf"(?P<n>{number})",
        }
        self._patterns = [self._compiled(text, fields) for text in language.words("dates", "patterns")]
        self._relative = [
            (offset, language.compile(phrases)) for offset, phrases in language.table("dates", "relative").items()
        ]
        self._ago = [
            (unit, self._compiled(text, fields))
            for unit, texts in language.table("dates", "ago").items()
            for text in texts
        ]
        days = language.get("dates", "weekdays") or {}
        self._weekdays = [(int(value), language.compile([str(key)])) for key, value in days.items()]

    @staticmethod
    def _compiled(text: str, fields: dict[str, str]) -> Any:
        for name, pattern in fields.items():
            text = text.replace("{" + name + "}", pattern)
        return regex.compile(text, regex.IGNORECASE)

    def stated(self, article: Article) -> tuple[str, Span | None]:
        """Return the date of the article and where it stands: what its bearer says, else a dateline of its own."""
        found: Span | None = None
        date_ = article.date
        numbers = [*range(1, _FIRST_LINES + 1), len(article.paragraphs)]
        for number in dict.fromkeys(numbers):
            if number > len(article.paragraphs):
                break
            text = article.paragraphs[number - 1]
            days = [one for one in self._absolute(Span(number, 0, len(text)), text) if one.whole]
            line = len(text) < (90 if self._language.spaced else 45)
            if days and (line or (number <= _FIRST_LINES and days[0].span.start < 40 and _is_dateline(text, days[0]))):
                if not date_ or days[0].value == date_:
                    return days[0].value, days[0].span
                found = found or None
        return date_, found

    def find(self, sentence: Sentence, base: str) -> list[Dated]:
        """Return the dates in `sentence`, first those in full; `base` is the date of the article, where known."""
        found: list[Dated] = []
        for one in self._all(sentence, base):
            if not any(one.span.meets(other.span) for other in found):
                found.append(one)
        return sorted(found, key=lambda one: one.span)

    def _all(self, sentence: Sentence, base: str) -> Iterator[Dated]:
        yield from self._absolute(sentence.span, sentence.text)
        try:
            day = bounds(base)[0] if base else None
        except ValueError:
            day = None
        if day is None:
            return
        for pattern in self._patterns:
            for match in pattern.finditer(sentence.text):
                value = self._value(match.groupdict(), day)
                if value:
                    yield Dated(sentence.at(*match.span()), value, "date/without-year", derived=True)
        yield from self._reckoned(sentence, day, base)
        if len(base) == _DAY:
            for number, pattern in self._weekdays:
                for match in pattern.finditer(sentence.text):
                    back = (day.isoweekday() - number) % 7
                    value = (day - timedelta(days=back)).isoformat()
                    yield Dated(sentence.at(*match.span()), value, "date/weekday", derived=True)

    def _reckoned(self, sentence: Sentence, day: date, base: str) -> Iterator[Dated]:
        """Yield the dates that are so many days, months or years from that of the article, no more precise than it."""

        def known(unit: str) -> bool:
            return len(base) >= {"day": _DAY, "week": _DAY, "month": _MONTH}.get(unit, 4)

        for offset, pattern in self._relative:
            unit, _, by = offset.partition(" ")
            if known(unit):
                for match in pattern.finditer(sentence.text):
                    value = _moved(day, unit, int(by or 0))
                    yield Dated(sentence.at(*match.span()), value, "date/relative", derived=True)
        for unit, pattern in self._ago:
            for match in pattern.finditer(sentence.text) if known(unit) else ():
                count = read_number(match["n"], self._language)
                if count and count < _MOST_AGO:
                    value = _moved(day, unit, -int(count))
                    yield Dated(sentence.at(*match.span()), value, "date/relative", derived=True)

    def _absolute(self, span: Span, text: str) -> list[Dated]:
        found: list[Dated] = []
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                parts = match.groupdict()
                value = self._value(parts, None)
                place = Span(span.paragraph, span.start + match.start(), span.start + match.end())
                if value and not any(place.meets(other.span) for other in found):
                    found.append(Dated(place, value, "date/stated"))
        return found

    def _value(self, parts: dict[str, str | None], base: date | None) -> str:
        """Return EDTF for what a pattern matched; without a year, that of the base that is nearest."""
        if (parts.get("year") is None) == (base is None):
            return ""
        month = self._month(parts.get("month") or parts.get("mm"))
        if (parts.get("month") or parts.get("mm")) and not month:
            return ""
        day = int(parts.get("day") or 0)
        year = int(parts["year"] or 0) if base is None else _nearest(base, month, day)
        if year not in _YEARS or (base is not None and not month):
            return ""
        begin = _edtf(year, month, day)
        if parts.get("day2"):
            last = self._month(parts.get("month2")) or month
            end = _edtf(year, last, int(parts["day2"] or 0))
            return f"{begin}/{end}" if begin and end and begin < end else ""
        if parts.get("year2"):
            later = int(parts["year2"] or 0)
            return f"{year}/{later}" if later > year else ""
        return begin

    def _month(self, word: str | None) -> int:
        if not word:
            return 0
        return int(word) if word.isdecimal() else self._months.get(word.casefold(), 0)


def _edtf(year: int, month: int, day: int) -> str:
    if not month:
        return f"{year:04}"
    if not day:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{day:02}" if day <= calendar.monthrange(year, month)[1] else ""


def _nearest(base: date, month: int, day: int) -> int:
    """Return the year in which a month or day is nearest to `base`."""
    if not month:
        return 0

    def distance(year: int) -> int:
        last = calendar.monthrange(year, month)[1]
        return abs((date(year, month, min(day or 15, last)) - base).days)

    return min((base.year, base.year - 1, base.year + 1), key=distance)


def _moved(day: date, unit: str, by: int) -> str:
    steps: Any = {_UNITS[unit]: by}
    moved = day + relativedelta(**steps)
    return str(moved.isoformat())[: {"month": _MONTH, "year": 4}.get(unit, _DAY)]


def _is_dateline(text: str, found: Dated) -> bool:
    """Whether a day near the beginning of a paragraph is set off from it, as datelines are."""
    return bool(regex.match(r"[^\w]*(?:[-–—:)）|]|\s{2,}|$)", text[found.span.end : found.span.end + 12]))
