r"""Which literals are well-formed, as SPARQL expressions over their text.

Regular expressions say it rather than casts: SPARQL 1.1 has no cast to xsd:date, and engines' whole numbers end.
The lexical forms are those of XML Schema 1.1, part 2 (https://www.w3.org/TR/xmlschema11-2/).
"""

from __future__ import annotations

from mediagraph.shacl.terms import RDF, XSD, iri, text

_DAY = (
    r"((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    r"|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|02-(0[1-9]|1[0-9]|2[0-8]))"
)
_YEAR = r"-?([1-9][0-9]{3,}|0[0-9]{3})"
_LEAP_YEAR = r"-?([0-9]{2,}(0[48]|[2468][048]|[13579][26])|([0-9]*[02468][048]|[0-9]*[13579][26])00)"
_ZONE = r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_DATE = rf"({_YEAR}-{_DAY}|{_LEAP_YEAR}-02-29)"
_TIME = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_DECIMAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"({_DECIMAL}([eE][+-]?[0-9]+)?|[+-]?INF|NaN)"
_INTEGER = r"[+-]?[0-9]+"

_FORMS = {
    "boolean": "(true|false|0|1)",
    "date": _DATE + _ZONE,
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
    "decimal": _DECIMAL,
    "double": _FLOAT,
    "float": _FLOAT,
    "integer": _INTEGER,
    "negativeInteger": "-0*[1-9][0-9]*",
    "nonNegativeInteger": r"(\+?[0-9]+|-0+)",
    "nonPositiveInteger": r"(-[0-9]+|\+?0+)",
    "positiveInteger": r"\+?0*[1-9][0-9]*",
    "time": _TIME + _ZONE,
}
_BOUNDS = {
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}


def is_not_of(value: str, datatype: str) -> str:
    """Return the expression that is true where a node is no well-formed literal of a datatype.

    Args:
        value: the variable that holds the node.
        datatype: IRI of the datatype.
    """
    if datatype == RDF + "langString":
        return f'(!isLiteral({value}) || LANG({value}) = "")'
    wrong = f"!isLiteral({value}) || DATATYPE({value}) != {iri(datatype)}"
    name = datatype.removeprefix(XSD)
    if name in _BOUNDS:
        low, high = _BOUNDS[name]
        number = f"{iri(XSD + 'decimal')}(STR({value}))"
        wrong += f" || !{_is(value, _INTEGER)} || !COALESCE({number} >= {low} && {number} <= {high}, false)"
    elif name in _FORMS:
        wrong += f" || !{_is(value, _FORMS[name])}"
    return f"({wrong})"


def _is(value: str, form: str) -> str:
    return f"REGEX(STR({value}), {text(f'^{form}$')})"
