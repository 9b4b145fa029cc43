"""The description of the service for programs: OpenAPI 3.1, made from the catalogue of stored queries.

https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from mediagraph.server import formats
from mediagraph.sparql import form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.catalogue import Catalogue, Parameter, StoredQuery

_PROBLEM = {"$ref": "#/components/responses/Problem"}
_REFUSALS = dict.fromkeys(("400", "404", "406", "422", "503"), _PROBLEM)


def document(catalogue: Catalogue, base: str) -> dict[str, Any]:
    """Return the OpenAPI document.

    Args:
        catalogue: of the stored queries; each is an operation.
        base: address of the server.
    """
    paths: dict[str, Any] = {"/sparql": _sparql()}
    for query in catalogue:
        paths[f"/queries/{query.name}"] = {"get": _operation(query)}
    paths |= _others()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mediagraph",
            "version": version("mediagraph"),
            "summary": "A knowledge graph of international media cooperation",
            "description": "Read-only. Refusals are problem documents (RFC 9457).",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"responses": {"Problem": _problem()}, "schemas": {"Problem": _problem_schema()}},
        "tags": [
            {"name": name} for name in sorted({q.name.partition("/")[0] for q in catalogue} | {"sparql", "pages"})
        ],
    }


def _operation(query: StoredQuery) -> dict[str, Any]:
    graphs = form(query.text) in {"CONSTRUCT", "DESCRIBE"}
    offered = {**(formats.GRAPHS if graphs else formats.ROWS)}
    if form(query.text) == "SELECT":
        offered["parquet"] = formats.PARQUET
    columns = "\n".join(f"- `{name}`: {doc}" for name, doc in query.columns.items())
    return {
        "operationId": query.name.replace("/", "-"),
        "tags": [query.name.partition("/")[0]],
        "summary": query.summary,
        "description": "\n\n".join(part for part in (query.description, columns and f"Columns:\n\n{columns}") if part),
        "parameters": [*(_parameter(one) for one in query.parameters.values()), _format(offered), _safe()],
        "responses": {"200": _answer(offered), **_REFUSALS},
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    kinds: Mapping[str, dict[str, Any]] = {
        "integer": {"type": "integer"},
        "date": {"type": "string", "format": "date"},
    }
    one = kinds.get(parameter.type, {"type": "string", "minLength": 1})
    what = {
        "entity": "code, name in any language, CURIE or IRI"
        + (f" of a {parameter.class_}" if parameter.class_ else ""),
        "concept": f"concept of the scheme {parameter.scheme}",
    }.get(parameter.type, "")
    default = "" if parameter.optional else f"by default `{parameter.default}`"
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": "; ".join(part for part in (parameter.doc, what, default) if part),
        "style": "form",
        "explode": True,
        "schema": {"type": "array", "items": one},
    }


def _format(offered: Mapping[str, formats.Format]) -> dict[str, Any]:
    return {
        "name": "format",
        "in": "query",
        "required": False,
        "description": "Name of a format, which counts more than the Accept header.",
        "schema": {"type": "string", "enum": [*offered]},
    }


def _safe() -> dict[str, Any]:
    return {
        "name": "safe",
        "in": "query",
        "required": False,
        "description": "Make CSV harmless to spreadsheets, which take some texts for formulas.",
        "schema": {"type": "boolean"},
    }


def _answer(offered: Mapping[str, formats.Format]) -> dict[str, Any]:
    return {
        "description": "The answer, whole.",
        "headers": {
            "ETag": {"schema": {"type": "string"}},
            "Graph-Version": {"description": "Digest of the graph.", "schema": {"type": "string"}},
        },
        "content": {formats.bare(one.media): {} for one in offered.values()},
    }


def _sparql() -> dict[str, Any]:
    graphs = [
        {"name": name, "in": "query", "required": False, "schema": {"type": "array", "items": {"type": "string"}}}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    offered = {**formats.ROWS, **formats.GRAPHS}
    responses = {"200": _answer(offered), **_REFUSALS, "403": _PROBLEM, "413": _PROBLEM, "429": _PROBLEM}
    text = {"type": "string", "description": "SPARQL 1.1"}
    query = {"name": "query", "in": "query", "required": False, "schema": text}
    body = {
        "application/sparql-query": {"schema": {"type": "string"}},
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"query": text}, "required": ["query"]}
        },
    }
    return {
        "get": {
            "operationId": "sparql-get",
            "tags": ["sparql"],
            "summary": "SPARQL 1.1 Protocol; without a query, the service description",
            "parameters": [query, *graphs, _format(offered)],
            "responses": responses,
        },
        "post": {
            "operationId": "sparql-post",
            "tags": ["sparql"],
            "summary": "SPARQL 1.1 Protocol",
            "parameters": graphs,
            "requestBody": {"required": True, "content": body},
            "responses": {**responses, "415": _PROBLEM},
        },
    }


def _others() -> dict[str, Any]:
    def get(name: str, summary: str, *media: str, **parameters: str) -> dict[str, Any]:
        return {
            "get": {
                "operationId": name,
                "tags": ["pages"],
                "summary": summary,
                "parameters": [
                    {
                        "name": key, "in": where, "required": where == "path",
                        "schema": {"type": "string", **({"minLength": 1} if where == "path" else {})},
                    }
                    for key, where in parameters.items()
                ],
                "responses": {
                    "200": {"description": "The document.", "content": {kind: {} for kind in media}},
                    "400": _PROBLEM, "404": _PROBLEM, "503": _PROBLEM,
                },
            }
        }  # fmt: skip

    html, json = "text/html", "application/json"
    return {
        "/search": get("search", "Entities by name, in any script", html, json, q="query", kind="query"),
        "/dossier/{one}/{other}": get(
            "dossier", "All about two countries", html, json, "text/markdown", one="path", other="path"
        ),
        "/calendar.ics": get(
            "calendar", "Coming anniversaries, to subscribe to", "text/calendar",
            **{"from": "query", "to": "query", "every": "query"},
        ),
        "/report/": get("report", "The report on partnership hubs", html, since="query", until="query", weight="query"),
        "/dataset.ttl": get("dataset", "Licences, sources and counts", "text/turtle"),
        "/health": get("health", "Whether the server can answer", json),
    }  # fmt: skip


def _problem() -> dict[str, Any]:
    return {
        "description": "A refusal, as RFC 9457 has it.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}},
            "text/html": {},
        },
    }


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    properties = {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "instance": text}
    return {"type": "object", "properties": properties, "required": ["type", "title", "status", "detail"]}
