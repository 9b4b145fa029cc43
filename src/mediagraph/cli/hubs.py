"""The verb `hubs`: who holds a network together, by which measures, and how sure that is."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

import click

from mediagraph.cli.common import emit, opened, output_options, place_options, table
from mediagraph.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, TypeVar

    from mediagraph.networks import HubTable, Sureness

    F = TypeVar("F", bound=Callable[..., Any])

# Longer than this, a line of a table no longer reads well; the files hold everything.
_PARTNERS_SHOWN = 6
# The bootstrap compares each of these with all others.
_SURE = 25
_TOP = 10

_SHOWN = ("degree", "strength", "betweenness", "pagerank")
_MEASURES = (
    *_SHOWN,
    "closeness",
    "eigenvector",
    "core",
    "constraint",
    "effective_size",
    "community",
    "participation",
)


@dataclass(frozen=True, slots=True)
class _Bootstrap:
    """How sure the ranks are: what was drawn, and what came of it."""

    draws: int
    level: float
    seed: int
    of: Mapping[str, Sureness]
    inseparable: Sequence[tuple[str, str]]


def _bootstrap_options(function: F) -> F:
    for option in (
        click.option(
            "--seed", type=int, default=1, show_default=True, help="Of the draws; equal ones give equal results."
        ),
        click.option(
            "--level",
            type=click.FloatRange(0, 1, min_open=True, max_open=True),
            default=0.9,
            show_default=True,
            help="Of the intervals.",
        ),
        click.option(
            "--draws",
            type=click.IntRange(min=2),
            default=300,
            show_default=True,
            help="How often the works are drawn anew.",
        ),
        click.option(
            "--sureness", is_flag=True, help=f"How sure the ranks by strength are, of --top hubs or the first {_SURE}."
        ),
    ):
        function = option(function)
    return function


@click.command()
@click.option(
    "--network",
    default="countries",
    show_default=True,
    help="countries, organisations, people, outlets-countries, or another of queries/networks/.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="Kind of cooperation that counts; repeat for several [default: all].",
)
@click.option("--since", type=int, help="First year that counts.")
@click.option("--until", type=int, help="Last year that counts.")
@click.option(
    "--weight",
    type=click.Choice(["count", "newman", "fractional"]),
    default="count",
    show_default=True,
    help="What a work adds to a pair: 1, 1/(n-1) or 2/(n(n-1)) for n parties.",
)
@click.option("--top", type=click.IntRange(min=1), help="Only so many rows.")
@click.option(
    "--measure",
    "measures",
    type=click.Choice(_MEASURES),
    multiple=True,
    default=_SHOWN,
    help="Column of the table; repeat for several [default: degree, strength, betweenness, pagerank].",
)
@_bootstrap_options
@place_options
@output_options(("table", "csv", "json"))
def hubs(
    network: str,
    kinds: tuple[str, ...],
    since: int | None,
    until: int | None,
    weight: str,
    top: int | None,
    measures: tuple[str, ...],
    sureness: bool,  # noqa: FBT001 - click passes options by name
    draws: int,
    level: float,
    seed: int,
    store: str | None,
    project: str | None,
    format_: str,
    output: str | None,
) -> None:
    """Rank the hubs of a network by strength, with other measures; CSV and JSON have all of them.

    \b
    mediagraph hubs
    mediagraph hubs --network organisations --kind co-production --format csv
    mediagraph hubs --since 1990 --weight newman --top 10 --sureness
    mediagraph hubs --measure constraint --measure core --measure community
    """
    from mediagraph.networks import hub_table

    if since is not None and until is not None and until < since:
        raise UsageError(f"--until {until} lies before --since {since}")
    with opened(store, project) as graph:
        projected = graph.network(network, kind=kinds or None, since=since, until=until, weight=weight)
    found = hub_table(projected)
    drawn = None
    if sureness:
        from mediagraph.networks import bootstrap, inseparable, sides

        first = [hub.entity for hub in found.hubs[: top or _SURE]]
        sure = bootstrap(projected, of=set(first), draws=draws, level=level, k=_TOP, seed=seed)
        pairs = [
            pair
            for side in map(set, sides(projected))
            for pair in inseparable([node for node in first if node in side], sure)
        ]
        drawn = _Bootstrap(draws, level, seed, sure, pairs)
    text = {"csv": _csv, "json": _json}.get(format_)
    emit((text(found, top, drawn) if text else _table(found, top, drawn, measures)).encode(), output)


def _table(found: HubTable, top: int | None, drawn: _Bootstrap | None, measures: Sequence[str]) -> str:
    sides = len({hub.type for hub in found.hubs}) > 1
    columns = ["rank", "hub", *(["type"] if sides else []), *(name.replace("_", " ") for name in measures)]
    if drawn:
        columns += ["ranks", f"P(top {_TOP})"]
    rows = (
        [
            str(hub.rank),
            hub.label,
            *([hub.type] if sides else []),
            *(_shown(getattr(hub, name)) for name in measures),
            *(_ranks(drawn.of.get(hub.entity)) if drawn else ()),
            ", ".join(hub.partners[:_PARTNERS_SHOWN]) + (", …" if len(hub.partners) > _PARTNERS_SHOWN else ""),
        ]
        for hub in found.hubs[:top]
    )
    text = table([column.replace("pagerank", "PageRank") for column in (*columns, "partners")], rows)
    size = f"nodes {found.nodes}, edges {found.edges}, components {found.components}"
    text += f"{found.network}: {size}; {found.counted}; betweenness on distance = 1/strength\n"
    if "core" in measures and found.core and not math.isnan(found.core_fit):
        text += f"best core, with a fit of {found.core_fit:.2f}: {', '.join(found.core)}\n"
    if "community" in measures:
        text += f"communities by Louvain with seed 1 and resolution 1, modularity {found.modularity:.2f}\n"
    return text + (_statement(found, drawn) if drawn else "")


def _shown(value: float) -> str:
    return f"{value:.4f}" if isinstance(value, float) and not value.is_integer() else f"{value:g}"


def _ranks(sure: Sureness | None) -> tuple[str, str]:
    if sure is None:
        return "", ""
    return f"{sure.best}" if sure.best == sure.worst else f"{sure.best}-{sure.worst}", f"{sure.top:.2f}"


def _statement(found: HubTable, drawn: _Bootstrap) -> str:
    label = {hub.entity: hub.label for hub in found.hubs}
    pairs = "; ".join(f"{label[one]} and {label[other]}" for one, other in drawn.inseparable) or "no neighbours"
    how = f"works drawn anew {drawn.draws} times, seed {drawn.seed}, level {drawn.level:g}"
    return f"not separable: {pairs}\nranks by strength; {how}\n"


def _csv(found: HubTable, top: int | None, drawn: _Bootstrap | None) -> str:
    from mediagraph.networks import Sureness
    from mediagraph.reports import hubs_csv

    added = [field.name for field in fields(Sureness) if field.name != "strength"] if drawn else []
    sure = drawn.of if drawn else {}
    return hubs_csv(found, top, {name: {entity: getattr(of, name) for entity, of in sure.items()} for name in added})


def _json(found: HubTable, top: int | None, drawn: _Bootstrap | None) -> str:
    content: dict[str, Any] = asdict(found)
    content["hubs"] = [_defined(hub) for hub in content["hubs"][:top]]
    if drawn:
        for hub in content["hubs"]:
            sure = drawn.of.get(hub["entity"])
            hub["sureness"] = asdict(sure) if sure else None
        content["bootstrap"] = {
            "draws": drawn.draws,
            "level": drawn.level,
            "seed": drawn.seed,
            "top": _TOP,
            "inseparable": drawn.inseparable,
        }
    return json.dumps(_defined(content), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _defined(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with None for what is not defined: JSON has no other word for it (RFC 8259, section 6)."""
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in values.items()}
