"""Items out of the rows that the queries of this folder give, in SPARQL's JSON form.

The form is that of SPARQL 1.1 Query Results JSON (https://www.w3.org/TR/sparql11-results-json/); the columns are told
at the head of each query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.loaders.wikidata.items import Item, Sort, Statement, Value, qid

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = ("item", "linked", "property", "statement", "rank", "qualifier", "value", "precision", "unit")
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
_UNKNOWN = "/.well-known/genid/"
_PREFERRED = "http://wikiba.se/ontology#PreferredRank"

Terms = dict[str, dict[str, str]]
Told = tuple[Item, dict[str, Item]]


def is_answer(document: Any) -> bool:
    """Tell whether `document` is an answer in SPARQL's JSON form."""
    return isinstance(document, dict) and "head" in document and "results" in document


def read_list(document: Any) -> list[str]:
    """Return the IRIs of the items that an answer lists.

    Raises:
        ValueError: it is no list of items.
    """
    try:
        iris = [row["item"]["value"] for row in document["results"]["bindings"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an answer in SPARQL's JSON form ({error!r})") from error
    for iri in iris:
        if not qid(iri):
            raise ValueError(f"no item of Wikidata: {iri}")
    return iris


def read_answer(document: Mapping[str, Any]) -> list[Told]:
    """Return the items of an answer, each with those that it names, in the order of the items' numbers.

    Raises:
        ValueError: it is no answer to one of the queries.
    """
    try:
        columns, rows = document["head"]["vars"], document["results"]["bindings"]
        lacking = [name for name in COLUMNS if name not in columns]
        if lacking:
            raise ValueError(f"no column {', '.join(lacking)}: it answers another query")
        told: dict[str, Told] = {}
        statements: dict[tuple[str, str], Statement] = {}
        for row in rows:
            _read(row, told, statements)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an answer in SPARQL's JSON form ({error!r})") from error
    return sorted(told.values(), key=lambda one: one[0].iri)  # as the query sorts them


def _read(row: Terms, told: dict[str, Told], statements: dict[tuple[str, str], Statement]) -> None:
    id_ = qid(row["item"]["value"])
    if not id_:
        raise ValueError(f"no item of Wikidata: {row['item']['value']}")
    item, linked = told.setdefault(id_, (Item(id_), {}))
    if "linked" in row:
        other = qid(row["linked"]["value"])
        if not other:  # an unknown value, of which nothing is told
            return
        item = linked.setdefault(other, Item(other))
    property_, value = row["property"]["value"], _value(row)
    if property_ == "class":
        item.roots.add(value.text)
    elif property_ == "label":
        item.labels[value.language] = value.text
    elif "statement" not in row:
        item.claims.setdefault(property_, []).append(Statement(value))
    else:
        key = (row["statement"]["value"], property_)
        if key not in statements:
            statements[key] = Statement()
            item.claims.setdefault(property_, []).append(statements[key])
        statement = statements[key]
        if "qualifier" not in row:
            statement.value = value
            statement.preferred = row["rank"]["value"] == _PREFERRED
        elif value not in statement.qualifiers.setdefault(row["qualifier"]["value"], []):
            statement.qualifiers[row["qualifier"]["value"]].append(value)


def _value(row: Terms) -> Value:
    term = row["value"]
    text, type_ = term["value"], term["type"]
    if type_ == "bnode" or _UNKNOWN in text:
        return Value(Sort.UNKNOWN)
    if type_ == "uri":
        id_ = qid(text)
        return Value(Sort.ITEM, id_) if id_ else Value(Sort.TEXT, text)
    if term.get("datatype") == _DATE_TIME:
        return Value(Sort.TIME, text, precision=int(row["precision"]["value"]) if "precision" in row else 11)
    if "unit" in row or term.get("datatype") == _DECIMAL:
        return Value(Sort.QUANTITY, text, unit=qid(row["unit"]["value"]) if "unit" in row else "")
    return Value(Sort.TEXT, text, language=term.get("xml:lang", "").lower())
