"""Code that writes rows, built line by line: a function whose every text is a named constant.

Text of a mapping never becomes code. It goes into the function's namespace under a name that is made here (`k1`),
and so do the tables of values (`m1`); the code consists of such names and of Python's words.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_MOST_VALUES = 1 << 16
_DEEPEST = 15  # Python nests no more than 20 loops


class UncompilableError(Exception):
    """A mapping that code cannot be made of; it is carried out node by node."""


class IrregularError(Exception):
    """A row that the code does not write; it is carried out node by node, which says what is wrong, if anything is."""


class Memo(dict[str, Any]):
    """What is made of values, remembered; of a bounded number of them."""

    def __init__(self, make: Callable[[str], Any], most: int = _MOST_VALUES) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: str) -> Any:
        value = self._make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value


@dataclass(frozen=True, slots=True)
class Expression:
    """A piece of text that is known when a row is: names of the code, without quotes and braces."""

    code: str


Piece = str | Expression


class Code:
    """A function that appends pieces of text to a list by `put`."""

    def __init__(self, heading: str) -> None:
        """Begin with the `def` line, which names the function `write`."""
        self._namespace: dict[str, Any] = {}
        self._lines = [heading]
        self._depth = 1
        self._pending: list[Piece] = []
        self._numbers: dict[str, int] = {}
        self._constants: dict[str, str] = {}

    def name(self, kind: str) -> str:
        """Return a fresh name that begins with `kind`."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}{self._numbers[kind]}"

    def constant(self, text: str) -> str:
        """Return the name of a text."""
        if text not in self._constants:
            self._constants[text] = self.given("k", text)
        return self._constants[text]

    def given(self, kind: str, value: object) -> str:
        """Return the fresh name of any value that the code uses."""
        name = self.name(kind)
        self._namespace[name] = value
        return name

    def text(self, pieces: Sequence[Piece]) -> str:
        """Return the expression of the text that `pieces` form."""
        joined: list[Piece] = []
        for piece in pieces:
            if isinstance(piece, str) and joined and isinstance(joined[-1], str):
                joined[-1] += piece
            elif piece != "":
                joined.append(piece)
        names = [self.constant(piece) if isinstance(piece, str) else piece.code for piece in joined]
        if len(names) == 1:
            return names[0]
        return 'f"' + "".join(f"{{{name}}}" for name in names) + '"'

    def put(self, *pieces: Piece) -> None:
        """Append text to what the function writes."""
        self._pending += pieces

    def line(self, statement: str) -> None:
        """Add a statement; it does not depend on the order of the text."""
        self._lines.append("    " * self._depth + statement)

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """Put what is added inside below an `if` or a `for`."""
        if self._depth > _DEEPEST:
            raise UncompilableError("nested too deeply")
        self._flush()
        self.line(opening)
        self._depth += 1
        before = len(self._lines)
        yield
        self._flush()
        if len(self._lines) == before:
            self.line("pass")
        self._depth -= 1

    def function(self, ending: str) -> tuple[str, Callable[..., Any]]:
        """Return the source of the function and the function itself, which ends with the statement `ending`.

        Raises:
            UncompilableError: it is larger than Python's own limits.
        """
        self._flush()
        self.line(ending)
        source = "\n".join(self._lines) + "\n"
        namespace = dict(self._namespace)
        try:
            exec(compile(source, "<compiled mapping>", "exec"), namespace)  # noqa: S102 - made of our own names only
        except (SyntaxError, RecursionError, MemoryError) as error:
            raise UncompilableError(str(error)) from error
        function: Callable[..., Any] = namespace["write"]
        return source, function

    def _flush(self) -> None:
        if self._pending:
            self.line(f"put({self.text(self._pending)})")
            self._pending = []
