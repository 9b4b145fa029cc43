"""The magics: `%%sparql` asks what is written in a cell, `%mg` asks the stored queries."""

from __future__ import annotations

import argparse
import inspect
import keyword
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from IPython.core.error import UsageError as ShellError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class, no_var_expand

import mediagraph as mg
from mediagraph.errors import MediagraphError, UnknownNameError, UsageError
from mediagraph.notebook.messages import message
from mediagraph.notebook.values import Bound, bind
from mediagraph.store import Solutions, Triples

if TYPE_CHECKING:
    import pandas as pd

    from mediagraph.catalogue import StoredQuery
    from mediagraph.graph import Graph
    from mediagraph.store import Answer

_ASKED_ABOUT = re.compile(r"(\s*%mg\s+[\w./-]+)\s*\?{1,2}\s*")
_VARIABLE = re.compile(r"\$([^\W\d][\w.]*)")
_BINDING = re.compile(r"[?$]?([^\W\d]\w*)=\$?([^\W\d][\w.]*)")


def question_mark(lines: list[str]) -> list[str]:
    """Rewrite `%mg name?`, which IPython would take for a question about a variable.

    >>> question_mark(["%mg works/releases?"])
    ['%mg works/releases --help']
    """
    return [f"{found[1]} --help{line[found.end() :]}" if (found := _asked(line)) else line for line in lines]


def _asked(line: str) -> re.Match[str] | None:
    return _ASKED_ABOUT.fullmatch(line.rstrip("\n"))


