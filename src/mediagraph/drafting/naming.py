"""Ids and descriptive names of what a draft proposes; new things never take the id of another thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.loaders.templates import slug

if TYPE_CHECKING:
    from collections.abc import Collection

    from mediagraph.drafting.found import Entity
    from mediagraph.drafting.names import Gazetteer

_LONGEST = 60
_PREFIXES = {
    "organisation": "organisation", "outlet": "outlet", "person": "person", "work": "work", "event": "event",
    "undertaking": "undertaking", "place": "place", "recalled": "event",
}  # fmt: skip


def ascii_slug(text: str) -> str:
    """Return `text` in ASCII as part of an id, cut at a word.

    >>> ascii_slug("«Моя страна»")
    'moya-strana'
    """
    from anyascii import anyascii

    made = slug(anyascii(text))
    return made if len(made) <= _LONGEST else made[:_LONGEST].rpartition("-")[0] or made[:_LONGEST]


def local_prefix(article: str, taken: Collection[str]) -> str:
    """Return a prefix of two to six letters for the local nodes of an article.

    >>> local_prefix("china-belgium-2021", ())
    'cb'
    """
    words = [word for word in article.split("-") if word[:1].isalpha()]
    made = "".join(word[0] for word in words)[:6]
    if len(made) < 2:
        made = "".join(sign for sign in article if sign.isalpha())[:3]
    made = made if len(made) > 1 else "art"
    return made if made not in taken else f"{made[:5]}x"


def new_id(entity: Entity, taken: Collection[str], suffix: str) -> str:
    """Return an id for an entity that is new; one that something else bears gets `suffix` behind it."""
    bare = ascii_slug(entity.name) or "unnamed"
    made = f"{_PREFIXES[entity.kind]}:{bare}"
    if made in taken:
        made = f"{made}-{suffix}"
    number = 2
    while made in taken:
        made, number = f"{_PREFIXES[entity.kind]}:{bare}-{suffix}-{number}", number + 1
    return made


def country_name(id_: str, gazetteer: Gazetteer, language: str = "en") -> str:
    """Return the label of a country."""
    names = gazetteer.countries.get(language, {})
    return next((name for name, other in names.items() if other == id_), id_.partition(":")[2])


def ids_of(gazetteer: Gazetteer, but: str) -> set[str]:
    """Return the ids that the graph has, without those that only the file `but` gives."""
    return {one.id for known in gazetteer.known.values() for one in known if one.source != but}
