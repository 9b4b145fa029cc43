"""Parts of English sentences, as HTML: articles, lists, numbers, and property paths in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mediagraph.shacl.paths import Path

_STEPS = {
    "star": Markup("any number of steps of {}"),
    "plus": Markup("one or more steps of {}"),
    "optional": Markup("at most one step of {}"),
}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def quoted(text: str) -> Markup:
    """Return text in quotation marks; plain text is escaped.

    >>> str(quoted("a < b"))
    '“a &lt; b”'
    """
    return Markup("“{}”").format(text)


def a(name: Markup | str) -> Markup:
    """Return a name with its article.

    >>> str(a("event")), str(a("unit")), str(a(Markup("<a href='#Work'>work</a>")))
    ('an event', 'a unit', "a <a href='#Work'>work</a>")
    """
    word = escape(name).striptags()
    # a name that is said by its sound: a unit, a European; acronyms are not looked into
    sounds = word[:1].lower() in "aeiou" and not word.lower().startswith(("uni", "eu", "one"))
    return Markup("{} {}").format("an" if sounds else "a", name)


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "value"), counted(12, "value")
    ('one value', '12 values')
    """
    said = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{said} {noun}{'' if number == 1 else 's'}"


def joined(parts: Sequence[Markup | str], word: str) -> Markup:
    """Return a list in words.

    >>> str(joined(["a", "b", "c"], "or"))
    'a, b or c'
    """
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup("{} {} {}").format(Markup(", ").join(parts[:-1]), word, parts[-1])


def path_words(path: Path, name: Callable[[str], Markup]) -> Markup:
    """Return a property path in words.

    Args:
        path: of a shape.
        name: gives what a property is called.

    >>> from mediagraph.shacl.paths import Path
    >>> role, broader = (Path("iri", predicate=iri) for iri in ("role", "broader"))
    >>> str(path_words(Path("sequence", (role, Path("star", (broader,)))), Markup))
    '“role”, then any number of steps of “broader”'
    >>> str(path_words(Path("inverse", (role,)), Markup))
    '“role”, read backwards'
    """
    if path.kind == "iri":
        return quoted(name(path.predicate))
    inner = [path_words(part, name) for part in path.parts]
    if path.kind == "inverse":
        return Markup("{}, read backwards").format(inner[0])
    if path.kind == "alternative":
        return Markup("either {}").format(joined(inner, "or"))
    if path.kind == "sequence":
        return Markup(", then ").join(inner)
    return _STEPS[path.kind].format(inner[0])
