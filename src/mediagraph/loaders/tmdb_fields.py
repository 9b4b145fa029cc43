"""Values of a film or series as TMDB writes them, read with a fault for each that has the wrong form."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import shorten
from mediagraph.records import bounds

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_WHOLE = re.compile(r"(\d{1,9})(\.0+)?", re.ASCII)
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_LIST = 'a list of objects, such as [{"id": 18, "name": "Drama"}]'


def printable(text: str) -> str:
    r"""Return `text` with its lone surrogates, which JSON can write and UTF-8 cannot, made visible.

    >>> printable("\ud83d cut off")
    '\\ud83d cut off'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass(frozen=True)
class Wrong:
    """A value that cannot be read: its column, how it is written, the reason, what would be accepted."""

    column: str
    value: str
    reason: str
    accepted: str


@dataclass
class Fields:
    """An object of TMDB's.

    Attributes:
        values: by key, as JSON gives them; null, the empty text and an absent key say the same.
        cells: whether they are cells of a table, where lists are JSON in text.
        prefix: of the names of columns, for objects within others.
        column: the column that all values stand in, for the items of a list.
        faults: takes what cannot be read.
    """

    values: Mapping[str, Any]
    cells: bool = False
    prefix: str = ""
    column: str = ""
    faults: list[Wrong] = field(default_factory=list)

    def refuse(self, key: str, value: object, reason: str, accepted: str) -> None:
        """Note, once, that the value of `key` cannot be read."""
        name = self.column or self.prefix + key
        shown = printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        wrong = Wrong(name, shorten(shown), f"{key}: {reason}" if self.column else reason, accepted)
        if wrong not in self.faults:
            self.faults.append(wrong)

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a text, its blanks made single; nothing where there is none."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            self.refuse(key, value, "not text", "a text in quotes")
            return ""
        text = " ".join((value or "").split())
        if printable(text) != text:
            self.refuse(key, text, "half of a character", "text without lone surrogates")
            return ""
        if needed and not text:
            self.refuse(key, "", "missing", "a text")
        return text

    def identifier(self, key: str = "id") -> str:
        """Return the number that TMDB knows a thing by, as text; every film, company and person has one."""
        value = self.values.get(key)
        found = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
        if _NUMBER.fullmatch(found):
            return found
        shown = "" if value is None else value
        self.refuse(key, shown, "no number of TMDB's", "digits, such as 19995")
        return ""

    def minutes(self, key: str) -> int | None:
        """Return a length in minutes; none for 0, by which TMDB says that it is unknown."""
        value = self.values.get(key)
        if value is None or value == "":
            return None
        match = _WHOLE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
        if not match:
            self.refuse(key, value, "no whole number of minutes", "digits, such as 90; 0 or nothing where unknown")
            return None
        return int(match[1]) or None

    def date(self, key: str) -> str:
        """Return a day, month or year; nothing where there is none."""
        text = self.text(key)
        if not text or _is_date(text):
            return text
        self.refuse(key, text, "no date", "a day of the calendar as YYYY-MM-DD, or nothing where unknown")
        return ""

    def below(self, key: str) -> Fields:
        """Return the object below `key`, empty where there is none."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, dict):
            self.refuse(key, value, "no object", "an object, as the API appends it to a film")
            value = None
        return Fields(value or {}, prefix=f"{self.prefix}{key}.", column=self.column, faults=self.faults)

    def listed(self, key: str) -> list[Any]:
        """Return the items below `key`, none where there is nothing."""
        value = self.values.get(key)
        if self.cells and isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except (ValueError, RecursionError) as error:
                self.refuse(key, value, f"not JSON: {error}", _LIST)
                return []
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            self.refuse(key, value, "no list", _LIST)
            return []
        return value

    def objects(self, key: str) -> list[Fields]:
        """Return the objects in the list below `key`."""
        found = []
        for item in self.listed(key):
            if isinstance(item, dict):
                found.append(Fields(item, column=self.prefix + key, faults=self.faults))
            else:
                self.refuse(key, item, "not an object in it", _LIST)
        return found


def _is_date(text: str) -> bool:
    try:
        bounds(text)
    except ValueError:
        return False
    return _DATE.fullmatch(text) is not None
