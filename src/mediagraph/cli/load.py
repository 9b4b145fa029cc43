"""The verbs for outside sources: load and unload."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mediagraph.cli.common import place_options, progress
from mediagraph.cli.judge import MOST_SHOWN, findings_table
from mediagraph.errors import DataError, FindingsError, MediagraphError, UnknownNameError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.loaders.job import Loader
    from mediagraph.loading import Change, Load
    from mediagraph.project import Project


class Loaders(click.Group):
    """A group with a command for each loader that is installed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the loaders."""
        from mediagraph.loaders.registry import loader_names

        return loader_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Make the command of a loader."""
        from mediagraph.loaders.registry import get_loader, loader_names

        return _command(cmd_name, get_loader(cmd_name)) if cmd_name in loader_names() else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the loaders; one that is broken does not hide the others."""
        from mediagraph.loaders.registry import get_loader

        with formatter.section("Loaders"):
            rows = []
            for name in self.list_commands(ctx):
                try:
                    rows.append((name, get_loader(name).summary))
                except MediagraphError as error:
                    rows.append((name, f"broken: {error}"))
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the loader, or name the nearest one."""
        from mediagraph.loaders.registry import loader_names

        names = loader_names()
        if args and not args[0].startswith("-") and args[0] not in names:
            raise UnknownNameError("loader", args[0], names, hint="`mediagraph load --help` lists them")
        return super().resolve_command(ctx, args)


@click.command(cls=Loaders)
def load() -> None:
    """Load an outside source into the store, beside the project's own records.

    Rows that cannot be read are rejected by name and written to a table; the rest is judged and published. Loading
    a source again replaces it as a whole. A source stays through builds until `mediagraph unload` removes it.
    Each loader takes --source and --strict, and --store and --project as other commands do.

    \b
    mediagraph load table films.csv --mapping films.mapping.yaml
    mediagraph load tmdb tmdb_5000_movies.csv
    mediagraph load wikidata --country BE --since 2015
    mediagraph load rdf film.jsonld
    """


@click.command()
@click.argument("source")
@place_options
def unload(source: str, store: str | None, project: str | None) -> None:
    """Remove a loaded SOURCE from the store; the project's own records stay.

    \b
    mediagraph unload tmdb-5000-movies
    """
    from mediagraph.building import build
    from mediagraph.store import Generations
    from mediagraph.store.sources import loaded

    found, folder = _places(store, project)
    names = [one.name for one in loaded(Generations(folder).current())]
    if source not in names:
        raise UnknownNameError("loaded source", source, names, hint=f"loaded are: {', '.join(names) or 'none'}")
    with progress() as tell:
        made = build(found, folder, tell, without=source)
    click.echo(f"{made.store}: {source} removed, {made.manifest.quads} statements")


def _command(name: str, loader: Loader) -> click.Command:
    """The command of one loader: its file, its options, and those that all have."""

    @place_options
    def run(store: str | None, project: str | None, **given: Any) -> None:
        path: Path | None = given.pop("file")
        source: str | None = given.pop("source")
        strict: bool = given.pop("strict")
        options = {key: tuple(given[key.replace("-", "_")]) for key in loader.options}
        _load(name, path, source, {key: values for key, values in options.items() if values}, (store, project, strict))

    params: list[click.Parameter] = [
        click.Argument(["file"], required=loader.file == "required", type=click.Path(path_type=Path)),
        *(click.Option([f"--{key}"], multiple=True, help=text) for key, text in loader.options.items()),
        click.Option(["--source"], metavar="SLUG", help="Name of the source [default: after the file]."),
        click.Option(["--strict"], is_flag=True, help="Let any rejected row leave the store as it was."),
    ]
    command = click.command(name, help=f"{loader.summary}\n\n{loader.note}".strip())(run)
    command.params = [*params, *command.params]
    return command


def _load(
    name: str,
    path: Path | None,
    source: str | None,
    options: dict[str, Sequence[str]],
    where: tuple[str | None, str | None, bool],
) -> None:
    from mediagraph.loaders.templates import slug
    from mediagraph.loading import load as run

    store, project, strict = where
    found, folder = _places(store, project)
    named = source or slug(path.name.partition(".")[0] if path else "-".join([name, *_flat(options)]))
    if slug(named) != named or not named:
        raise UsageError(f"--source {named!r}: write lower case letters, digits and hyphens, such as {slug(named)!r}")
    with progress() as tell:
        try:
            done = run(found, folder, name, path, source=named, options=options, strict=strict, progress=tell)
        except FindingsError as error:
            click.echo(findings_table(error.findings, found.context, most=MOST_SHOWN), err=True, nl=False)
            raise
        except DataError as error:
            shown = "\n".join(map(str, error.faults[:MOST_SHOWN]))
            more = len(error.faults) - MOST_SHOWN
            click.echo(shown + (f"\n... and {more} more" if more > 0 else ""), err=True)
            click.echo("mediagraph: nothing was loaded, the store is as it was", err=True)
            raise click.exceptions.Exit(DataError.exit_code) from None
    _tell(done, found)


def _flat(options: dict[str, Sequence[str]]) -> list[str]:
    return [value for key in sorted(options) for value in options[key] if "/" not in value]


def _tell(done: Load, project: Project) -> None:
    for fault in done.rejects[:MOST_SHOWN]:
        click.echo(str(fault), err=True)
    if len(done.rejects) > MOST_SHOWN:
        click.echo(f"... and {len(done.rejects) - MOST_SHOWN} more in {done.table}", err=True)
    for text in done.notes:
        click.echo(text, err=True)
    note = done.note
    rejected = f", {note.rejected} rejected ({done.table})" if note.rejected else ""
    click.echo(f"{done.source}: {note.rows} rows{rejected}")
    if done.build is None:
        click.echo("nothing has changed since it was loaded")
        return
    _tell_change(done.change, project)
    click.echo(f"{done.build.store}: {done.build.manifest.quads} statements")


def _tell_change(change: Change, project: Project) -> None:
    for sign, what, names in (
        ("+", "added", change.added),
        ("-", "removed", change.removed),
        ("~", "changed", change.changed),
    ):
        few = ", ".join(project.context.compress(name) for name in names[:5])
        click.echo(f"{sign} {len(names)} {what}" + (f": {few}{' ...' if len(names) > 5 else ''}" if names else ""))


def _places(store: str | None, project: str | None) -> tuple[Project, Path]:
    """The project and the folder of the store; whoever asks is about to write to it."""
    from mediagraph.memory import share_freed_memory
    from mediagraph.project import Project
    from mediagraph.store import is_endpoint

    if is_endpoint(store):
        raise UsageError(f"--store {store}: sources are loaded into a folder; publish it to an endpoint afterwards")
    found = Project.find(project)
    share_freed_memory()
    return found, Path(store) if store else found.default_store
