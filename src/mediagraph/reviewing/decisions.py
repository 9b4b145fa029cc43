"""Decisions of a review, kept beside the draft: each is on disk before the next is asked for.

The file is replaced as a whole and never written in place, so that a process that is killed loses nothing; it is read
anew before each change, under a lock, so that a page and a terminal can be open at once.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, FileError
from mediagraph.loaders.text import read_text
from mediagraph.reviewing.proposals import Mark
from mediagraph.store.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACCEPT, EDIT, MERGE, REJECT = "accept", "edit", "merge", "reject"
VERBS = (ACCEPT, EDIT, MERGE, REJECT)
SUFFIX = ".review.json"


@dataclass(frozen=True)
class Decision:
    """What was decided on a proposal.

    Attributes:
        verb: accept, edit, merge or reject.
        of: digest of what was proposed.
        node: the record as the reader wrote it, of an edit.
        into: id of the entity that it is one with, of a merge.
    """

    verb: str
    of: str
    node: dict[str, Any] | None = None
    into: str = ""


@dataclass(frozen=True)
class Addition:
    """What the reader added.

    Attributes:
        node: the record.
        mark: the words that were selected.
    """

    node: dict[str, Any]
    mark: Mark


@dataclass
class State:
    """All decisions on one draft.

    Attributes:
        decisions: by the key of the proposal.
        added: by key; their order is that of the file.
        written: digest of the reviewed file as it was written last.
    """

    decisions: dict[str, Decision] = field(default_factory=dict)
    added: dict[str, Addition] = field(default_factory=dict)
    written: str = ""


class Ledger:
    """The file that keeps the decisions."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> State:
        """Return the decisions as they are now; none where there is no file.

        Raises:
            FileError: it cannot be read.
            DataError: it is not what was written here.
        """
        if not self.path.exists():
            return State()
        shown = str(self.path)
        try:
            content = json.loads(read_text(self.path, shown))
            decisions = {str(key): _decision(one) for key, one in content["decisions"].items()}
            added = {
                str(key): Addition(dict(one["node"]), Mark(**one["mark"])) for key, one in content["added"].items()
            }
            return State(decisions, added, str(content["written"]))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            accepted = "mend it, or move it away to begin the review anew"
            raise DataError(
                [Fault(shown, getattr(error, "lineno", 0), "", "", f"not decisions: {error}", accepted)]
            ) from error

    @contextmanager
    def changing(self) -> Iterator[State]:
        """Give the decisions to be changed, and write them when the block ends well.

        Raises:
            FileError: the file cannot be written.
            DataError: it is not what was written here.
        """
        with self._locked():
            state = self.read()
            yield state
            content = {
                "written": state.written,
                "decisions": {key: _shown(one) for key, one in sorted(state.decisions.items())},
                "added": {key: asdict(one) for key, one in state.added.items()},
            }
            text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
            with whole_file(self.path) as stream:
                stream.write(text.encode("utf-8", "backslashreplace"))
                stream.flush()
                os.fsync(stream.fileno())

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            folder = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise FileError(f"{self.path.parent}: cannot be read: {error.strerror}") from error
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)  # held for the time of one small write
            yield
        finally:
            os.close(folder)


def _decision(given: Any) -> Decision:
    made = Decision(str(given["verb"]), str(given["of"]), given.get("node"), str(given.get("into", "")))
    if (
        made.verb not in VERBS
        or (made.verb == EDIT) != isinstance(made.node, dict)
        or (made.verb == MERGE) != bool(made.into)
    ):
        raise ValueError(f"{made.verb!r} is none, or lacks what belongs to it")
    return made


def _shown(decision: Decision) -> dict[str, Any]:
    return {key: value for key, value in asdict(decision).items() if value}
