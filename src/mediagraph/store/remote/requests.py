"""The requests of the SPARQL 1.1 protocols: queries and updates as SPARQLWrapper makes them, whole graphs."""

from __future__ import annotations

import urllib.parse
from typing import TYPE_CHECKING

from mediagraph import sparql
from mediagraph.store.remote.answers import accepted
from mediagraph.store.remote.waiting import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import SPARQLWrapper as Wrapper

    from mediagraph.store.remote.waiting import Budget

AGENT = "mediagraph (SPARQLWrapper)"
_LONGEST_GET = 2000
_BLOCK = 1 << 16


def query_request(address: str, text: str, parameters: Sequence[tuple[str, str]], budget: Budget) -> Request:
    """Return the request for a query: GET where its address stays short, else POST."""
    form = sparql.form(text)
    size = len(address) + len(urllib.parse.urlencode([("query", text), *parameters]))
    wrapper = _wrapper(address, text, form, "GET" if size < _LONGEST_GET else "POST")
    for key, value in parameters:
        wrapper.addParameter(key, value)
    wrapper.addCustomHttpHeader("Accept", accepted(form))
    return _made(wrapper, budget)


def update_request(address: str, text: str, budget: Budget) -> Request:
    """Return the request for an update."""
    return _made(_wrapper(address, text, "INSERT", "POST"), budget)


def graph_request(address: str, graph: str, budget: Budget, *, method: str, files: Sequence[Path] = ()) -> Request:
    """Return the request that puts or deletes a graph: SPARQL 1.1 Graph Store HTTP Protocol, section 5.

    Args:
        address: of the graph store.
        graph: its name; empty for the default graph.
        budget: for waiting.
        method: PUT or DELETE.
        files: N-Triples, sent one after the other as they lie on disk.
    """
    which = urllib.parse.urlencode({"graph": graph}) if graph else "default"
    size = sum(path.stat().st_size for path in files)
    headers = {"User-Agent": AGENT, "Content-Type": "application/n-triples", "Content-Length": str(size)}
    joint = "&" if "?" in address else "?"
    return Request(
        f"{address}{joint}{which}",
        budget,
        data=_Files(files) if files else None,
        headers=headers if files else {"User-Agent": AGENT},
        method=method,
    )


class _Files:
    """The content of files, block by block; from the start each time, as a log-in sends it twice."""

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files

    def __iter__(self) -> Iterator[bytes]:
        for path in self._files:
            with path.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    yield block


def _wrapper(address: str, text: str, form: str, method: str) -> Wrapper.SPARQLWrapper:
    import SPARQLWrapper

    wrapper = SPARQLWrapper.SPARQLWrapper(address, agent=AGENT)
    wrapper.setOnlyConneg(True)  # its other ways of asking for a format clash with Virtuoso's
    wrapper.queryString, wrapper.queryType = text, form  # it guesses the form by a pattern that comments mislead
    wrapper.setMethod(method)
    return wrapper


def _made(wrapper: Wrapper.SPARQLWrapper, budget: Budget) -> Request:
    """Take what SPARQLWrapper would send, to send it within a budget and to the endpoint's own host only."""
    made = wrapper._createRequest()  # noqa: SLF001 - what sends it there knows neither
    return Request(made.full_url, budget, data=made.data, headers=dict(made.header_items()))
