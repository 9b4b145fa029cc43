"""A download page by page: each page is kept as soon as it is whole, and an interrupted one goes on after the last."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

from mediagraph.errors import EndpointError, FileError
from mediagraph.loaders.wikidata.answers import read_answer, read_list
from mediagraph.loaders.wikidata.items import Found, Item, qid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.loaders.wikidata.endpoint import PoliteEndpoint
    from mediagraph.loaders.wikidata.wanted import Wanted

PAGE = ".srj"
_FORM = 1
_T = TypeVar("_T")


class Download:
    """The items that an endpoint has of what is wanted."""

    def __init__(
        self,
        wanted: Wanted,
        endpoint: PoliteEndpoint,
        folder: Path | None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            wanted: what is asked for.
            endpoint: whom to ask.
            folder: for the pages; None where they are not to be kept.
            tell: shows what is being done.
        """
        self._wanted, self._endpoint, self._folder, self._tell = wanted, endpoint, folder, tell
        self._number = 0

    @property
    def day(self) -> date:
        """The day of the first answer that is kept, else this day."""
        kept = self._folder.glob("*.*") if self._folder else ()
        first = min((path.stat().st_mtime for path in kept), default=None)
        now = datetime.now(UTC)
        return (now if first is None else datetime.fromtimestamp(first, UTC)).date()

    def items(self, kind: str) -> Iterator[Found]:
        """Yield the items of a kind; numbers go on from kind to kind.

        Raises:
            EndpointError: the endpoint refuses, fails, or answers something else.
            FileError: a page cannot be kept.
        """
        after = ""
        pages = count(1)
        for part in count(1):
            query = self._wanted.list_query(kind, after)
            iris = self._answer(query, f"{kind}-list-{part:05}", ".json", read_list)
            for start in range(0, len(iris), self._wanted.page):
                yield from self._page(kind, next(pages), iris[start : start + self._wanted.page])
            if len(iris) < self._wanted.part:
                return
            if iris[-1] <= after:
                raise EndpointError(f"{self._wanted.endpoint}: the list after {after} does not go beyond it")
            after = iris[-1]

    def _page(self, kind: str, page: int, iris: Sequence[str]) -> Iterator[Found]:
        query = self._wanted.page_query(kind, iris)
        told = {
            item.iri: (item, linked) for item, linked in self._answer(query, f"{kind}-{page:05}", PAGE, read_answer)
        }
        for iri in iris:
            self._number += 1
            yield Found(self._number, *told.get(iri, (Item(qid(iri)), {})))

    def _answer(self, query: str, name: str, suffix: str, read: Callable[[Any], list[_T]]) -> list[_T]:
        """What is read of an answer: of one that is kept, or of one that is asked for and kept."""
        path = self._path(query, name, suffix)
        if path is not None and path.exists():
            try:
                found = read(json.loads(path.read_text(encoding="utf-8")))
            except ValueError:
                self._tell(f"{name}: broken; asking for it again")
            except OSError as error:
                raise FileError(f"{path}: cannot be read: {error.strerror}") from error
            else:
                self._tell(f"{name}: kept from before")
                return found
        self._tell(f"{name}: asking, after {self._number:,} items")
        document = self._endpoint.ask(query)
        try:
            found = read(document)
        except ValueError as error:
            raise EndpointError(f"{self._wanted.endpoint}: the answer cannot be read: {error}") from error
        if path is not None:
            _keep(path, document)
        return found

    def _path(self, query: str, name: str, suffix: str) -> Path | None:
        """Where an answer is kept: that to another query, as of other options, has another name."""
        if self._folder is None:
            return None
        digest = hashlib.sha256(f"{_FORM}\0{self._wanted.endpoint}\0{query}".encode()).hexdigest()
        return self._folder / f"{name}-{digest[:16]}{suffix}"


def _keep(path: Path, document: Any) -> None:
    """Write a page beside its place, in one line, and put it there when it is whole."""
    beside = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(document, stream, ensure_ascii=False, separators=(",", ":"))
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        raise FileError(f"{path}: cannot be written: {error.strerror}") from error
