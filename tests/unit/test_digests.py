"""The digest of a set of lines, by its definition."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from mediagraph.store.digests import Digest

lines = st.sets(st.binary())


def of(*sets: set[bytes]) -> Digest:
    digest = Digest()
    for one in sets:
        digest.add(one)
    return digest


@given(lines)
def test_it_is_the_sum_of_the_hashes_of_the_lines(given_: set[bytes]) -> None:
    total = sum(int(hashlib.sha256(line).hexdigest(), 16) for line in given_)

    assert str(of(given_)) == f"{total % 2**256:064x}"


@given(lines, lines)
def test_it_depends_on_the_set_alone(one: set[bytes], other: set[bytes]) -> None:
    other = other - one

    assert str(of(one, other)) == str(of(other, one)) == str(of(one | other))
    assert str(Digest(of(one).total + of(other).total)) == str(of(one | other))


def test_a_line_more_makes_another_digest() -> None:
    assert len({str(of(set())), str(of({b"a"})), str(of({b"a", b"b"})), str(of({b"ab"}))}) == 4
    assert str(of(set())) == "0" * 64
