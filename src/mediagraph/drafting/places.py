"""Countries and cities in an article, by the names of the graph and of the language file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.article import Span
from mediagraph.drafting.found import Entity, Mark, Reading
from mediagraph.drafting.morphology import Morphology
from mediagraph.loaders.templates import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.drafting.languages import Language
    from mediagraph.drafting.names import Gazetteer


class PlaceFinder:
    """Finds countries under their names, their adjectives and their short signs, and cities that a file lists."""

    def __init__(self, language: Language, gazetteer: Gazetteer) -> None:
        self._language = language
        self._morphology = Morphology(language)
        names = gazetteer.names_in(language)
        self._names = self._exact(names)
        self._lemmas: dict[str, str] = {}
        if self._morphology.known:
            self._lemmas = {self._morphology.lemmas(name): id_ for name, id_ in names.items() if not name.endswith("-")}
            self._longest = max((len(key.split()) for key in self._lemmas), default=0)
        self._signs = {sign: f"country:{code}" for code, sign in (language.get("short", "signs") or {}).items()}
        signs = "".join(map(regex.escape, self._signs))
        before = language.words("short", "before")
        self._pairs = regex.compile(
            rf"[{signs}]{{2,3}}(?={'|'.join(map(regex.escape, before))})" if signs and before else r"(?!)"
        )
        cities = language.get("places") or {}
        self._cities = {str(name): (str(one[0]), str(one[1])) for name, one in cities.items()}
        self._city_lemmas = {self._morphology.lemmas(name): name for name in self._cities}
        self._city = language.compile(list(self._cities), case=True)

    def _exact(self, names: dict[str, str]) -> list[tuple[Any, dict[str, str]]]:
        """Return patterns with what they mean; names in lower case stand in any."""
        made: list[tuple[Any, dict[str, str]]] = []
        for lower in (False, True):
            chosen = {name: id_ for name, id_ in names.items() if name[:1].islower() == lower}
            if not chosen:
                continue
            parts = []
            groups: dict[str, str] = {}
            for number, name in enumerate(sorted(chosen, key=lambda one: (-len(one), one))):
                body = regex.escape(name.rstrip("*-"), special_only=True, literal_spaces=True).replace("’", "['’]")
                end = r"(?=[-‐‑–])" if name.endswith("-") else r"\w*" if name.endswith("*") else ""
                groups[f"g{number}"] = chosen[name]
                parts.append(f"(?P<g{number}>{body}{end})")
            whole = "|".join(parts)
            pattern = rf"(?<![\w]){'(?:' + whole + ')'}(?!\w)" if self._language.spaced else whole
            made.append((regex.compile(pattern, regex.IGNORECASE if lower else 0), groups))
        return made

    def find(self, reading: Reading) -> None:
        """Note the countries and cities of the article."""
        for number, text in enumerate(reading.article.paragraphs, start=1):
            found = sorted(self._in(text), key=lambda one: (one[0], -one[1]))
            at = 0
            for start, end, id_, rule in found:
                if start < at:
                    continue
                at = end
                span = Span(number, start, end)
                kind = "country" if id_.startswith("country:") else "place"
                name = id_ if kind == "country" else self._city_name(text[start:end])
                if kind == "place" and reading.taken(span):
                    continue
                entity = reading.add(kind, "Country" if kind == "country" else "City", name, Mark(span, rule, 0.95))
                entity.id = id_
                if kind == "place":
                    entity.belongs("within", self._cities[name][1])

    def _in(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        for pattern, groups in self._names:
            for match in pattern.finditer(text):
                if not self._in_person(text, *match.span()):
                    yield match.start(), match.end(), groups[match.lastgroup], "country/name"
        for match in self._pairs.finditer(text):
            for offset, sign in enumerate(match[0]):
                at = match.start() + offset
                yield at, at + 1, self._signs[sign], "country/sign"
        for match in self._city.finditer(text):
            if self._in_person(text, *match.span()):
                continue
            yield match.start(), match.end(), self._cities[match[0]][0], "place/city"
        if self._lemmas:
            yield from self._inflected(text)

    def _in_person(self, text: str, start: int, end: int) -> bool:
        """Whether characters are part of the name of a person: 卡里尔·哈什米, 马里奥·罗西."""
        if self._language.spaced:
            return False
        before = regex.search(r"[·・＝]\p{Han}{0,4}$", text[max(0, start - 6) : start])
        return bool(before or regex.match(r"\p{Han}{0,3}·", text, pos=end))

    def _inflected(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        words = [(one.start(), one.end(), self._morphology.lemma(one[0])) for one in regex.finditer(r"\p{L}+", text)]
        for at, (start, _, _) in enumerate(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                key = " ".join(word for _, _, word in words[at : at + length])
                end = words[at + length - 1][1]
                if key in self._lemmas:
                    yield start, end, self._lemmas[key], "country/inflected"
                    break
                if key in self._city_lemmas and text[start].isupper():
                    yield start, end, self._cities[self._city_lemmas[key]][0], "place/city"
                    break

    def _city_name(self, text: str) -> str:
        return text if text in self._cities else self._city_lemmas.get(self._morphology.lemmas(text), text)


def countries_in(reading: Reading, span: Span) -> list[Entity]:
    """Return the countries named within `span`, each once, in order."""
    return list(dict.fromkeys(one.entity for one in reading.mentions(span, ("country",))))


def place_id(name: str) -> str:
    """Return the CURIE of a place called `name`."""
    from anyascii import anyascii

    return f"place:{slug(anyascii(name))}"
