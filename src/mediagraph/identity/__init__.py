"""Identity: what several sources describe and is one thing. Identifiers match exactly; names only propose."""

from mediagraph.identity.aliases import Aliases, aliases
from mediagraph.identity.judgements import Judgement, Judgements, read_judgements
from mediagraph.identity.kinds import Kinds
from mediagraph.identity.lines import (
    IDENTITY_GRAPH,
    Described,
    Identifier,
    described,
    identifiers,
    rewrite,
    rewrite_origins,
)

__all__ = [
    "IDENTITY_GRAPH",
    "Aliases",
    "Described",
    "Identifier",
    "Judgement",
    "Judgements",
    "Kinds",
    "aliases",
    "described",
    "identifiers",
    "read_judgements",
    "rewrite",
    "rewrite_origins",
]
