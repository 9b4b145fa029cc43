"""What a row of the table is made of: works that are measured, and what is to be reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.measuring import Clock
    from benchmarks.prepared import Prepared

PROJECT = Path(__file__).resolve().parent.parent
SMALL = -1  # the size that slow peers are measured at, which the command line gives
LARGE = 100_000  # productions from which on most targets are to be reached
Answer = dict[str, Any]
Kind = Literal["faster", "within", "above", "memory", "memory within", "each", "median"]


class AbsentError(Exception):
    """A work cannot be done here; the text says why, such as `not built`."""


@dataclass(frozen=True)
class Place:
    """Where a work is done.

    Attributes:
        data: what was prepared of one size.
        folder: empty at its begin, removed after it.
        patience: seconds that one question to a slow peer is waited for.
    """

    data: Prepared
    folder: Path
    patience: float = 60.0


@dataclass(frozen=True)
class Work:
    """One thing that is measured, in a process of its own unless it is measured beside another one.

    Attributes:
        name: unique within its row.
        function: does it, and returns the answer that others have to agree with; it starts and stops the clock.
        command: does it instead, as a process that is measured from begin to end.
        check: returns the answer of what a work left in the folder, in another process, unmeasured.
        needs: modules that have to be installed.
        apart: whether these lie in the environment of the peers.
        most: largest number of productions; SMALL for slow peers; 0 for no bound.
        repeats: how often it is measured; 0 for as often as the command line says.
        group: works of one group have to agree.
        beside: name of the work in whose process it is measured, in turns with that; see `Clock.beside`.
    """

    name: str
    function: Callable[[Place, Clock], Answer] | None = None
    command: Callable[[Place], list[str]] | None = None
    check: Callable[[Place], Answer] | None = None
    needs: Sequence[str] = ()
    apart: bool = False
    most: int = 0
    repeats: int = 0
    group: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Target:
    """What is to be reached.

    Attributes:
        ours: name of our work.
        peer: name of the work beside it; empty where our own memory is meant.
        kind: `faster` so many times; `within` so many times its time; `above` it by so many seconds at most; `memory`
            of so many MB at most; `memory within` so many times its memory; `each` part that takes it over 5 ms within
            so many times; `median` of the parts so many times faster.
        bound: the number.
        noisy: parts that take the peer less, in seconds, are not looked at.
        since: number of productions from which on it is to be reached.
    """

    ours: str
    peer: str
    kind: Kind
    bound: float
    noisy: float = 0.005
    since: int = 0

    @property
    def text(self) -> str:
        """What is to be reached, in words."""
        return {
            "faster": f"{self.bound:g}x faster",
            "within": f"within {self.bound:g}x",
            "above": f"at most {self.bound:g} s above",
            "memory": f"at most {self.bound:,.0f} MB",
            "memory within": f"within {self.bound:g}x the memory",
            "each": f"within {self.bound:g}x on each over {self.noisy * 1000:g} ms",
            "median": f"{self.bound:g}x faster in the median",
        }[self.kind]


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        name: what the command line calls it.
        title: what is done.
        works: that are measured, in this order, in turns.
        targets: what is to be reached.
        sized: whether it depends on the number of productions.
        notes: how to read it.
    """

    name: str
    title: str
    works: Sequence[Work]
    targets: Sequence[Target]
    sized: bool = True
    notes: str = ""
    by_name: Mapping[str, Work] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {work.name: work for work in self.works})

    def sizes(self, asked: Sequence[int], small: int) -> list[int]:
        """Return the sizes that the row is measured at: those asked, and the small one where a peer needs it."""
        if not self.sized:
            return [0]
        slow = any(work.most == SMALL for work in self.works)
        return sorted({*asked, *([small] if slow and max(asked) > small else [])})

    def at(self, size: int, small: int) -> list[Work]:
        """Return the works that are begun at a size; others are measured beside these."""
        works = [work for work in self.works if not work.beside]
        return [work for work in works if not work.most or size <= (small if work.most == SMALL else work.most)]
