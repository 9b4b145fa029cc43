"""The command `mediagraph`: its verbs, imported when they are called, and its exit codes."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from mediagraph.errors import DataError, FileError, MediagraphError, UnknownNameError

# Mending starts with the first faults; more of them than this only hide each other.
_MOST_FAULTS = 50

# verb -> module and function; kept as names so that `--help` imports nothing heavy
VERBS = {
    "anniversaries": ("mediagraph.cli.ask", "anniversaries", "List the anniversaries that fall in a period."),
    "build": ("mediagraph.cli.make", "build", "Build, judge and publish the graph."),
    "canonicalize": (
        "mediagraph.cli.canonicalize",
        "canonicalize",
        "Write the one form of RDF that equal graphs share.",
    ),
    "compare": ("mediagraph.cli.compare", "compare", "Compare drafts with reviewed files."),
    "dossier": ("mediagraph.cli.make", "dossier", "Write all about two countries on one page."),
    "draft": ("mediagraph.cli.draft", "draft", "Draft records of articles, for a reader to check."),
    "export": ("mediagraph.cli.make", "export", "Write the graph as Turtle, N-Quads and JSON-LD."),
    "hubs": ("mediagraph.cli.hubs", "hubs", "Rank the hubs of a network."),
    "info": ("mediagraph.cli.ask", "info", "Say what the graph holds and where it lies."),
    "lint": ("mediagraph.cli.lint", "lint", "Refuse queries that engines answer wrongly."),
    "load": ("mediagraph.cli.load", "load", "Load an outside source into the store."),
    "match": ("mediagraph.cli.match", "match", "List pairs of entities that may be one thing."),
    "ontology": ("mediagraph.cli.ontology", "ontology", "Write the documentation of the ontology."),
    "publish": ("mediagraph.cli.publish", "publish", "Publish a build to a SPARQL endpoint."),
    "queries": ("mediagraph.cli.ask", "queries", "List and search the stored queries."),
    "query": ("mediagraph.cli.ask", "query", "Answer a stored query."),
    "report": ("mediagraph.cli.make", "report", "Write the report on partnership hubs."),
    "review": ("mediagraph.cli.review", "review", "Review drafts: decide on what they propose."),
    "serve": ("mediagraph.cli.serve", "serve", "Serve the graph over HTTP, read-only."),
    "site": ("mediagraph.cli.site", "site", "Write a static site with a page for each entity."),
    "sparql": ("mediagraph.cli.ask", "sparql", "Answer a SPARQL query from a file or standard input."),
    "unload": ("mediagraph.cli.load", "unload", "Remove a loaded source from the store."),
    "validate": ("mediagraph.cli.judge", "validate", "Judge data by the shapes and checks."),
}


class Verbs(click.Group):
    """A group that imports a verb when it is called, and gives errors their exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the verb `cmd_name`."""
        if cmd_name not in VERBS:
            return None
        module, function, _ = VERBS[cmd_name]
        command = getattr(importlib.import_module(module), function)
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb, or name the nearest one."""
        if args and not args[0].startswith("-") and args[0] not in VERBS:
            raise UnknownNameError("command", args[0], VERBS, hint="`mediagraph --help` lists them")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(verb, VERBS[verb][2]) for verb in self.list_commands(ctx)])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and turn errors into one message and an exit code."""
        try:
            return super().main(*args, **kwargs)
        except DataError as error:
            shown = [str(fault) for fault in error.faults[:_MOST_FAULTS]]
            more = len(error.faults) - len(shown)
            click.echo("mediagraph: " + "\n".join(shown) + (f"\n... and {more} more" if more else ""), err=True)
            sys.exit(error.exit_code)
        except MediagraphError as error:
            click.echo(f"mediagraph: {error}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:  # of standard output; the others were wrapped where they arose
            _mute()
            click.echo(f"mediagraph: {error.filename or 'standard output'}: {error.strerror or error}", err=True)
            sys.exit(FileError.exit_code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; end well when the reader of a pipe has seen enough, `head` say."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would exit with 1, which says findings here
            _mute()
            ctx.exit(0)
        except KeyboardInterrupt:  # as well; builds and files are whole or not at all, so nothing is harmed
            click.echo("mediagraph: interrupted; what was there before is unchanged", err=True)
            ctx.exit(130)


def _mute() -> None:
    """Send what is left in the buffers nowhere, lest the interpreter try again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.command(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 findings in the data, 2 misuse, 3 endpoint or file system.",
)
@click.version_option(package_name="mediagraph", prog_name="mediagraph")
def main() -> None:
    """Build, ask, measure and export a knowledge graph of international media cooperation.

    \b
    mediagraph build
    mediagraph query co-productions/country-pairs --format csv
    mediagraph hubs --network organisations
    mediagraph anniversaries --from 2027-01-01 --to 2027-12-31 --every 5
    """
