"""Languages of articles: word lists and patterns, read from one data file a language.

A language is added by a file in `ontology/languages/`; nothing of it stands in code. Its phrases are written plainly:
`*` at the end of a word stands for any ending, ` ... ` for a few words between, a hyphen for a hyphen, a blank or
nothing, and what stands between two slashes is a regular expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import regex

from mediagraph.drafting.spellings import spellings, with_spellings
from mediagraph.errors import DataError, Fault, FileError, UnknownNameError
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import parse_yaml
from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

FOLDER = "languages"
SECTIONS = frozenset({
    "agreements", "capitals", "clauses", "connectors", "cooperation", "countries", "credits", "dates", "events",
    "figures", "fillers", "language", "lemmas", "months", "name", "numbers", "occasions", "organisations", "outlets",
    "people", "places", "quotes", "releases", "remarks", "roles", "sentences", "separators", "short", "spaced",
    "stages", "status", "undertakings", "variants", "works",
})  # fmt: skip
_MOST_DETECTED = 20_000  # characters by which a language is told
_NEVER = regex.compile(r"(?!)")
_GAP_WORDS, _GAP_SIGNS = r"(?:\s+\S+){0,4}?\s+", r"[^。！？；]{0,16}?"


@dataclass(frozen=True)
class Language:
    """What one data file says.

    Attributes:
        code: the tag of the language, such as `fr`.
        data: the sections of the file.
        spaced: whether blanks stand between words.
        capitals: whether names begin with capitals.
    """

    code: str
    data: Mapping[str, Any]
    spaced: bool = True
    capitals: bool = True
    _compiled: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def get(self, *path: str) -> Any:
        """Return what stands at `path`, else nothing."""
        value: Any = self.data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def words(self, *path: str) -> list[str]:
        """Return the list at `path`, which may be empty."""
        value = self.get(*path)
        return [str(item) for item in value] if isinstance(value, list) else []

    def table(self, *path: str) -> dict[str, list[str]]:
        """Return the lists at `path` by their names."""
        value = self.get(*path)
        if not isinstance(value, dict):
            return {}
        return {str(key): self.words(*path, key) for key in value}

    def cue(self, *path: str) -> Any:
        """Return one pattern for all phrases of the list, or the lists, at `path`; case does not matter."""
        if path not in self._compiled:
            value = self.get(*path)
            lists = self.table(*path).values() if isinstance(value, dict) else [self.words(*path)]
            self._compiled[path] = self.compile([phrase for phrases in lists for phrase in phrases])
        return self._compiled[path]

    def cues(self, *path: str) -> dict[str, Any]:
        """Return a pattern for each list of the table at `path`."""
        return {key: self.cue(*path, key) for key in self.table(*path)}

    def compile(self, phrases: Sequence[str], *, case: bool = False) -> Any:
        """Return one pattern for `phrases`, the longest first."""
        if not phrases:
            return _NEVER
        parts = [self._phrase(phrase) for phrase in sorted(set(phrases), key=lambda one: (-len(one), one))]
        return regex.compile("|".join(parts), 0 if case else regex.IGNORECASE)

    def spellings(self, text: str) -> list[str]:
        """Return `text` in all scripts of the language."""
        return spellings(text, {str(key): str(value) for key, value in (self.get("variants") or {}).items()})

    def _phrase(self, phrase: str) -> str:
        if len(phrase) > 2 and phrase[0] == phrase[-1] == "/":
            return f"(?:{phrase[1:-1]})"
        gap = _GAP_WORDS if self.spaced else _GAP_SIGNS
        written = ""
        for word in phrase.split():
            if word == "...":
                written += gap
                continue
            ending = r"\w*" if word.endswith("*") else ""
            plain = regex.escape(word.rstrip("*"), special_only=True, literal_spaces=True)
            plain = plain.replace(r"\-", "-").replace("-", r"[-\u2010\u2011\u2013\s]?").replace("'", "['\u2019]")
            blank = "" if not written or written.endswith(gap) else r"\s+" if self.spaced else r"\s*"
            written += blank + plain + ending
        return rf"(?<!\w){written}(?!\w)" if self.spaced else f"(?:{written})"


class Languages:
    """All languages of a project, each read when it is first needed."""

    def __init__(self, ontology: Path) -> None:
        self.folder = ontology / FOLDER

    @property
    def codes(self) -> list[str]:
        """The languages that there are files of."""
        return sorted(path.stem for path in self.folder.glob("*.yaml"))

    def __getitem__(self, code: str) -> Language:
        """Return the language `code`; of a tag such as `zh-Hant` the file `zh` will do.

        Raises:
            UnknownNameError: there is no file of it.
            DataError: its file is at fault.
        """
        known = self.codes
        for tag in (code, code.partition("-")[0]):
            if tag in known:
                return _read(self.folder / f"{tag}.yaml")
        raise UnknownNameError("language", code, known, hint=f"a file {FOLDER}/{code}.yaml beside the others adds it")

    def __iter__(self) -> Iterator[Language]:
        return (self[code] for code in self.codes)

    def detect(self, text: str) -> Language:
        """Return the language that `text` is most likely in, of those that there are files of.

        Raises:
            FileError: the project has no language files.
        """
        if not self.codes:
            raise FileError(f"{self.folder}: no language files; an article cannot be read")
        identifier = _identifier()
        known = [code for code in self.codes if code in identifier.labels]
        if not known:
            return self[self.codes[0]]
        identifier.set_languages(known)
        return self[str(identifier.classify(text[:_MOST_DETECTED])[0])]


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@lru_cache(maxsize=64)
def _read(path: Path) -> Language:
    shown = f"{FOLDER}/{path.name}"
    data = parse_yaml(read_text(path, shown), shown)
    if not isinstance(data, Node):
        raise DataError([Fault(shown, 1, "", "", "not a mapping", "write the sections that docs/drafting.md lists")])
    faults: list[Fault] = []
    for key in data:
        if key not in SECTIONS:
            line, column = data.place(key)
            accepted = f"a language has {', '.join(sorted(SECTIONS))}"
            faults.append(Fault(shown, line, column, key, "unknown section", accepted))
    if data.get("language") != path.stem:
        faults.append(Fault(shown, 1, "language", str(data.get("language")), "not the file's name", path.stem))
    language = Language(
        path.stem, with_spellings(data), bool(data.get("spaced", True)), bool(data.get("capitals", True))
    )
    faults += _broken(language, data, (), shown)
    if faults:
        raise DataError(faults)
    return language


def _broken(language: Language, value: Any, path: tuple[str, ...], shown: str) -> list[Fault]:
    """Return the faults of phrases that make no regular expression."""
    faults: list[Fault] = []
    if isinstance(value, dict):
        for key, item in value.items():
            faults += _broken(language, item, (*path, str(key)), shown)
    elif isinstance(value, list):
        for item in value:
            if not (isinstance(item, str) and len(item) > 2 and item[0] == item[-1] == "/"):
                continue
            try:
                regex.compile(re.sub(r"\{\w+\}", "x", item[1:-1]))
            except regex.error as error:
                faults.append(Fault(shown, 0, "/".join(path), item, f"not a regular expression: {error}"))
    return faults
