"""Make a table of synthetic productions: seeded, of any size, shaped like the real ones.

    python benchmarks/productions.py 100000 -o build/benchmarks/productions.csv --bad 1000

A few companies make most of the films, a few countries most of the companies, one film in four has several countries,
titles repeat. With --bad N one row in N is spoilt, each in one of the ways that rows are spoilt in life. The mapping
that reads the table is `benchmarks/productions.mapping.yaml`.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from itertools import accumulate
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "fr", "zh", "es", "ru", "ar", "de", "hi", "ja", "pt", "ko", "it", "fa", "tr", "pl", "kk")
GENRES = ("documentary", "drama", "comedy", "animation", "crime", "thriller")
FIRST, LAST = 1950, 2026
HEADER = ("imdb", "title", "date", "countries", "companies", "directors", "languages", "runtime", "genre")
WORDS = ("river", "road", "winter", "silk", "house", "letter", "garden", "night", "bridge", "summer", "train", "island")


def countries() -> list[str]:
    """Return the present codes of the project's own table."""
    with (PROJECT / "data" / "tables" / "countries.csv").open(encoding="utf-8", newline="") as stream:
        return [row["alpha2"] for row in csv.DictReader(stream)]


def spoil(row: list[str], number: int, chance: random.Random) -> list[str]:
    """Return a row that cannot be read, in one of seven ways."""
    column, value = chance.choice(
        [
            (0, f"x{number}"),
            (1, ""),
            (2, "2020-02-30"),
            (3, "Atlantis"),
            (6, "klingonese?"),
            (7, "ninety"),
            (8, "no-such-genre"),
        ]
    )
    return [value if place == column else cell for place, cell in enumerate(row)]


def productions(count: int, *, seed: int = 1, bad: int = 0) -> list[list[str]]:
    """Return the rows; every `bad`-th is spoilt."""
    chance = random.Random(seed)
    codes = countries()
    # Zipf's law: the k-th of a kind is chosen about 1/k as often as the first.
    by_rank = list(accumulate(1 / (rank + 1) for rank in range(len(codes))))
    makers = max(50, count // 5)
    maker_rank = list(accumulate(1 / (rank + 3) for rank in range(makers)))
    people = max(100, count // 2)
    homes = chance.choices(codes, cum_weights=by_rank, k=makers)
    rows = []
    for number in range(1, count + 1):
        companies = sorted(set(chance.choices(range(makers), cum_weights=maker_rank, k=chance.choice((1, 1, 2, 3)))))
        origins = list(dict.fromkeys(homes[company] for company in companies))
        row = [
            f"tt{90_000_000 + number}",
            f"The {chance.choice(WORDS)} and the {chance.choice(WORDS)} {number % 977}",
            f"{chance.randint(FIRST, LAST)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
            " | ".join(origins),
            " | ".join(f"Company {company}" for company in companies),
            " | ".join(f"Person {chance.randrange(people)}" for _ in range(chance.choice((1, 1, 1, 2)))),
            chance.choice(LANGUAGES),
            str(chance.randint(40, 200)),
            chance.choice(GENRES),
        ]
        rows.append(spoil(row, number, chance) if bad and number % bad == 0 else row)
    return rows


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bad", type=int, default=0, metavar="N", help="spoil one row in N")
    given = parser.parse_args()
    rows = productions(given.count, seed=given.seed, bad=given.bad)
    if given.output:
        given.output.parent.mkdir(parents=True, exist_ok=True)
    with given.output.open("w", encoding="utf-8", newline="") if given.output else sys.stdout as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
