"""Mappings, compiled: a function that turns the cells of a row into N-Quads at once.

What a mapping and the context say once (IRIs up to the cell, properties, constant values, the graph) is put together
once; what is made of a value (a country's id, a slug, a date and its bounds) is made once for many rows, by the same
code that the writer uses. The function writes regular rows only. Where a value is refused, whatever the reason, it
raises `IrregularError`, and the row is carried out by `map_row` and the writer, whose word is the last.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING, Any

from mediagraph.loaders.cellcode import Cell, read_cells
from mediagraph.loaders.rowcode import Code, Expression, IrregularError, UncompilableError
from mediagraph.loaders.templates import Template, Text
from mediagraph.loaders.valuecode import Scope, ValueCode
from mediagraph.records import EDTF, RDF_TYPE, XSD, Kind, RecordFile, RefusedError, Writer, complete

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mediagraph.loaders.job import Gazetteer
    from mediagraph.loaders.mapping import TableMapping
    from mediagraph.loaders.rowcode import Piece
    from mediagraph.loaders.templates import Condition
    from mediagraph.records import Context, Term

    Write = Callable[[int, Mapping[str, str], set[str], list[str]], tuple[str, list[str]]]

_DATED = ("date", "earliest", "latest")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBERS = {"none": "not {}", "one": "len({}) == 1", "several": "len({}) > 1"}
_PRESENCE = {"none": "{} is None", "one": "{} is not None", "several": "False"}


class CompiledMapping:
    """A mapping as a function of the cells of a row.

    Attributes:
        write: called with the number of the row, its cells by column, the ids of nodes that are written once, and a
            list that takes those which are added to them; returns N-Quads and the IRIs of the nodes described.
        code: the source of that function.
    """

    def __init__(
        self, mapping: TableMapping, context: Context, graph: str, gazetteers: Mapping[str, Gazetteer], source: str
    ) -> None:
        """Compile `mapping`.

        Args:
            mapping: what becomes of a row.
            context: what its keys mean.
            graph: the named graph of the statements, as CURIE or IRI.
            gazetteers: by the names that the mapping uses.
            source: slug that `{source}` stands for.

        Raises:
            UncompilableError: it uses what is not compiled, most of which cannot be right either.
            MediagraphError: the graph is no IRI.
        """
        self._context = context
        self._writer = Writer(context, RecordFile("", graph, ()))
        self._end = f" <{context.expand(graph)}> .\n"
        code = self._code = Code("def write(number, row, once, marked):")
        self._values = ValueCode(code, context, self._writer, source)
        code.line("n = str(number)")
        code.line("out, subjects = [], []")
        code.line("put, add = out.append, subjects.append")
        datatypes = [context.terms[key].datatype for key in _DATED if key in context.terms]
        self._days = datatypes if datatypes == [EDTF, XSD + "date", XSD + "date"] else []
        scope = Scope(read_cells(code, mapping, gazetteers, source))
        for template in mapping.templates:
            self._nodes(template, scope)
        function: Write
        self.code, function = code.function('return "".join(out), subjects')
        self.write = function

    def _nodes(self, template: Template, scope: Scope, within: tuple[str, Term] | None = None) -> None:
        """Write the code of a template with an id.

        Args:
            template: whose nodes are meant.
            scope: what is known.
            within: the variable of the node that the nodes stand in, and the term that they are values of.
        """
        code = self._code
        given = template.fillers.get("id")
        filler = Text(given) if isinstance(given, str) else given
        if not isinstance(filler, Text):
            raise UncompilableError("a node without an id, or with one that is no text")
        with ExitStack() as stack:
            scope = self._where(stack, template, scope)
            scope, parts = self._values.single(stack, filler, scope)
            subject = self._values.variable("s", code.text(self._values.iri(parts, scope)))
            if within is not None:
                self._say(*within, ["<", Expression(subject), ">"])
                if len(template.fillers) == 1:
                    return  # no more than a link
                if not any(_always(value, scope) for key, value in template.fillers.items() if key != "id"):
                    raise UncompilableError("a node that may turn out to be no more than a link")
            elif template.once:
                name = self._values.plain(parts, scope)
                scope = self._values.opened(stack, f"if {name} not in once:", scope)
                code.line(f"once.add({name})")
                code.line(f"marked.append({name})")
            code.line(f"add({subject})")
            self._body(template, subject, scope)

    def _where(self, stack: ExitStack, template: Template, scope: Scope) -> Scope:
        """Open the blocks of the rows and values for which a template is meant."""
        for condition in template.conditions:
            scope = self._values.opened(stack, f"if {self._holds(condition, scope)}:", scope)
        if not template.each:
            return scope
        cell = scope.cells[template.each]
        variable = cell.name
        if cell.many:
            variable = self._code.name("x")
            scope = self._values.opened(stack, f"for {variable} in {cell.name}:", scope)
        elif not cell.sure:
            scope = self._values.opened(stack, f"if {variable} is not None:", scope)
        scope.cells[template.each] = Cell(variable, sure=True)
        return scope

    def _holds(self, condition: Condition, scope: Scope) -> str:
        cell = scope.cells[condition.column]
        if condition.number:
            return (_NUMBERS if cell.many else _PRESENCE)[condition.number].format(cell.name)
        wanted = self._code.given("m", condition.wanted)
        return f"not {wanted}.isdisjoint({cell.name})" if cell.many else f"{cell.name} in {wanted}"

    def _body(self, template: Template, subject: str, scope: Scope) -> None:
        """Write the statements of a node, in the order of its keys; the bounds of its date come last."""
        fillers = {key: value for key, value in template.fillers.items() if key != "id" and value is not None}
        dates = ""
        for key, filler in fillers.items():
            if key == "type":
                self._types(subject, filler, scope)
            elif key == "date":
                dates = self._date(subject, filler, scope)
            elif key in self._context.terms:
                self._say_values(subject, self._context.terms[key], filler, scope)
            else:
                raise UncompilableError(f"unknown term {key}")
        if not dates:
            return
        for place, key in enumerate(_DATED[1:], start=1):
            if key in fillers:
                raise UncompilableError("bounds beside a date")
            with self._code.block(f"if {dates}[{place}]:"):
                self._say(subject, self._context.terms[key], [Expression(f"{dates}[{place}]")])

    def _types(self, subject: str, filler: Any, scope: Scope) -> None:
        classes = self._context.classes
        if isinstance(filler, list):
            for item in filler:
                self._types(subject, item, scope)
        elif isinstance(filler, Text):
            with ExitStack() as stack:
                scope, parts = self._values.each(stack, filler, scope)
                table = self._values.table("type", lambda name: _known(classes, name))
                name = self._values.plain(parts, scope)
                self._code.put("<", Expression(subject), f"> <{RDF_TYPE}> <", Expression(f"{table}[{name}]"))
                self._code.put(f">{self._end}")
        elif isinstance(filler, str) and filler in classes:
            self._code.put("<", Expression(subject), f"> <{RDF_TYPE}> <{classes[filler]}>{self._end}")
        elif filler is not None:
            raise UncompilableError("an unknown class")

    def _date(self, subject: str, filler: Any, scope: Scope) -> str:
        """Write the date of a node, and return the variable that holds it and its bounds as objects, empty for none."""
        terms = [self._context.terms.get(key) for key in _DATED]
        if any(term is None or term.kind is not Kind.LITERAL for term in terms):
            raise UncompilableError("dates that are no literals")
        code, values = self._code, self._values
        if not isinstance(filler, Text):
            dates = code.given("m", self._dated(filler, UncompilableError))
            self._say(subject, self._context.terms["date"], [Expression(f"{dates}[0]")])
            return dates
        dates = values.variable("d", code.given("m", ("", "", "")))
        irregular = code.given("m", IrregularError)
        for column in filler.columns:
            cell = scope.cells[column]
            if cell.many:
                code.line(f"if len({cell.name}) > 1: raise {irregular}")
        with ExitStack() as stack:
            scope, parts = values.single(stack, filler, scope)
            table = values.table("date", lambda value: self._dated(value, IrregularError))
            code.line(f"{dates} = {table}[{values.plain(parts, scope)}]")
            self._say(subject, self._context.terms["date"], [Expression(f"{dates}[0]")])
        return dates

    def _dated(self, value: Any, error: type[Exception]) -> tuple[str, ...]:
        """A date and its bounds as objects, empty for none; `error` is raised where it is refused."""
        try:
            if self._days and isinstance(value, str) and _DAY.fullmatch(value):  # most dates are; it bounds itself
                date.fromisoformat(value)
                return tuple([f'"{value}"^^<{datatype}>' for datatype in self._days])
            done = complete({"date": value})
            return tuple(
                "".join(self._writer.objects(self._context.terms[key], done[key])) if key in done else ""
                for key in _DATED
            )
        except (ValueError, RefusedError) as refusal:
            raise error(str(refusal)) from refusal

    def _say_values(self, subject: str, term: Term, filler: Any, scope: Scope) -> None:
        """Write the values of a term."""
        if isinstance(filler, list):
            for item in filler:
                self._say_values(subject, term, item, scope)
        elif isinstance(filler, Template):
            if term.kind is Kind.LINK and not term.reverse:
                self._nodes(filler, scope, (subject, term))
            elif term.kind is Kind.TEXT and not filler.named:
                self._say_texts(subject, term, filler, scope)
            else:
                raise UncompilableError(f"a node as {term.name}")
        elif isinstance(filler, Text) and term.kind is not Kind.TEXT:
            with ExitStack() as stack:
                scope, parts = self._values.each(stack, filler, scope)
                self._say(subject, term, self._values.object(term, parts, scope))
        elif filler is not None:
            self._say_constant(subject, term, filler)

    def _say_texts(self, subject: str, term: Term, template: Template, scope: Scope) -> None:
        """Write text by language."""
        with ExitStack() as stack:
            scope = self._where(stack, template, scope)
            for language, filler in template.fillers.items():
                for item in filler if isinstance(filler, list) else [filler]:
                    if isinstance(item, Text):
                        tag = self._constant(term, {language: "x"})[0].removeprefix('"x"')
                        with ExitStack() as inner:
                            place, parts = self._values.each(inner, item, scope)
                            self._say(subject, term, [self._values.quoted(parts, place), tag])
                    elif item is not None:
                        self._say_constant(subject, term, {language: item})

    def _say_constant(self, subject: str, term: Term, value: Any) -> None:
        for text in self._constant(term, value):
            self._say(subject, term, [text])

    def _constant(self, term: Term, value: Any) -> list[str]:
        try:
            return self._writer.objects(term, value)
        except RefusedError as error:
            raise UncompilableError(str(error)) from error

    def _say(self, subject: str, term: Term, value: list[Piece]) -> None:
        """Write one statement."""
        if term.reverse:
            self._code.put(*value, f" <{term.iri}> <", Expression(subject), f">{self._end}")
        else:
            self._code.put("<", Expression(subject), f"> <{term.iri}> ", *value, self._end)


def _always(filler: Any, scope: Scope) -> bool:
    """Tell whether a key has a value in every row."""
    if isinstance(filler, list):
        return any(_always(item, scope) for item in filler)
    if isinstance(filler, Text):
        return all(scope.cells[column].sure for column in filler.columns)
    return filler is not None and not isinstance(filler, Template)


def _known(classes: Mapping[str, str], name: str) -> str:
    if name not in classes:
        raise IrregularError
    return classes[name]
