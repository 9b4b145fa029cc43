"""The digest of a set of lines: equal for equal sets, in whatever order they are read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MODULUS = 1 << 256


class Digest:
    """The sum modulo 2^256 of the SHA-256 of each line (Bellare and Micciancio, Eurocrypt 1997).

    Sums of sets that have no line in common can be added: that is the digest of all of them.

    Attributes:
        total: the sum so far.
    """

    def __init__(self, total: int = 0) -> None:
        """Begin with the lines that have `total`; with none by default."""
        self.total = total % _MODULUS

    def add(self, lines: Iterable[bytes]) -> None:
        """Add lines, with their line feeds; each line of a set is to be added once."""
        sha256, number = hashlib.sha256, int.from_bytes
        self.total = (self.total + sum([number(sha256(line).digest()) for line in lines])) % _MODULUS

    def __str__(self) -> str:
        """Return it as a manifest has it, in hexadecimal."""
        return f"{self.total:064x}"
