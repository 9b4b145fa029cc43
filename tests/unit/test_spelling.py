"""Lines as the engine writes them: those that it is not asked about are those that it would write so itself."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from mediagraph.store import spelling
from mediagraph.store.spelling import Speller

XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = [
    *(
        "boolean",
        "byte",
        "date",
        "dateTime",
        "dateTimeStamp",
        "dayTimeDuration",
        "decimal",
        "double",
        "duration",
        "float",
    ),
    *("gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "int", "integer", "language", "nonNegativeInteger"),
    *("normalizedString", "string", "time", "token", "yearMonthDuration"),
]
VALUES = (
    "",
    " ",
    "0",
    "-0",
    "+01",
    "1.0",
    "01.50",
    ".5",
    "1e3",
    "1.0E+03",
    "INF",
    "-INF",
    "NaN",
    "true",
    "1",
    "TRUE",
    "9" * 30,
    "2020-02-30",
    "2020-02-29",
    "2020-02-29Z",
    "2020-02-29+00:00",
    "-0044-03-15",
    "2020-01-01T24:00:00",
    "2020-01-01T00:00:00.000Z",
    "24:00:00",
    "2020",
    "2020-02",
    "--02-29",
    "---31",
    "P1Y14M",
    "P0D",
    "PT3600S",
    "-P1DT25H",
)
TEXTS = (
    "",
    "plain",
    "Ünïcode \U0001f3ac 中",
    'a "quoted" word',
    "back\\slash",
    "end \\",
    "line\nend\r",
    "tab\t bell\x07 del\x7f nul\x00",
    "next\u0085line\u2028separator",
    '"@EN',
    '"^^<http://e/t> <http://e/g> .',
    "<http://e/a> <http://e/b> <http://e/c> .",
    "\uff01 \ufffd \U0010ffff",
    "\ufffe",
    "a\uffff",
)
LANGUAGES = ("en", "EN", "en-GB", "zh-Hant-tw", "x-Klingon")
GRAPH = "<http://e/g> .\n"


def escaped(text: str, *, all_: bool) -> str:
    """A literal's text in N-Quads; with `all_`, each character that may be is written by its number."""
    return "".join(
        f"\\U{ord(one):08X}"
        if all_ and random.Random(text).random() < 0.5
        else one
        if one not in '"\\\n\r'
        else {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}[one]
        for one in text
    )


def literals() -> list[str]:
    typed = [f'"{value}"^^<{XSD}{name}>' for value in VALUES for name in TYPES]
    said = [f'"{escaped(text, all_=all_)}"' for text in TEXTS for all_ in (False, True)]
    other = [
        f"{text}{end}"
        for text in said
        for end in ("^^<http://e/t>", f"^^<{XSD}string>", *(f"@{tag}" for tag in LANGUAGES))
    ]
    return [*typed, *said, *other]


def written(lines: list[bytes]) -> list[bytes]:
    """What the engine writes of lines that it was given."""
    store = ox.Store()
    store.bulk_load(b"".join(lines), ox.RdfFormat.N_QUADS)
    return sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))


LINES = [
    *(f"<http://e/s{number}> <http://e/p> {one} {GRAPH}".encode() for number, one in enumerate(literals())),
    f"<http://e/s> <http://e/p> <http://e/中?a=b#c> {GRAPH}".encode(),
    f"<http://e/\\u4e2d> <http://e/\\U00004E2D> <http://e/\\u4E2D> {GRAPH}".encode(),
    f'<http://e/\\u4e2d> <http://e/p> "01"^^<{XSD}integer> {GRAPH}'.encode(),
    f'<http://e/s>\t<http://e/p>"01"^^<{XSD}int><http://e/g>.\n'.encode(),
    f'  <http://e/s>   <http://e/p>  "x"@en  {GRAPH}'.encode(),
    f"<http://e/s> <http://e/p> <http://e/o> {GRAPH}".encode(),
]


@pytest.mark.parametrize(
    "line", LINES, ids=lambda line: line.decode(errors="replace")[:90].encode("ascii", "replace").decode()
)
def test_a_line_is_as_the_engine_writes_it(line: bytes) -> None:
    assert Speller().lines([line]) == written([line])


@pytest.mark.parametrize("kept", [1, 40, 1 << 16])
def test_many_lines_keep_their_places_whatever_is_kept(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "_MOST_KEPT", kept)
    chance = random.Random(kept)
    spelt = Speller()
    for _ in range(30):
        lines = chance.choices(LINES, k=50)

        assert spelt.lines(lines) == [written([line])[0] for line in lines]


def test_characters_are_as_the_engine_writes_them() -> None:
    numbers = [*range(0x11000), *range(0x11000, 0x110000, 97)]
    characters = (chr(number) for number in numbers if not 0xD800 <= number < 0xE000)
    lines = [
        f'<http://e/{ord(one):06x}> <http://e/p> "{escaped(one, all_=False)}" {GRAPH}'.encode() for one in characters
    ]

    assert Speller().lines(lines) == written(lines)


def test_lines_that_say_the_same_become_the_same() -> None:
    same = [
        f'<http://e/s> <http://e/p> "{one}"^^<{XSD}integer> {GRAPH}'.encode() for one in ("1", "01", "+1", "\\u0031")
    ]

    assert set(Speller().lines(same)) == {same[0]}


@pytest.mark.parametrize("line", [b"<http://e/s> <http://e/p> .\n", b'<http://e/s> <http://e/p> "a"x <http://e/g> .\n'])
def test_what_is_no_line_of_n_quads_is_refused(line: bytes) -> None:
    with pytest.raises(SyntaxError):
        Speller().lines([line])
