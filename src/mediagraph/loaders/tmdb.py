"""The loader `tmdb`: films and series of The Movie Database, from its published table or the JSON of its API.

The table is the "TMDB 5000 movies" of 2017, with JSON lists in its cells. The API gives one object for a film
(https://developer.themoviedb.org/reference/movie-details) or series (tv-series-details); a file holds one, a list of
them, or one a line, each with or without what `append_to_response` adds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, UsageError, shorten
from mediagraph.loaders.job import Job, Loader
from mediagraph.loaders.packed import is_packed, suffix
from mediagraph.loaders.rows import read_rows
from mediagraph.loaders.text import lines_of, read_text
from mediagraph.loaders.tmdb_codes import KNOWN_KEYS, LANGUAGES
from mediagraph.loaders.tmdb_fields import printable
from mediagraph.loaders.tmdb_works import Works

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from mediagraph.records import Node

    Objects = Iterator[tuple[int, Mapping[str, Any]]]

TABLES = (".csv", ".tsv")
DOCUMENTS = (".json", ".jsonl", ".ndjson")
_ACCEPTED = "an object as /3/movie/ID or /3/tv/ID of the API gives it"
_SHOWN_ROWS = 10


def records(job: Job) -> Iterator[Node]:
    """Yield the description of the source and the records of its films and series.

    Raises:
        UsageError: no file is named, or no file of TMDB's.
        FileError: the file cannot be read.
        DataError: it is at fault as a whole.
    """
    if job.path is None:
        raise UsageError("name the file to load")
    language = LANGUAGES.get(job.option("language", "en"))
    if not language:
        raise UsageError(f"--language {job.option('language')!r}: write a two-letter code such as fr")
    works = Works(job, language)
    kind = suffix(job.path)
    cells = kind in TABLES
    if cells:
        rows = _table(job.path, job)
    elif kind in DOCUMENTS:
        rows = _document(job.path, job)
    else:
        raise UsageError(f"{job.shown}: no file of TMDB's; use {', '.join([*TABLES, *DOCUMENTS])}")
    yield job.dataset(
        name="The Movie Database (TMDB)",
        licence="https://www.themoviedb.org/terms-of-use",
        address="https://www.themoviedb.org/",
        note="TMDB asks to be named wherever its data are used, and grants them for uses that are not commercial.",
    )
    keys: dict[str, None] = {}
    for number, values in rows:
        keys |= dict.fromkeys(values)
        if number not in job.refused:
            yield from works.records(number, values, cells=cells)
    unread = [printable(key) for key in keys if key not in KNOWN_KEYS]
    _note(job, "columns not read", ", ".join(unread))
    shown = ", ".join(map(str, works.homepages[:_SHOWN_ROWS]))
    more = len(works.homepages) - _SHOWN_ROWS
    _note(job, "homepages left out, since they are no addresses, in rows", shown + (f" and {more} more" * (more > 0)))


def _note(job: Job, what: str, which: str) -> None:
    """Note it for the end; a source that is read again, without rows at fault, is noted once."""
    job.notes[:] = [note for note in job.notes if not note.startswith(f"{what}: ")]
    if which:
        job.notes.append(f"{what}: {which}")


def _table(path: Path, job: Job) -> Objects:
    header, rows = read_rows(path, job.shown, job.faults)
    absent = [name for name in ("id", "title") if name not in header]
    if absent:
        accepted = "a table of TMDB's films has id, title and original_title"
        raise DataError(Fault(job.shown, 1, name, "", "no such column", accepted) for name in absent)
    yield from rows


def _document(path: Path, job: Job) -> Objects:
    """Objects one a line, where the first line is one; else the whole file is one, or a list of them."""
    first = next((line for _, line in lines_of(path, job.shown, []) if line.strip()), "")
    if suffix(path) != ".json" or isinstance(_parsed(first), dict):
        yield from _lines(path, job)
        return
    text = _unpacked(path, job) if is_packed(path) else read_text(path, job.shown)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError([Fault(job.shown, error.lineno, str(error.colno), "", f"not JSON: {error.msg}")]) from error
    except (ValueError, RecursionError) as error:
        reason = "a number of too many digits, or JSON nested too deeply"
        raise DataError([Fault(job.shown, 0, "", "", reason, _ACCEPTED)]) from error
    for number, item in enumerate(value if isinstance(value, list) else [value], start=1):
        if isinstance(item, dict):
            yield number, item
        else:
            job.reject(number, "", shorten(item), "no object", _ACCEPTED)


def _unpacked(path: Path, job: Job) -> str:
    faults: list[Fault] = []
    text = "".join(line for _, line in lines_of(path, job.shown, faults))
    if faults:
        raise DataError(faults)
    return text


def _lines(path: Path, job: Job) -> Objects:
    for number, line in lines_of(path, job.shown, job.faults):
        if not line.strip():
            continue
        value = _parsed(line)
        if isinstance(value, dict):
            yield number, value
        else:
            job.reject(number, "", line.strip(), "not a JSON object", f"a line for each, {_ACCEPTED}")


def _parsed(text: str) -> object:
    """The value of a JSON text; nothing where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


TMDB = Loader(
    records,
    "Films and series of The Movie Database: its table of 5,000 films, or the JSON of its API.",
    options={"language": "In which the titles are, a two-letter code [default: en]."},
    note="\b\nmediagraph load tmdb tmdb_5000_movies.csv\nmediagraph load tmdb films.jsonl --language fr",
)
