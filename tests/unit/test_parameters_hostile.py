"""No value changes a stored query: it becomes data of a VALUES block, or an error."""

from __future__ import annotations

import datetime
import string
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mediagraph import sparql
from mediagraph.catalogue import Catalogue, StoredQuery
from mediagraph.errors import ParameterError, UnknownNameError
from mediagraph.parameters import Binder
from mediagraph.project import Project
from mediagraph.store.answers import Answer, answer
from projects import ROOT

PROJECT = Project.find(ROOT)
QUERIES = Catalogue(PROJECT.queries)
WITH_PARAMETERS = [query for query in QUERIES if query.parameters]
PARAMETERS = [(query, name) for query in WITH_PARAMETERS for name in query.parameters]
ENTITY = "https://w3id.org/mediagraph/id/country/BE"
CONCEPT = "https://w3id.org/mediagraph/scheme/x/known"
ANSWERS = {
    "concepts/in-scheme": f"SELECT ?concept {{ VALUES ?concept {{ <{CONCEPT}> }} }}",
    "entities/typed": f"SELECT ?class ?current {{ VALUES (?class ?current) {{ (<http://e/C> <{ENTITY}>) }} }}",
    "entities/named": f"SELECT ?entity ?rank {{ VALUES (?entity ?rank) {{ (<{ENTITY}> 1) }} }}",
    "entities/coded": f"SELECT ?entity {{ VALUES ?entity {{ <{ENTITY}> }} }}",
    "entities/names": 'SELECT ?name { VALUES ?name { "Belgium" } }',
}


def skeleton(text: str) -> tuple[tuple[str, str], ...]:
    """The terminals of a query with nothing in the VALUES blocks of one variable."""
    within = [block.data for block in sparql.values_blocks(text)]
    return tuple(
        (token.kind, token.text)
        for token in sparql.tokens(text)
        if not any(start <= token.start < end for start, end in within)
    )


@cache
def with_default(query: str, name: str) -> tuple[tuple[str, str], ...]:
    """The skeleton of a query whose parameter has the file's own data."""
    stored = QUERIES[query]
    return skeleton(stored.bind({name: stored.parameters[name].default}))


def forms(query: StoredQuery) -> set[tuple[tuple[str, str], ...]]:
    """The skeletons that a query may have: each optional parameter given, or left out."""
    optional = [name for name, parameter in query.parameters.items() if parameter.optional]
    found = set()
    for chosen in range(1 << len(optional)):
        left_out: dict[str, str | None] = {
            name: None for place, name in enumerate(optional) if not chosen & (1 << place)
        }
        found.add(skeleton(sparql.replace_values(query.text, left_out)))
    return found


LOOK_UPS = {name: forms(QUERIES[name]) for name in ANSWERS}


EMPTY = ox.Store()


class Watched:
    """A store that answers the look-ups of names, finds everything, and lets no other query pass."""

    name = version = "watched"

    def __init__(self, *, finds: bool) -> None:
        self._finds = finds

    def query(self, text: str) -> Answer:
        known = next((name for name, shapes in LOOK_UPS.items() if skeleton(text) in shapes), None)
        assert known is not None, f"a look-up was changed: {text}"
        EMPTY.query(text)  # it parses
        nothing = "" if self._finds or known in {"concepts/in-scheme", "entities/names"} else " LIMIT 0"
        return answer(EMPTY.query(ANSWERS[known] + nothing))

    def quads(self) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


FINDING, BLIND = (Binder(QUERIES, PROJECT.context, Watched(finds=finds)) for finds in (True, False))

