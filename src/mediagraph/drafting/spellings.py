"""Other spellings of a language's phrases, such as traditional beside simplified characters."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 8  # spellings of one phrase
_ASIDE = frozenset({"capitals", "language", "lemmas", "name", "quotes", "sentences", "spaced", "variants"})


def spellings(text: str, variants: Mapping[str, str]) -> list[str]:
    """Return `text`, and what it is with all of its characters exchanged.

    Args:
        text: a phrase.
        variants: by character those that stand for it in the other script; where one of them is the character
            itself, both scripts have it.

    >>> spellings("电台", {"电": "電", "台": "台臺"})
    ['电台', '電台', '電臺']
    """
    if not any(sign in variants for sign in text):
        return [text]
    made = ("".join(signs) for signs in product(*(variants.get(sign, sign) for sign in text)))
    return list(dict.fromkeys([text, *islice(made, _MOST)]))


def with_spellings(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections of a language file with the spellings that its section `variants` makes of their phrases."""
    table = {str(key): str(value) for key, value in (data.get("variants") or {}).items()}
    if not table:
        return dict(data)
    return {key: value if key in _ASIDE else _spelled(value, table) for key, value in data.items()}


def _spelled(value: Any, table: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return list(dict.fromkeys(one for item in value for one in _item(item, table)))
    if isinstance(value, dict):
        # a value that is no phrase, such as that of a number word or the ids of a city, is the same in all spellings
        made: dict[str, Any] = {}
        for key, item in value.items():
            plain = isinstance(item, list) and any(str(one).startswith(("place:", "country:")) for one in item)
            spelled = item if plain else _spelled(item, table)
            names = [str(key)] if isinstance(item, (list, dict)) and not plain else spellings(str(key), table)
            made |= {name: spelled for name in names if name == str(key) or name not in value}
        return made
    return value


def _item(item: Any, table: Mapping[str, str]) -> list[Any]:
    return spellings(item, table) if isinstance(item, str) else [item]
