"""The metadata of the tables: CSV on the Web, https://www.w3.org/TR/tabular-metadata/ (its file is found by its name).

By it the tables are RDF again (https://www.w3.org/TR/csv2rdf/): a row is about the IRI in its column `id`, and each
other column states its property of that. What cannot be said so is suppressed there: names without their language,
and the two tables of what no other table holds.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mediagraph.exports.tablefile import NAME, TYPE, Table, column_name
from mediagraph.records import RDF_TYPE, XSD, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.records import Context, Term

_BUILT_IN = {XSD + name: name for name in ("date", "decimal", "integer", "string")}
_ID = {
    "name": "id",
    "titles": "id",
    "dc:description": "IRI of what the row is about",
    "datatype": "anyURI",
    "required": True,
    "suppressOutput": True,
}
_LINKS = "Statements that lead to another thing and stand in no other table."
_LITERALS = "Texts by language, and other values that stand in no other table; an empty value is the empty text."


def metadata(tables: Sequence[Table], context: Context, description: Mapping[str, object], separator: str) -> str:
    """Return the metadata of the tables as a document.

    Args:
        tables: as they were written.
        context: the terms.
        description: properties of the tables as a whole.
        separator: what stands between several values of a cell.
    """
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        **description,
        "tables": [*(_table(table, context, separator) for table in tables), *_rest()],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _table(table: Table, context: Context, separator: str) -> dict[str, Any]:
    columns = [_column(table, column, context, separator) for column in table.columns]
    references = dict(table.references)
    if table.beside:
        references.setdefault("id", table.beside)
    schema: dict[str, Any] = {
        "aboutUrl": "{+id}",
        "columns": [_ID, *columns],
        "primaryKey": ["id", column_name(table.columns[0])] if table.is_links else "id",
    }
    for column in columns:
        if table.is_links or column["name"] in table.references:
            column["required"] = True
    if references:
        schema["foreignKeys"] = [
            {"columnReference": column, "reference": {"resource": f"{other}.csv", "columnReference": "id"}}
            for column, other in references.items()
        ]
    return {"url": f"{table.name}.csv", "dc:description": table.about, "tableSchema": schema}


def _column(table: Table, column: Term | str, context: Context, separator: str) -> dict[str, Any]:
    if column == TYPE:
        said: dict[str, Any] = {"propertyUrl": RDF_TYPE, "valueUrl": context.prefixes["mg"] + "{type}"}
        return {"name": TYPE, "titles": TYPE, "dc:description": "Class, by its name", "datatype": "string", **said}
    if isinstance(column, str):
        said = {"dc:description": "Name that it is shown with: the English one, else the first", "datatype": "string"}
        return {"name": NAME, "titles": NAME, **said, "suppressOutput": True}
    said = {"name": column.name, "titles": column.name, "propertyUrl": column.iri}
    if column.kind is Kind.LINK:
        return {**said, "datatype": "anyURI", "valueUrl": f"{{+{column.name}}}"}
    if column.kind is Kind.CONCEPT:
        return {**said, "datatype": "string", "valueUrl": f"{column.scheme}{{{column.name}}}"}
    said["datatype"] = _BUILT_IN.get(column.datatype) or {"@id": column.datatype, "base": "string"}
    if column.name in table.several:
        said |= {"separator": separator, "ordered": False}
    return said


def _rest() -> list[dict[str, Any]]:
    iri: dict[str, Any] = {"datatype": "anyURI", "required": True}
    link: list[dict[str, Any]] = [
        _ID,
        {"name": "property", "titles": "property", **iri},
        {"name": "value", "titles": "value", **iri},
    ]
    literal: list[dict[str, Any]] = [
        *link[:2],
        {"name": "value", "titles": "value", "datatype": "string"},
        {"name": "language", "titles": "language", "datatype": "string"},
        {"name": "datatype", "titles": "datatype", **iri},
    ]
    return [
        _suppressed("links", _LINKS, link),
        _suppressed("literals", _LITERALS, literal),
    ]


def _suppressed(name: str, about: str, columns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    schema = {"columns": columns, "primaryKey": [column["name"] for column in columns]}
    return {"url": f"{name}.csv", "dc:description": about, "suppressOutput": True, "tableSchema": schema}
