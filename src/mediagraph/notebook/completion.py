"""Completion in notebooks: names of stored queries, their parameters, variables, prefixes, classes and terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from IPython.core.completer import SimpleCompletion

from mediagraph import sparql
from mediagraph.catalogue import Catalogue
from mediagraph.errors import MediagraphError
from mediagraph.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from IPython.core.completer import CompletionContext, SimpleMatcherResult
    from IPython.core.interactiveshell import InteractiveShell

_OPTIONS = {
    "%mg": ("-o", "--help", "--project", "--show", "--store"),
    "%%sparql": ("--bind", "-o", "--project", "--store"),
}
_PROJECT = re.compile(r"--project[ =](\S+)")
_COMMON = ("owl", "rdf")


class Completion:
    """A matcher of IPython's completer (its second interface), for lines of `%mg` and cells of `%%sparql`."""

    matcher_api_version = 2
    matcher_priority = 1000.0

    def __init__(self, shell: InteractiveShell, *, identifier: str) -> None:
        self._shell = shell
        # by these names the completer tells matchers apart
        self.matcher_identifier = self.__qualname__ = identifier

    def __call__(self, context: CompletionContext) -> SimpleMatcherResult:
        """Return what can stand at the cursor; nothing outside of the magics."""
        lines = context.full_text.split("\n")
        line = context.text_until_cursor
        in_cell = lines[0].lstrip().startswith("%%sparql")
        found: Iterable[tuple[str, str]] = ()
        fragment = ""
        try:
            if in_cell and context.cursor_line:
                fragment, found = self._in_query(line, lines[0], "\n".join(lines[1:]))
            elif in_cell or line.lstrip().startswith("%mg "):
                fragment, found = self._in_words(line)
        except MediagraphError:  # a project that cannot be read: the magic itself says why
            return {"completions": []}
        completions = [SimpleCompletion(text=text, type=kind) for text, kind in found if text.startswith(fragment)]
        return {"completions": completions, "matched_fragment": fragment, "suppress": bool(completions)}

    def _in_words(self, line: str) -> tuple[str, Iterable[tuple[str, str]]]:
        """Complete the words of a magic's own line."""
        magic, *words = line.split()
        fragment = "" if line[-1:].isspace() else words.pop()
        if fragment.startswith("$") or "=$" in fragment or (magic == "%%sparql" and "=" in fragment):
            rest = re.split(r"=\$?|\$", fragment, maxsplit=1)[1]
            names = sorted(name for name in self._shell.user_ns if not name.startswith("_"))
            return rest, [(name, "variable") for name in names]
        if fragment.startswith("-"):
            return fragment, [(option, "option") for option in _OPTIONS[magic]]
        if magic == "%%sparql":
            return fragment, ()
        catalogue = Catalogue(_project(line).queries)
        known = set(catalogue.names())
        named = next((word for word in words if word in known), None)
        if named is None:
            return fragment, [(name, "query") for name in sorted(known)]
        return fragment, [(f"{name}=", "parameter") for name in catalogue[named].parameters]

    def _in_query(self, line: str, first: str, query: str) -> tuple[str, Iterable[tuple[str, str]]]:
        """Complete a variable of the query, a prefix, or a class or a term behind one."""
        variable = re.search(r"[?$]\w*$", line)
        if variable:
            named = {token.text for token in sparql.tokens(query) if token.kind == "variable"}
            return variable[0], [(name, "variable") for name in sorted(named - {variable[0]})]
        typed = re.search(r"(?<![\w?$:<\"'])([A-Za-z][\w-]*)?(:[\w.-]*)?$", line)
        if typed is None or not typed[0]:
            return "", ()
        context = _project(first).context
        if typed[2] is None:
            return typed[0], [(f"{prefix}:", "prefix") for prefix in sorted({*context.prefixes, *_COMMON})]
        classes = {context.compress(iri): "class" for iri in context.classes.values()}
        terms = {context.compress(term.iri): "term" for term in context.terms.values()}
        return typed[0], sorted({**terms, **classes}.items())


def _project(line: str) -> Project:
    found = _PROJECT.search(line)
    return Project.find(found[1] if found else None)