@magics_class
class MediagraphMagics(Magics):
    """The magics of `%load_ext mediagraph`."""

    @no_var_expand
    @cell_magic
    def sparql(self, line: str, cell: str) -> object:
        """Ask the graph what is written in the cell.

        %%sparql [-o NAME] [--store PATH|URL|$name] [--project DIR] [--bind ?variable=python_name ...]

        The prefixes of the project need not be declared. Without -o the answer is shown; with it, it becomes the
        variable NAME: a data frame for SELECT, an rdflib graph for CONSTRUCT and DESCRIBE, True or False for ASK.
        --bind gives the values of a Python variable to a variable of the query, as data: one value, a list, or a
        column of a frame, such as --bind ?film=frame.film.
        """
        query: Bound | None = None
        try:
            options = _options("%%sparql", line, bind=True)
            values = dict(self._binding(word) for word in options.bind)
            query = bind(cell, values)
            with self._opened(options) as graph:
                return self._given(graph.sparql(query.text), options.output)
        except MediagraphError as error:
            raise ShellError(message(error, query)) from None

    @no_var_expand
    @line_magic
    def mg(self, line: str) -> object:
        """Ask a stored query.

        %mg [-o NAME]                        list the stored queries
        %mg NAME?                            document one
        %mg NAME [KEY=VALUE ...] [-o NAME] [--show] [--store PATH|URL|$name] [--project DIR]

        A value is a code, a name, a number or a day; in quotes, where it has blanks; $name stands for a Python
        variable. A key that is given twice is a list. --show prints the SPARQL that would be sent.
        """
        try:
            options = _options("%mg", line)
            if not options.words and options.help:
                print(inspect.getdoc(MediagraphMagics.mg))  # noqa: T201 - what was asked for
                return None
            if not options.words:
                return self._kept(_listed(options.project), options.output)
            name, *words = options.words
            if options.help:
                print(_documented(_catalogued(name, options.project)))  # noqa: T201 - what was asked for
                return None
            values = self._parameters(words)
            with self._opened(options) as graph:
                if options.show:
                    print(graph.bound(name, **values))  # noqa: T201 - what was asked for
                    return None
                return self._given(graph.query(name, **values), options.output)
        except MediagraphError as error:
            raise ShellError(str(error)) from None

    def _opened(self, options: argparse.Namespace) -> Graph:
        store = options.store
        named = _VARIABLE.fullmatch(store) if store else None
        if named:
            store = self._variable(named[1])
            if not isinstance(store, str | Path):
                raise UsageError(
                    f"--store {options.store}: a {type(store).__name__}, and neither a path nor an address"
                )
        return mg.open(store, project=options.project)

    def _given(self, answer: Answer, output: str | None) -> object:
        """Show an answer, or make it a variable."""
        # looking comes first: the answer is read once, and looking takes nothing away
        shown = "" if output else answer._repr_html_()
        found: object
        if isinstance(answer, Solutions):
            found = answer.df()
        elif isinstance(answer, Triples):
            found = answer.graph()
        else:
            found = bool(answer)
        return self._kept(found if output else Shown(found, shown), output)

    def _kept(self, value: object, output: str | None) -> object:
        """Make a value a variable, or give it back to be shown."""
        if not output:
            return value
        self._names[output] = value
        return None

    @property
    def _names(self) -> dict[str, Any]:
        """The variables of the notebook."""
        names: dict[str, Any] = self.shell.user_ns if self.shell is not None else {}
        return names

    def _variable(self, path: str) -> object:
        """The value of a Python variable, or of an attribute or column of one."""
        name, *rest = path.split(".")
        known = self._names
        if name not in known:
            names = [each for each in known if not each.startswith("_")]
            raise UnknownNameError("Python variable", name, names)
        value = known[name]
        for attribute in rest:
            if attribute in getattr(value, "columns", ()):  # also one that is called like a method, such as count
                value = value[attribute]
                continue
            if not hasattr(value, attribute):
                raise UnknownNameError("attribute or column", attribute, dir(value), hint=f"of {name}")
            value = getattr(value, attribute)
        return value

    def _binding(self, word: str) -> tuple[str, object]:
        found = _BINDING.fullmatch(word)
        if not found:
            raise UsageError(f"--bind {word}: write ?variable=python_name, such as ?country=codes")
        return found[1], self._variable(found[2])

    def _parameters(self, words: list[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for word in words:
            key, equals, value = word.partition("=")
            if not equals or not key:
                raise UsageError(f"{word!r} is no parameter; write name=value, such as country=BE")
            variable = _VARIABLE.fullmatch(value)
            items = _several(self._variable(variable[1])) if variable else value
            if key in values:
                former = values[key] if isinstance(values[key], list) else [values[key]]
                items = [*former, *(items if isinstance(items, list) else [items])]
            values[key] = items
        return values


class Shown:
    """An answer on view; `value` is what -o would give."""

    def __init__(self, value: Any, html: str) -> None:
        self.value, self._html = value, html

    def __repr__(self) -> str:
        if hasattr(self.value, "serialize"):
            return str(self.value.serialize(format="turtle")).strip()
        return repr(self.value)

    def _repr_html_(self) -> str:
        return self._html


class _Parser(argparse.ArgumentParser):
    """A parser of a magic's line, whose errors are ours."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse would print before it ends the process."""
        raise UsageError(f"{self.prog}: {message}; `{self.prog}?` tells what it takes")


def _options(magic: str, line: str, *, bind: bool = False) -> argparse.Namespace:
    parser = _Parser(prog=magic, add_help=False, allow_abbrev=False)
    parser.add_argument("-o", "--output", metavar="NAME")
    parser.add_argument("--store", metavar="PATH|URL")
    parser.add_argument("--project", metavar="DIR")
    if bind:
        parser.add_argument("--bind", metavar="?variable=python_name", nargs="+", action="extend", default=[])
    else:
        parser.add_argument("words", nargs="*")
        parser.add_argument("--help", action="store_true")
        parser.add_argument("--show", action="store_true")
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{magic}: {error}; close the quotation") from error
    options = parser.parse_intermixed_args(words)
    if options.output is not None and (not options.output.isidentifier() or keyword.iskeyword(options.output)):
        raise UsageError(f"{magic}: -o {options.output}: not the name of a Python variable")
    return options


def _several(value: Any) -> Any:
    """A column of a frame, an array and the like as a list; what pandas and numpy count with, as Python's own."""
    return value.tolist() if hasattr(value, "tolist") else value


def _catalogued(name: str, project: str | None) -> StoredQuery:
    from mediagraph.catalogue import Catalogue
    from mediagraph.project import Project

    return Catalogue(Project.find(project).queries)[name]


def _listed(project: str | None) -> pd.DataFrame:
    """The stored queries as a data frame, which a notebook shows and pandas can search."""
    from mediagraph.catalogue import Catalogue
    from mediagraph.project import Project
    from mediagraph.store.frames import pandas

    module = pandas()
    stored = list(Catalogue(Project.find(project).queries))
    rows = [{"summary": query.summary, "parameters": ", ".join(query.parameters)} for query in stored]
    frame: pd.DataFrame = module.DataFrame(rows, index=module.Index([query.name for query in stored], name="query"))
    return frame


def _documented(query: StoredQuery) -> str:
    lines = [query.name, "", query.summary]
    if query.description:
        lines += ["", query.description.strip()]
    lines += ["", "Parameters:" if query.parameters else "No parameters."]
    for parameter in query.parameters.values():
        kind = parameter.class_ or parameter.scheme or parameter.type
        left_out = "may be left out" if parameter.optional else f"default {parameter.default}"
        lines.append(f"  {parameter.name} ({kind}; {left_out}): {parameter.doc}")
    if query.columns:
        lines += ["", "Columns:", *(f"  {name}: {doc}" for name, doc in query.columns.items())]
    return "\n".join(lines)
