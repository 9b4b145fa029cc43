"""The verb that publishes a build to an endpoint."""

from __future__ import annotations

import click

from mediagraph.cli.common import opened, place_options, progress, timeout
from mediagraph.errors import UsageError

_PATIENCE = 600  # seconds; engines take in a large graph as a whole before they answer
_DEFAULT = {
    "shared": "the endpoint's default graph is their merge",
    "own": "their merge was written to the endpoint's default graph",
    "merged": "their merge is a graph of its own, which each query names",
}


@click.command()
@click.argument("address", metavar="URL")
@click.option("--graph-store", default="", metavar="URL", help="Address of the Graph Store Protocol service.")
@click.option("--update-url", default="", metavar="URL", help="Address of the SPARQL Update service.")
@place_options
def publish(address: str, graph_store: str, update_url: str, store: str | None, project: str | None) -> None:
    """Publish the graph of --store to the endpoint whose queries go to URL.

    Sends each named graph that is not there yet, removes those of an earlier publication that are no more, and sees
    to it that the endpoint's default graph is their merge. Interrupted, it goes on where it stopped when it is
    called again. Writes by --graph-store where that is given, else by --update-url. Name and password are taken from
    MEDIAGRAPH_ENDPOINT_USER and MEDIAGRAPH_ENDPOINT_PASSWORD, a token from MEDIAGRAPH_ENDPOINT_TOKEN. Each request
    may take ten minutes unless --timeout says otherwise.

    \b
    mediagraph publish http://127.0.0.1:7878/query --graph-store http://127.0.0.1:7878/store
    mediagraph publish http://127.0.0.1:8890/sparql --update-url http://127.0.0.1:8890/sparql-auth --timeout 600
    """
    from mediagraph.publishing import publish as run
    from mediagraph.store import RemoteStore, is_endpoint
    from mediagraph.store.remote import timeout_of

    if not is_endpoint(address):
        raise UsageError(f"{address}: not an address; write it as https://host/path")
    if store == address:
        raise UsageError(f"{address}: the graph would be published to where it is taken from")
    given = timeout()
    patience = max(timeout_of(), _PATIENCE) if given is None else given
    with opened(store, project) as graph, progress() as tell:
        made = run(
            graph.store,
            RemoteStore(address, timeout=patience),
            graph_store=graph_store,
            update=update_url,
            progress=tell,
        )
    for name in made.sent:
        click.echo(f"sent {name}")
    for name in made.removed:
        click.echo(f"removed {name}")
    click.echo(
        f"{address.partition('?')[0]}: {made.statements} statements in {len(made.sent) + len(made.kept)} graphs,"
        f" {len(made.sent)} sent, {len(made.kept)} there already, {len(made.removed)} removed;"
        f" {_DEFAULT[made.default]}; version {made.version[:12]}"
    )