INJECTIONS = [
    '" } UNION { ?s ?p ?o } #',
    '"@en } ?s ?p ?o . VALUES ?x { "',
    "' } #",
    "} VALUES ?country { <http://e/evil>",
    "} } ; DROP ALL #",
    "\\u0022 } ?s ?p ?o {",
    "\\u007D \\u003E",
    "\\",
    '\\"',
    '"""',
    "'''",
    "<http://e/> } ?s ?p ?o { <http://e/>",
    "http://e/> } ?s ?p ?o . { <http://e/",
    "country:BE> } ?s ?p ?o #",
    "country:BE } ?s ?p ?o",
    "https://w3id.org/mediagraph/id/country/BE> ?p ?o . ?x <x:y",
    "urn:x> } #",
    "# comment",
    "UNDEF",
    "1 2",
    "1 } #",
    "2021-10-25 } #",
    "2021-10-25\n",
    '"2021-10-25"^^xsd:date',
    "known } UNION { ?s ?p ?o",
    "x:known> }",
    CONCEPT + "> } #",
    "\r\n?s ?p ?o",
    "\x00\x0b\x1f\x7f\u0085\u2028\u2029\ufeff\ufffe",
    "\ud800",
    "a\udc80b",
    "\ud83d\ude00",
    "\u202e\u0022",
    "\uff02 \uff5d",
    "BASE <http://e/> PREFIX country: <http://e/>",
    "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "x" * 20_000,
    '"' * 5_000,
    "",
    " ",
    "٣",
    "+1",
    "1e9",
]
GRAMMAR = st.lists(
    st.sampled_from(
        [
            *"\"'{}<>()[]#\\?$.;,^@|`:= \n\r\t",
            "\\u0022",
            "\\U0000007D",
            '"""',
            "UNION",
            "VALUES",
            "?s ?p ?o",
            "country:",
            "#",
        ]
    )
    | st.sampled_from(string.ascii_letters + string.digits),
    max_size=30,
).map("".join)
TEXTS = st.one_of(
    st.sampled_from(INJECTIONS),
    GRAMMAR,
    st.text(max_size=40),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Po"]), max_size=10),
    st.tuples(st.sampled_from(["https://w3id.org/", "country:", "urn:", "x:"]), GRAMMAR).map("".join),
)
SCALARS = st.one_of(
    TEXTS,
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.binary(max_size=5),
    TEXTS.filter(lambda text: not any("\ud800" <= character <= "\udfff" for character in text)).map(ox.Literal),
    st.just(ox.NamedNode("http://e/term")),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=1),
)
VALUES = SCALARS | st.lists(SCALARS, max_size=3)
SETTINGS = settings(
    max_examples=500, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


def seen(text: str, name: str) -> list[list[ox.NamedNode | ox.Literal]]:
    """What a strict parser, which is not ours, finds in the VALUES blocks of one parameter."""
    found = []
    for block in sparql.values_blocks(text):
        if block.name == name:
            between = text[slice(*block.data)]
            rows: Any = EMPTY.query(f"SELECT ?v {{ VALUES ?v {{ {between} }} }}")
            found.append([row[0] for row in rows])
    return found


def unharmed(query: StoredQuery, name: str, value: Any, binder: Binder) -> str | None:
    """Bind one parameter, and see that only its data changed; nothing where the value was refused."""
    try:
        text = binder.bind(query, {name: value})
    except ParameterError as error:
        assert len(str(error)) < 1000  # noqa: PT017 - whether it is refused is not what is tested
        return None
    assert skeleton(text) == with_default(query.name, name)
    EMPTY.query(text)  # it parses as a whole
    blocks = seen(text, name)
    assert blocks
    assert all(block == blocks[0] for block in blocks)
    items = value if isinstance(value, list) else [value]
    assert len(blocks[0]) == len(items)
    kind = query.parameters[name].type
    for term, item in zip(blocks[0], items, strict=True):
        if kind in {"entity", "concept"}:
            assert isinstance(term, ox.NamedNode)
            assert term.value in {ENTITY, CONCEPT} or term == item
        else:
            assert isinstance(term, ox.Literal)
            expected = item.value if isinstance(item, ox.Literal | ox.NamedNode) else str(item)
            if kind == "string":
                assert term == ox.Literal(expected)
            elif kind == "integer":
                assert int(term.value) == int(expected)
            else:
                assert datetime.date.fromisoformat(term.value)
    return text


@SETTINGS
@given(st.sampled_from(PARAMETERS), VALUES, st.sampled_from([FINDING, BLIND]))
def test_no_value_changes_the_query(parameter: tuple[StoredQuery, str], value: Any, binder: Binder) -> None:
    query, name = parameter
    unharmed(query, name, value, binder)


def representatives() -> list[Any]:
    """One parameter of each type, class or scheme, and optional or not; the others take the same way."""
    found: dict[tuple[str, bool, bool], Any] = {}
    for query, name in PARAMETERS:
        p = query.parameters[name]
        found.setdefault((p.type, bool(p.class_), p.optional), pytest.param(query, name, id=f"{query.name}-{name}"))
    return list(found.values())


@pytest.mark.parametrize(("query", "name"), representatives())
def test_no_known_injection_changes_a_query(query: StoredQuery, name: str) -> None:
    looked_up = query.parameters[name].type == "entity"
    for text in INJECTIONS:
        unharmed(query, name, text, FINDING)
        if looked_up:
            unharmed(query, name, text, BLIND)


def test_every_stored_query_and_type_is_among_those_that_are_tried() -> None:
    assert {query.parameters[name].type for query, name in PARAMETERS} == {
        "entity",
        "concept",
        "string",
        "integer",
        "date",
    }
    assert len({query.name for query, _ in PARAMETERS}) == sum(1 for query in QUERIES if query.parameters) > 30


def of_type(type_: str) -> tuple[StoredQuery, str]:
    return next((query, name) for query, name in PARAMETERS if query.parameters[name].type == type_)


@pytest.mark.parametrize("text", ["", '" } #', "\\u0022", "two\nlines", "\x00", "😀", "x" * 100_000])
def test_text_of_any_kind_arrives_as_it_is(text: str) -> None:
    query, name = of_type("string")

    bound = unharmed(query, name, text, FINDING)

    assert bound is not None
    assert seen(bound, name)[0] == [ox.Literal(text)]


@pytest.mark.parametrize(
    ("type_", "value", "said"),
    [
        ("integer", "often", "often is not a whole number"),
        ("integer", "1.5", "1.5 is not a whole number"),
        ("integer", 1.5, "1.5 is not a whole number"),
        ("integer", True, "True is not a whole number"),
        ("integer", "9" * 19, "is not a whole number"),
        ("integer", "", "is not a whole number"),
        ("date", "25.10.2021", "write it as YYYY-MM-DD"),
        ("date", "2021-02-30", "not a day of the calendar"),
        ("date", "2021-10", "write it as YYYY-MM-DD"),
        ("date", 2021, "write it as YYYY-MM-DD"),
        ("string", b"text", "(bytes) is no text"),
        ("string", {"a": 1}, "(dict) is no text"),
        ("string", 1.5, "(float) is no text"),
        ("string", "a\udc80", "lone surrogate"),
        ("string", [], "an empty list; leave the parameter out instead"),
        ("entity", b"BE", "(bytes) is no text"),
        ("entity", float("nan"), "(float) is no text"),
        ("entity", "a\udc80", "lone surrogate"),
        ("entity", "Belgum", "did you mean Belgium?"),
        ("entity", "country:XX", "country:XX is no "),
        ("concept", "knwon", "did you mean known?"),
        ("concept", "zzz", "; there are known"),
        ("concept", "nope:known", "did you mean known?"),
        ("concept", ["known", "knwon"], "did you mean known?"),
    ],
)
def test_a_value_that_does_not_suit_is_refused_with_what_would(type_: str, value: Any, said: str) -> None:
    query, name = of_type(type_)

    with pytest.raises(ParameterError) as refused:
        BLIND.bind(query, {name: value})

    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{name}: ")


def test_an_unknown_parameter_is_refused_with_the_nearest_and_all() -> None:
    query = QUERIES["works/releases"]

    with pytest.raises(UnknownNameError) as refused:
        FINDING.bind(query, {"cuntry": "BE"})

    assert "did you mean country?" in str(refused.value)
    assert all(name in str(refused.value) for name in query.parameters)


@pytest.mark.parametrize("values", [{}, {"country": None}])
def test_a_parameter_that_is_left_out_is_not_restricted_or_has_its_default(values: dict[str, Any]) -> None:
    for query in WITH_PARAMETERS:
        text = FINDING.bind(query, {name: value for name, value in values.items() if name in query.parameters})

        blocks = {block.name for block in sparql.values_blocks(text)}
        for name, parameter in query.parameters.items():
            assert (name in blocks) == (not parameter.optional)
            if not parameter.optional:
                assert data(text, name) == data(query.text, name) != []


def data(text: str, name: str) -> list[list[str]]:
    """The terminals in the VALUES blocks of one parameter."""
    blocks = [block.data for block in sparql.values_blocks(text) if block.name == name]
    return [[token.text for token in sparql.tokens(text[slice(*place)])] for place in blocks]
