"""The verb that reads stored queries critically: lint."""

from __future__ import annotations

from pathlib import Path

import click

from mediagraph.errors import DataError, Fault, FileError, HeaderError


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--project", metavar="DIR", help="Folder with ontology/, data/ and queries/.")
def lint(files: tuple[Path, ...], project: str | None) -> None:
    """Refuse what engines answer wrongly or unlike each other: in FILES, by default all queries and rules.

    Exit code 1 means that something was found.

    \b
    mediagraph lint
    mediagraph lint my-query.rq
    """
    from mediagraph.project import Project

    found = Project.find(project)
    paths = list(files) or sorted([*found.queries.rglob("*.rq"), *(found.ontology / "rules").glob("*.rq")])
    faults = [fault for path in paths for fault in _of(path, found.show(path))]
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{len(paths)} queries, {len(faults) or 'no'} finding{'s' if len(faults) != 1 else ''}")
    if faults:
        raise click.exceptions.Exit(DataError.exit_code)


def _of(path: Path, shown: str) -> list[Fault]:
    from mediagraph.catalogue import parse
    from mediagraph.lint import faults
    from mediagraph.loaders.text import read_text

    if not path.exists():
        raise FileError(f"{shown}: no such file")
    text = read_text(path, shown)
    found = faults(text, shown)
    if not found:
        try:
            parse(text, path.stem, shown)
        except HeaderError as error:
            place, _, reason = str(error).removeprefix(f"{shown}:").partition(": ")
            line = place.partition(":")[0]
            return [Fault(shown, int(line) if line.isdigit() else 0, "", "", reason or str(error))]
    return found
