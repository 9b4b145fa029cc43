"""Remote endpoints: any SPARQL 1.1 service, whatever engine answers behind it."""

from mediagraph.store.remote.endpoint import RemoteStore
from mediagraph.store.remote.publication import Publication
from mediagraph.store.remote.settings import is_endpoint, timeout_of

__all__ = ["Publication", "RemoteStore", "is_endpoint", "timeout_of"]
