"""File names of entities: readable, safe on every file system, and never two alike."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOME = "https://w3id.org/mediagraph/"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
# endings of our own files: a name that ends so would look like one of them
_ENDINGS = re.compile(r"(?i)\.(html|ttl|jsonld|js|css|svg|xml|txt)$")
# names that Windows keeps for devices, whatever their ending
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_LONGEST = 100


class Places:
    """Where each entity's files lie, without their endings.

    `https://w3id.org/mediagraph/id/country/BE` lies at `id/country/BE`; what is from elsewhere lies below `elsewhere/`.
    Names that differ only by case are told apart by a digest, since not every file system does.
    """

    def __init__(self, iris: Iterable[str]) -> None:
        self._places: dict[str, str] = {}
        taken: set[str] = set()
        for iri in sorted(iris):
            place = _place(iri)
            if place.lower() in taken:
                place = f"{place}~{_digest(iri)}"
            taken.add(place.lower())
            self._places[iri] = place

    def __contains__(self, iri: str) -> bool:
        return iri in self._places

    def __getitem__(self, iri: str) -> str:
        return self._places[iri]


def _place(iri: str) -> str:
    path = iri.removeprefix(_HOME)
    if path != iri and path.startswith("id/"):
        return "/".join(segment(part) for part in path.split("/"))
    return f"elsewhere/{segment(iri)}"


def segment(text: str) -> str:
    """Return `text` as one segment of a path, by an allow-list; all else is percent-encoded, and what is long is cut.

    >>> segment("BE"), segment("../x"), segment("a.b"), segment("a.html"), segment("nul")
    ('BE', '%2E.%2Fx', 'a.b', 'a%2Ehtml', '%6Eul')
    """
    name = "".join(
        char if char in _PLAIN or (char == "." and place) else _encoded(char) for place, char in enumerate(text)
    )
    if name.endswith("."):
        name = name[:-1] + "%2E"
    ending = _ENDINGS.search(name)
    if ending:
        name = f"{name[: ending.start()]}%2E{ending[1]}"
    if _DEVICES.match(name):
        name = _encoded(name[0]) + name[1:]
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 20]}~{_digest(text)}"
    return name or "%"


def _encoded(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
