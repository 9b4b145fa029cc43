"""The options by which a model is asked, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from mediagraph.errors import EndpointError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.drafting import Drafted
    from mediagraph.drafting.modelling import ModelEndpoint, ModelReader
    from mediagraph.project import Project

F = TypeVar("F", bound="Callable[..., Any]")


def model_options(function: F) -> F:
    """Add the options that name a model; without `--model` none is asked."""
    options = [
        click.option("--model", metavar="NAME", help="Model that reads the text as well; it is SENT to its endpoint."),
        click.option(
            "--model-endpoint",
            metavar="URL",
            help="Its endpoint of chat completions, such as http://127.0.0.1:8080/v1.",
        ),
        click.option(
            "--model-timeout",
            type=float,
            metavar="SECONDS",
            help="How long one answer may take, with repetitions [default: 120].",
        ),
        click.option("--model-unencrypted", is_flag=True, help="Allow http to an endpoint on another machine."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def endpoint_of(
    model: str | None, base: str | None, seconds: float | None, *, unencrypted: bool
) -> ModelEndpoint | None:
    """Return the endpoint that the options name; nothing where they name none.

    Raises:
        UsageError: they go together and do not, or one cannot be used.
    """
    if model is None and base is None:
        if seconds is not None or unencrypted:
            raise UsageError("--model-timeout and --model-unencrypted are for --model")
        return None
    if model is None or base is None:
        raise UsageError("give --model and --model-endpoint together, or neither")
    from mediagraph.drafting.modelling import ModelEndpoint

    return ModelEndpoint.of(model, base, seconds=seconds, unencrypted=unencrypted)


def reader_of(endpoint: ModelEndpoint | None, project: Project) -> ModelReader | None:
    """Return what asks the model, and tells on standard error what it sends where."""
    if endpoint is None:
        return None
    from mediagraph.drafting.modelling import ModelReader

    return ModelReader(project, endpoint, say)


def say(text: str) -> None:
    """Say something of the model on standard error."""
    click.echo(f"mediagraph: {text}", err=True)


def heard(made: Drafted) -> None:
    """Say what became of the proposals of the model, where there was one."""
    if made.heard is not None:
        say(f"{made.article.slug}: {made.heard.rule}: {made.heard}")


def failed(reader: ModelReader | None, without: list[str]) -> None:
    """Raise an error where the endpoint failed; the drafts by rules are there by then.

    Args:
        reader: what asked the model.
        without: the articles that were drafted without it.

    Raises:
        EndpointError: it failed.
    """
    if reader is None or reader.failure is None:
        return
    more = f" and {len(without) - 5} more" if len(without) > 5 else ""
    raise EndpointError(f"{reader.failure}; drafted by rules alone: {', '.join(without[:5])}{more}")
