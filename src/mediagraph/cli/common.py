"""What the verbs share: options, the open graph, tables, progress, files written whole."""

from __future__ import annotations

import io
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from mediagraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mediagraph.graph import Graph
    from mediagraph.store import Answer

F = TypeVar("F", bound="Callable[..., Any]")
ROW_FORMATS = ("table", "csv", "tsv", "json")
ANSWER_FORMATS = (*ROW_FORMATS, "turtle", "parquet")


TIMEOUT = "mediagraph.timeout"


def timeout_option(function: F) -> F:
    """Add `--timeout`, which `opened` finds by itself."""
    return click.option(
        "--timeout",
        type=float,
        metavar="SECONDS",
        expose_value=False,
        callback=lambda context, _, value: context.meta.update({TIMEOUT: value}),
        help="How long to wait for an endpoint's answer [default: MEDIAGRAPH_TIMEOUT, else 60].",
    )(function)


def timeout() -> float | None:
    """Return the time-out that the command line gives."""
    context = click.get_current_context(silent=True)
    given = context.meta.get(TIMEOUT) if context else None
    return None if given is None else float(given)


def place_options(function: F) -> F:
    """Add `--store`, `--project` and `--timeout`."""
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
    return store(project(timeout_option(function)))


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


SAFE = "mediagraph.spreadsheet-safe"


def spreadsheet_option(function: F) -> F:
    """Add `--spreadsheet-safe`, which `show` finds by itself."""
    return click.option(
        "--spreadsheet-safe",
        is_flag=True,
        expose_value=False,
        callback=lambda context, _, value: context.meta.update({SAFE: value}),
        help="With --format csv: put an apostrophe before cells that a spreadsheet would take for formulas.",
    )(function)


def _spreadsheet_safe() -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(SAFE))


def opened(store: str | None, project: str | None) -> Graph:
    """Open the graph that the options name."""
    from mediagraph.graph import open_graph

    return open_graph(store, project=project, timeout=timeout())


def show(answer: Answer, format_: str, output: str | None, graph: Graph) -> None:
    """Print or write an answer; rows go out as they come in, except into a table.

    Raises:
        UsageError: the format does not suit the answer, or standard output.
    """
    from mediagraph.store import Solutions, Triples

    safe = _spreadsheet_safe()
    if safe and format_ != "csv":
        raise UsageError("--spreadsheet-safe is for --format csv")
    if format_ == "parquet" and output is None:
        raise UsageError("Parquet is not for standard output; name a file with -o")
    if format_ == "table":
        if isinstance(answer, Triples):
            format_ = "turtle"
        else:
            compress = graph.project.context.compress if isinstance(answer, Solutions) else str
            text = table(answer.columns, ([cell(value, compress) for value in row] for row in answer))
            emit(text.encode(), output)
            return
    with sink(output) as stream:
        if isinstance(answer, Triples):
            answer.write(stream, format_, graph.project.context.prefixes)
        elif isinstance(answer, Solutions):
            answer.write(stream, format_, spreadsheet_safe=safe)
        else:
            answer.write(stream, format_)


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


@contextmanager
def sink(output: str | None) -> Iterator[IO[bytes]]:
    """Give standard output, or a file that is written whole or not at all.

    Raises:
        FileError: the file cannot be written.
    """
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from mediagraph.store.files import whole_file

    with whole_file(output) as stream:
        yield stream


def emit(content: bytes, output: str | None) -> None:
    """Print `content`, or write it to a file, whole or not at all.

    Raises:
        FileError: the file cannot be written.
    """
    from mediagraph.store.tables import write_all

    with sink(output) as stream:
        write_all(content, stream)


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
