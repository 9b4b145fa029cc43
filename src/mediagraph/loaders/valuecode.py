"""Texts of templates as code: what stands in placeholders, IRIs, and the objects that values of a term become."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import UnknownNameError
from mediagraph.loaders.cellcode import Cell, fit, quoted
from mediagraph.loaders.rowcode import Expression, IrregularError, Memo
from mediagraph.loaders.templates import SLUG, SOURCE, slug
from mediagraph.records import XSD, Kind, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from contextlib import ExitStack

    from mediagraph.loaders.rowcode import Code, Piece
    from mediagraph.loaders.templates import Text
    from mediagraph.records import Context, Term, Writer


@dataclass
class Scope:
    """What is known at a place of the code.

    Attributes:
        cells: by column.
        made: names of variables that hold what was made of others, by these and what was made.
    """

    cells: dict[str, Cell]
    made: dict[tuple[str, str], str] = field(default_factory=dict)

    def inner(self) -> Scope:
        """Return what is known at the beginning of a block that is opened here."""
        return Scope(dict(self.cells), dict(self.made))


@dataclass(frozen=True, slots=True)
class Value:
    """Where a value goes in a text: the variable that holds it, and whether its slug is meant."""

    name: str
    slug: bool


Part = str | Value


class ValueCode:
    """Writes code for values."""

    def __init__(self, code: Code, context: Context, writer: Writer, source: str) -> None:
        """Prepare to write.

        Args:
            code: takes what is written.
            context: expands names.
            writer: knows what values become.
            source: slug that `{source}` stands for.
        """
        self._code, self._context, self._writer, self._source = code, context, writer, source
        self._quoted, self._fit = code.given("m", quoted), code.given("m", fit)
        self._slugs = code.given("m", Memo(slug))
        self._tables: dict[Hashable, str] = {}

    def opened(self, stack: ExitStack, opening: str, scope: Scope) -> Scope:
        """Open a block until `stack` is closed, and return the scope in it."""
        stack.enter_context(self._code.block(opening))
        return scope.inner()

    def each(self, stack: ExitStack, text: Text, scope: Scope) -> tuple[Scope, list[Part]]:
        """Open blocks in which `text` is filled in each way that there is, the last placeholder changing first."""
        values: list[Part] = []
        for name, column in zip(text.names, text.columns, strict=True):
            cell = scope.cells[column]
            if cell.many:
                variable = self._code.name("x")
                scope = self.opened(stack, f"for {variable} in {cell.name}:", scope)
                values.append(Value(variable, name.endswith(SLUG)))
            else:
                scope = self._present(stack, column, scope)
                values.append(self._placed(name, column, cell))
        return scope, _filled(text, values)

    def single(self, stack: ExitStack, text: Text, scope: Scope) -> tuple[Scope, list[Part]]:
        """Open blocks in which `text` is filled, where there is only one way to do so."""
        values: list[Part] = []
        for name, column in zip(text.names, text.columns, strict=True):
            cell = scope.cells[column]
            if cell.many:
                variable = self._code.name("x")
                scope = self.opened(stack, f"if len({cell.name}) == 1:", scope)
                self._code.line(f"{variable} = {cell.name}[0]")
                cell = scope.cells[column] = Cell(variable, sure=True)
            scope = self._present(stack, column, scope)
            values.append(self._placed(name, column, cell))
        return scope, _filled(text, values)

    def _present(self, stack: ExitStack, column: str, scope: Scope) -> Scope:
        cell = scope.cells[column]
        if not cell.sure:
            scope = self.opened(stack, f"if {cell.name} is not None:", scope)
            scope.cells[column] = Cell(cell.name, sure=True)
        return scope

    def _placed(self, name: str, column: str, cell: Cell) -> Part:
        if column == SOURCE:  # known now
            return slug(self._source) if name.endswith(SLUG) else self._source
        return Value(cell.name, name.endswith(SLUG))

    def plain(self, parts: Sequence[Part], scope: Scope) -> str:
        """Return an expression of the text that `parts` form: the name of a variable or a constant."""
        pieces: list[Piece] = [
            part if isinstance(part, str) else Expression(self._slug(part, scope) if part.slug else part.name)
            for part in parts
        ]
        text = self._code.text(pieces)
        return text if text.isidentifier() else self.variable("t", text)

    def variable(self, kind: str, expression: str) -> str:
        """Return the name of a fresh variable that holds what `expression` gives."""
        name = self._code.name(kind)
        self._code.line(f"{name} = {expression}")
        return name

    def iri(self, parts: Sequence[Part], scope: Scope) -> list[Piece]:
        """Return the IRI that a CURIE or IRI of `parts` stands for."""
        spelt = self._spelt(parts)
        if spelt is None:
            table = self.table("iri", self._expanded)
            return [Expression(f"{table}[{self.plain(parts, scope)}]")]
        return [part if isinstance(part, str) else Expression(self._in_iri(part, scope)) for part in spelt]

    def object(self, term: Term, parts: Sequence[Part], scope: Scope) -> list[Piece]:
        """Return the object that a text of `parts` becomes as a value of `term`."""
        if term.kind is Kind.LINK:
            return ["<", *self.iri(parts, scope), ">"]
        if term.kind is Kind.LITERAL and term.datatype == XSD + "string":
            return [Expression(f"{self._quoted}({self.plain(parts, scope)})")]
        if term.kind is Kind.LITERAL and term.datatype == XSD + "integer" and parts == [_NUMBER]:
            return ['"', Expression(_NUMBER.name), f'"^^<{term.datatype}>']
        table = self.table(term.name, lambda value: self.converted(term, value))
        return [Expression(f"{table}[{self.plain(parts, scope)}]")]

    def quoted(self, parts: Sequence[Part], scope: Scope) -> Expression:
        """Return the text of `parts` in quotes."""
        return Expression(f"{self._quoted}({self.plain(parts, scope)})")

    def table(self, key: Hashable, make: Callable[[str], Any]) -> str:
        """Return the name of the table of what is made of values; there is one for each `key`."""
        if key not in self._tables:
            self._tables[key] = self._code.given("m", Memo(make))
        return self._tables[key]

    def converted(self, term: Term, value: Any) -> str:
        """Return the object that the writer makes of a value.

        Raises:
            IrregularError: it refuses the value.
        """
        try:
            return "".join(self._writer.objects(term, value))
        except RefusedError as error:
            raise IrregularError from error

    def _expanded(self, name: str) -> str:
        try:
            return self._context.expand(name)
        except (ValueError, UnknownNameError) as error:
            raise IrregularError from error

    def _spelt(self, parts: Sequence[Part]) -> list[Part] | None:
        """Return the parts of the IRI, if its prefix and all else that `Context.expand` looks at is known."""
        fixed = [part for part in parts if isinstance(part, str)]
        prefix, colon, rest = (parts[0] if parts and isinstance(parts[0], str) else "").partition(":")
        try:
            self._context.expand("".join(fixed))
        except (ValueError, UnknownNameError):
            return None
        if not colon:
            return None
        if rest.startswith("//"):
            return list(parts)
        # Two slashes behind the colon make a CURIE an IRI, so that they must not come from the values.
        if rest == "/" or (not rest and any(part.startswith("/") for part in fixed[1:])):
            return None
        namespace = self._context.prefixes.get(prefix)
        return None if namespace is None else [namespace + rest, *parts[1:]]

    def _in_iri(self, value: Value, scope: Scope) -> str:
        if value.slug:  # word characters and hyphens, whatever it was made of
            return self._slug(value, scope)
        return value.name if value == _NUMBER else self._made(value, self._fit, f"({value.name})", scope)

    def _slug(self, value: Value, scope: Scope) -> str:
        return self._made(value, self._slugs, f"[{value.name}]", scope)

    def _made(self, value: Value, how: str, argument: str, scope: Scope) -> str:
        key = value.name, how
        if key not in scope.made:
            scope.made[key] = self.variable("v", how + argument)
        return scope.made[key]


_NUMBER = Value("n", slug=False)


def _filled(text: Text, values: Sequence[Part]) -> list[Part]:
    """The parts of a text: neighbouring fixed ones joined, none empty."""
    filled: list[Part] = []
    for part in (values[part] if isinstance(part, int) else part for part in text.parts):
        if isinstance(part, str) and filled and isinstance(filled[-1], str):
            filled[-1] += part
        elif part != "":
            filled.append(part)
    return filled
