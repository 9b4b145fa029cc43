"""Stores: the embedded one, built in generations, and remote endpoints; both answer SPARQL the same way."""

from mediagraph.store.answers import Answer, Solutions, Triples, Truth
from mediagraph.store.base import Store
from mediagraph.store.embedded import EmbeddedStore
from mediagraph.store.generations import Generation, Generations, Manifest
from mediagraph.store.remote import RemoteStore, is_endpoint

__all__ = [
    "Answer",
    "EmbeddedStore",
    "Generation",
    "Generations",
    "Manifest",
    "RemoteStore",
    "Solutions",
    "Store",
    "Triples",
    "Truth",
    "is_endpoint",
]
