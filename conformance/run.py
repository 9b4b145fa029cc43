"""Ask the suites below a folder of the commands, and print a table; exit 1 where an outcome is not as expected.

    python -m conformance.run DIR [--only sparql] [--list]

DIR holds the W3C's repositories by their names: rdf-tests, data-shapes, rdf-canon. What is absent is skipped.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
import warnings
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance import protocol, ratchet, rdfc, shacl, sparql
from conformance.commands import limited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conformance.commands import Outcome

SUITES: Mapping[str, Any] = {"shacl": shacl, "sparql": sparql, "protocol": protocol, "rdfc": rdfc}
EXPECTED = Path(__file__).with_name("expected")
_HEAD = ["suite", "passed", "by value", "failed as expected", "skipped", "not as expected"]


def outcomes(name: str, suites: Path) -> dict[str, Outcome]:
    """Carry out the cases of a suite, and return what came of each.

    Args:
        name: of the suite: shacl, sparql, protocol or rdfc.
        suites: folder with the W3C's repositories.
    """
    suite = SUITES[name]
    _import_all()
    with suite.around(suites) if hasattr(suite, "around") else nullcontext():
        return {case.name: limited(partial(suite.judge, case, suites)) for case in suite.all_cases(suites)}


def _import_all() -> None:
    """Import what the commands import late, once instead of in the process of each case."""
    import httpx  # noqa: F401
    import pyshacl  # noqa: F401
    import rdflib.plugins.sparql  # noqa: F401

    import mediagraph.cli.ask
    import mediagraph.cli.canonicalize
    import mediagraph.cli.judge
    import mediagraph.datafiles
    import mediagraph.graph
    import mediagraph.reports
    import mediagraph.shacl  # noqa: F401


def main() -> int:
    """Run, print and judge."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # manifests hold ill-typed literals, which are meant to be so
    warnings.simplefilter("ignore", UserWarning)
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("suites", type=Path, metavar="DIR", help="folder with the W3C's repositories")
    arguments.add_argument("--only", choices=SUITES, action="append", help="only this suite; repeat for several")
    arguments.add_argument("--list", action="store_true", help="print each case that does not simply pass")
    given = arguments.parse_args()
    rows, told, absent = [], [], []
    for name in given.only or SUITES:
        suite = SUITES[name]
        if not (given.suites / suite.FOLDER).is_dir():
            absent.append(f"{suite.TITLE}: skipped, {given.suites / suite.FOLDER} is not there")
            continue
        began = time.monotonic()
        expected = ratchet.read(EXPECTED / f"{name}.toml")
        found = outcomes(name, given.suites)
        rows.append(ratchet.row(suite.TITLE, found, expected))
        print(f"{suite.TITLE}: {len(found)} cases in {time.monotonic() - began:.0f} s", file=sys.stderr)
        told += [f"{suite.TITLE}: {line}" for line in ratchet.surprises(found, expected)]
        if given.list:
            for case, outcome in found.items():
                if outcome.kind not in {"passed", "skipped"}:
                    print(f"{case}\t{outcome.kind}\t{expected.reasons.get(case) or outcome.detail}")
        absent += [f"{suite.TITLE}: {count} skipped, {reason}" for reason, count in expected.skipped.items()]
    widths = [max(len(line[place]) for line in [_HEAD, *rows]) for place in range(len(_HEAD))]
    for line in [_HEAD, *rows]:
        print(line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)))
    print("", *absent, *told, sep="\n")
    if not rows:
        print(f"no suite below {given.suites}; give the folder that holds rdf-tests and data-shapes")
    return 1 if told or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
