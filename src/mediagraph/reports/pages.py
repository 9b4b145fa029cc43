"""Pages: templates with autoescape, and files written whole."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mediagraph.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def render(template: str, context: Mapping[str, Any]) -> str:
    """Return a template of this package, filled; what stands in it is escaped for HTML, for Markdown by `cell`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("mediagraph.reports"),
        autoescape=select_autoescape(["html.j2"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = markdown_cell
    return environment.get_template(template).render(context)


@lru_cache(1 << 16, typed=True)
def markdown_cell(text: object) -> str:
    """Return text that cannot end a table's cell or begin markup of its own."""
    plain = " ".join(str(text).split())
    for mark in "\\|<>[]*_`":
        plain = plain.replace(mark, f"\\{mark}")
    return plain


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> list[Path]:
    """Write each file whole or not at all, and return their paths.

    Raises:
        FileError: the folder cannot be written.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            beside = folder / f"{name}.new"
            beside.write_bytes(content.encode() if isinstance(content, str) else content)
            written.append(beside.replace(folder / name))
    except OSError as error:
        raise FileError(f"{folder}: cannot be written: {error.strerror}") from error
    return written
