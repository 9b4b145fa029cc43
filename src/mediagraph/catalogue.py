"""The catalogue of stored queries: SPARQL files whose leading `#+` lines describe them.

The form is the one that grlc reads; parameters, however, are VALUES data and not text to be replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph import sparql
from mediagraph.errors import DataError, HeaderError, UnknownNameError, did_you_mean, nearest
from mediagraph.lint import lint
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

TYPES = ("entity", "concept", "string", "integer", "date")
_KEYS = ("summary", "description", "tags", "params", "columns", "expect", "after")
_PARAM_KEYS = ("type", "class", "scheme", "optional", "doc")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a stored query.

    Attributes:
        name: the variable of its VALUES line.
        type: `entity`, `concept`, `string`, `integer` or `date`.
        doc: what it does.
        optional: whether leaving it out removes the restriction; else the file's own data are the default.
        class_: CURIE of the class that an entity must have; may be empty.
        scheme: name of the scheme that a concept must be in.
        default: the data of its VALUES line, as SPARQL.
    """

    name: str
    type: str
    doc: str
    optional: bool
    class_: str
    scheme: str
    default: str


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A question that the project can answer.

    Attributes:
        name: path below the folder, without the suffix.
        file: the file, as messages show it.
        text: the whole file; it runs as it stands.
        summary: the question in one line.
        description: what is counted and what is not.
        tags: words to find it by.
        parameters: by name.
        columns: what each column of the answer holds, in order.
        expect: `rows`, or `none` for checks, whose rows are faults of the data.
        after: names of the rules that a rule has to run after.
    """

    name: str
    file: str
    text: str
    summary: str
    description: str
    tags: Sequence[str]
    parameters: Mapping[str, Parameter]
    columns: Mapping[str, str]
    expect: str
    after: Sequence[str]

    def bind(self, data: Mapping[str, str | None]) -> str:
        """Return the text with `data` in the VALUES lines; optional parameters that are left out are removed.

        Args:
            data: serialised terms by parameter; None counts as left out.
        """
        left_out = {name: None for name, parameter in self.parameters.items() if parameter.optional}
        given = {name: terms for name, terms in data.items() if terms is not None}
        return sparql.replace_values(self.text, {**left_out, **given})


class Catalogue:
    """The stored queries below a folder, read when they are asked for."""

    def __init__(self, folder: Path, shown: str = "queries") -> None:
        self.folder, self._shown = folder, shown
        self._read: dict[str, StoredQuery] = {}

    def names(self) -> list[str]:
        """Return the names of all queries, sorted."""
        return sorted(p.relative_to(self.folder).with_suffix("").as_posix() for p in self.folder.rglob("*.rq"))

    def __iter__(self) -> Iterator[StoredQuery]:
        return (self[name] for name in self.names())

    def __getitem__(self, name: str) -> StoredQuery:
        """Return the query called `name`.

        Raises:
            UnknownNameError: there is none of that name.
            HeaderError: its file breaks the form.
        """
        if name not in self._read:
            if name not in self.names():
                raise UnknownNameError("stored query", name, self.names(), hint="`mediagraph queries` lists them")
            path = self.folder / f"{name}.rq"
            shown = f"{self._shown}/{name}.rq"
            try:
                text = read_text(path, shown)
            except DataError as error:
                raise HeaderError(str(error)) from error
            self._read[name] = parse(text, name, shown)
        return self._read[name]


def parse(text: str, name: str, shown: str) -> StoredQuery:
    """Read a stored query from the text of its file.

    Raises:
        HeaderError: header or text break the form; the message names the line.
    """
    header = _header(text, shown)
    refuse = _Refuse(shown, header)
    for key in header:
        if key not in _KEYS:
            raise refuse(key, f"unknown key {key!r}{did_you_mean(nearest(key, _KEYS))}; known are {', '.join(_KEYS)}")
    summary = header.get("summary")
    if not isinstance(summary, str) or not summary.strip():
        raise refuse("summary", "no summary; begin the file with `#+ summary: …`")
    expect = header.get("expect", "rows")
    if expect not in {"rows", "none"}:
        raise refuse("expect", "expect is `rows` or `none`")
    kind = sparql.form(text)
    columns = _mapping(header, "columns", refuse)
    if kind == "SELECT" and list(columns) != sparql.selected(text):
        chosen = ", ".join(sparql.selected(text)) or "no named column"
        raise refuse("columns", f"columns are {', '.join(columns) or 'missing'}, but the query selects {chosen}")
    if not kind:
        raise refuse("", "the file holds no SELECT, ASK, CONSTRUCT or DESCRIBE")
    wrong = next((smell for smell in lint(text) if smell.wrong), None)
    if wrong is not None:
        raise HeaderError(f"{shown}:{text.count(chr(10), 0, wrong.start) + 1}: {wrong.reason}")
    return StoredQuery(
        name=name,
        file=shown,
        text=text,
        summary=summary.strip(),
        description=str(header.get("description") or "").strip(),
        tags=_names(header, "tags", refuse),
        parameters=_parameters(header, text, refuse),
        columns={column: str(doc) for column, doc in columns.items()},
        expect=expect,
        after=_names(header, "after", refuse),
    )


class _Refuse:
    """Makes the error for a key of a header, with its line."""

    def __init__(self, shown: str, header: Any) -> None:
        self._shown, self._header = shown, header

    def __call__(self, key: str, reason: str) -> HeaderError:
        line = self._header.place(key)[0] if key in self._header else 1
        return HeaderError(f"{self._shown}:{line}: {reason}")


def _header(text: str, shown: str) -> Any:
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#+"):
            break
        lines.append(line[2:].removeprefix(" "))
    try:
        header = parse_yaml("\n".join(lines), shown)
    except DataError as error:
        raise HeaderError(f"the header {error}") from error
    if not isinstance(header, dict):
        raise HeaderError(f"{shown}:1: no header; begin the file with `#+ summary: …`")
    return header


def _mapping(header: Mapping[str, Any], key: str, refuse: _Refuse) -> Mapping[str, Any]:
    value = header.get(key, {})
    if not isinstance(value, dict):
        raise refuse(key, f"{key} is not a mapping of names")
    return value


def _names(header: Mapping[str, Any], key: str, refuse: _Refuse) -> Sequence[str]:
    value = header.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise refuse(key, f"{key} is not a list of words")
    return tuple(value)


def _parameters(header: Mapping[str, Any], text: str, refuse: _Refuse) -> Mapping[str, Parameter]:
    blocks = {block.name: text[slice(*block.data)].strip() for block in reversed(sparql.values_blocks(text))}
    parameters: dict[str, Parameter] = {}
    for name, given in _mapping(header, "params", refuse).items():
        if not isinstance(given, dict) or not _NAME.fullmatch(name):
            raise refuse("params", f"the parameter {name!r} is not described by a mapping")
        unknown = [key for key in given if key not in _PARAM_KEYS]
        if unknown:
            raise refuse("params", f"{name}: unknown key {unknown[0]!r}; known are {', '.join(_PARAM_KEYS)}")
        if given.get("type") not in TYPES:
            raise refuse("params", f"{name}: the type is one of {', '.join(TYPES)}")
        if given["type"] == "concept" and not given.get("scheme"):
            raise refuse("params", f"{name}: a concept needs its scheme")
        if name not in blocks:
            raise refuse("params", f"{name}: the query has no line `VALUES ?{name} {{ … }}`")
        parameters[name] = Parameter(
            name=name,
            type=given["type"],
            doc=str(given.get("doc") or ""),
            optional=given.get("optional") is True,
            class_=str(given.get("class") or ""),
            scheme=str(given.get("scheme") or ""),
            default=blocks[name],
        )
    return parameters
