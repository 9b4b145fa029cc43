"""Pages: templates with autoescape, and files written whole."""

from __future__ import annotations

import itertools
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import IO, TYPE_CHECKING, Any

from mediagraph.errors import FileError
from mediagraph.reports.marking import anchor, count, hub, hubs, listed, number, strong

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    import jinja2

_PIECES = 10_000  # of a page that are written at once


def render(template: str, context: Mapping[str, Any]) -> str:
    """Return a template of this package, filled; what stands in it is escaped for HTML, for Markdown by `cell`."""
    return _template(template).render(context)


def write(template: str, context: Mapping[str, Any], stream: IO[bytes]) -> None:
    """Write a template, filled as `render` fills it, without ever having the whole of it."""
    pieces = _template(template).generate(context)
    while some := list(itertools.islice(pieces, _PIECES)):
        stream.write("".join(some).encode())


def _template(name: str) -> jinja2.Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("mediagraph.reports"),
        autoescape=select_autoescape(["html.j2"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update({mark.__name__: mark for mark in (anchor, hub, hubs, listed, number, strong)})
    environment.filters.update(cell=markdown_cell, counted=count)
    return environment.get_template(name)


@lru_cache(1 << 16, typed=True)
def markdown_cell(text: object) -> str:
    """Return text that cannot end a table's cell or begin markup of its own."""
    plain = " ".join(str(text).split())
    for mark in "\\|<>[]*_`":
        plain = plain.replace(mark, f"\\{mark}")
    return plain


@contextmanager
def whole_files(folder: Path) -> Iterator[Callable[[str], AbstractContextManager[IO[bytes]]]]:
    """Give a function that opens new files of a folder, which take their places at the end, or none of them does.

    Raises:
        FileError: the folder cannot be written.
    """
    written: dict[Path, Path] = {}
    made = not folder.exists()

    @contextmanager
    def opened(name: str) -> Iterator[IO[bytes]]:
        with _told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            beside = folder / f"{name}.new"
            written[beside] = folder / name
            with beside.open("wb") as stream:
                yield stream

    try:
        yield opened
        with _told(folder):
            for beside, place in written.items():
                beside.replace(place)
    finally:
        with suppress(OSError):
            for beside in written:
                beside.unlink(missing_ok=True)
            if made:
                folder.rmdir()  # only where it is empty


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(f"{folder}: cannot be written: {error.strerror}") from error


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write files whole or not at all, and return their paths.

    Raises:
        FileError: the folder cannot be written.
    """
    with whole_files(folder) as opened:
        for name, content in files.items():
            with opened(name) as stream:
                stream.write(content.encode() if isinstance(content, str) else content)
    return [folder / name for name in files]
