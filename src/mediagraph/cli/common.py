"""What the verbs share: options, the open graph, tables, progress, files written whole."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mediagraph.errors import FileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mediagraph.graph import Graph
    from mediagraph.store import Answer

F = TypeVar("F", bound="Callable[..., Any]")
ROW_FORMATS = ("table", "csv", "tsv", "json")
ANSWER_FORMATS = (*ROW_FORMATS, "turtle")


def place_options(function: F) -> F:
    """Add `--store` and `--project`."""
    project = click.option(
        "--project",
        metavar="DIR",
        help="Folder with ontology/, data/ and queries/ [default: MEDIAGRAPH_PROJECT, else the shipped one].",
    )
    store = click.option(
        "--store",
        metavar="PATH",
        help="Folder of the store, or address of a SPARQL endpoint [default: MEDIAGRAPH_STORE, else the project's].",
    )
    return store(project(function))


def output_options(formats: Sequence[str] = ROW_FORMATS) -> Callable[[F], F]:
    """Add `--format` and `-o`."""

    def add(function: F) -> F:
        format_ = click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="Form.",
        )
        output = click.option("-o", "--output", type=click.Path(dir_okay=False), help="File to write; else printed.")
        return format_(output(function))

    return add


def opened(store: str | None, project: str | None) -> Graph:
    """Open the graph that the options name."""
    from mediagraph.graph import open_graph

    return open_graph(store, project=project)


def show(answer: Answer, format_: str, output: str | None, graph: Graph) -> None:
    """Print or write an answer.

    Raises:
        UsageError: the format does not suit the answer.
    """
    from mediagraph.store import Solutions, Triples

    if format_ == "table":
        if isinstance(answer, Triples):
            format_ = "turtle"
        else:
            compress = graph.project.context.compress if isinstance(answer, Solutions) else str
            text = table(answer.columns, ([cell(value, compress) for value in row] for row in answer))
            emit(text.encode(), output)
            return
    stream = io.BytesIO()
    if isinstance(answer, Triples):
        answer.write(stream, format_, graph.project.context.prefixes)
    else:
        answer.write(stream, format_)
    emit(stream.getvalue(), output)


def cell(value: Any, compress: Callable[[str], str]) -> str:
    """Return the text of a value in a table: CURIEs for IRIs, nothing for what is unbound."""
    if value is None:
        return ""
    if isinstance(value, str) and "://" in value:
        return compress(value)
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table for people; every row and every character of it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE, pad_edge=False, header_style="bold")
    count = 0
    numeric = [True] * len(columns)
    kept = []
    for row in rows:
        kept.append(row)
        numeric = [
            was and value.replace(".", "", 1).lstrip("-").isdigit() for was, value in zip(numeric, row, strict=True)
        ]
    for column, right in zip(columns, numeric, strict=True):
        drawn.add_column(column, justify="right" if right and kept else "left", overflow="fold")
    for row in kept:
        drawn.add_row(*(Text(value) for value in row))
        count += 1
    terminal = sys.stdout.isatty()
    console = Console(file=io.StringIO(), width=None if terminal else 200, color_system="auto" if terminal else None)
    console.print(drawn)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    lines = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
    return f"{lines}\n{count} row{'s' if count != 1 else ''}\n"


def emit(content: bytes, output: str | None) -> None:
    """Print `content`, or write it to a file, whole or not at all.

    Raises:
        FileError: the file cannot be written.
    """
    if output is None:
        stream = sys.stdout.buffer
        left = memoryview(content)
        while left:  # a stream without a buffer, as PYTHONUNBUFFERED makes it, may take a part only
            left = left[stream.write(left) :]
        stream.flush()
        return
    path = Path(output)
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise FileError(f"{path}: cannot be written: {error.strerror}") from error


def parameters(given: Sequence[str]) -> dict[str, Any]:
    """Return `key=value` words as parameters; a key given twice is a list.

    Raises:
        UsageError: a word has no `=`.
    """
    values: dict[str, list[str]] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is no parameter; write name=value, such as country=BE")
        values.setdefault(key.strip(), []).append(value)
    return {key: items if len(items) > 1 else items[0] for key, items in values.items()}


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield status.update
