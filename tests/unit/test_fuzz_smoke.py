"""Each reader, fed with some hundred spoilt inputs, raises nothing but what it may; `make fuzz` feeds more."""

from __future__ import annotations

from collections import Counter

import pytest

from fuzz.target import ROOT
from fuzz.targets import TARGETS
from mediagraph.errors import MediagraphError

SEED = 20211025
# Few of those that take long; the others take a millisecond or less each.
INPUTS = {"sheet": 60, "query": 60, "header": 60, "guard": 80, "schemaorg": 100, "dates": 100, "csv": 100, "tsv": 100}
USUAL = 200


@pytest.mark.parametrize("name", TARGETS)
def test_spoilt_input_is_answered_in_order(name: str) -> None:
    target = TARGETS[name]
    for number in range(INPUTS.get(name, USUAL)):
        target.try_(target.input(SEED, number))


@pytest.mark.parametrize("name", TARGETS)
def test_whole_input_is_read_without_an_error(name: str) -> None:
    """Otherwise all that is tried would be refused at the first step."""
    target = TARGETS[name]
    passed = 0
    for data in target.whole():
        try:
            target.read(data)
        except Exception as error:
            if not isinstance(error, (MediagraphError, *target.allowed)):
                raise
        else:
            passed += 1
    assert passed


def test_inputs_are_the_same_for_the_same_seed_and_differ_else() -> None:
    for target in TARGETS.values():
        once, again = ([target.input(seed, number) for number in range(20)] for seed in (1, 1))
        assert once == again
        assert len(Counter(once)) > 5
        assert once != [target.input(2, number) for number in range(20)]


def test_reproducers_lie_in_the_folders_of_targets() -> None:
    folders = {path.name for path in (ROOT / "fuzz" / "found").iterdir()}
    assert folders
    assert folders <= set(TARGETS)
