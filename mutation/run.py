"""Put small faults into a copy of the project: `python -m mutation.run PART --mutants N --seed S`; `all` for each part.

The mutants follow from the seed. Each is judged in a process of its own by the tests that judge its part, and ended
where it takes more than ten times as long as without a fault. What the tests do not notice is printed; those that are
known to change nothing, with their reasons in `equivalent.toml`, are left out of the score. Exit 1 where a score is
below 90 in a hundred.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mutation.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mutation.mutant import Mutant
    from mutation.parts import Part

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "mutation.json"
ENOUGH = 90.0
_COPIED = ("src", "tests", "ontology", "data", "queries", "fuzz", "conformance", "mutation", "docs", "examples")
_FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "SECURITY.md", "Makefile", "CONTRIBUTING.md")
# Heavy libraries, imported once instead of in the process of each mutant; none of them imports ours.
_LIBRARIES = (
    *("pytest", "hypothesis", "rdflib", "rdflib.plugins.sparql", "pyshacl", "networkx", "igraph", "yaml", "edtf"),
    *("click.testing", "pyld", "scipy.sparse", "scipy.stats", "numpy", "jinja2", "rapidfuzz", "httpx"),
)
# Plugins that are imported already cannot be rewritten by pytest, and need not be.
_OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
NOTICED, SURVIVED, LATE, INVALID = "noticed", "survived", "timeout", "invalid"


def main() -> int:
    """Read the command line, mutate, print and write down; 1 where a score is too low."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="+", choices=[*PARTS, "all"], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--mutants", type=int, default=80, help="of each part")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", nargs="*", help="judge by these instead of the part's own")
    given = parser.parse_args()
    names = list(PARTS) if "all" in given.part else given.part
    with copied() as root:
        results = ((name, run(PARTS[name], root, given.mutants, given.seed, given.tests)) for name in names)
        low = report(results, given.seed)
    return 1 if low else 0


def report(results: Iterable[tuple[str, dict[str, Any]]], seed: int) -> bool:
    """Print and write down what came of each part, as it comes; tell whether a score is too low."""
    known = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    low = False
    for name, told in results:
        known[name] = {"seed": seed, **told}
        low = low or told["score"] < ENOUGH
        print(
            f"{name:9} {told['mutants']:4} mutants {told[NOTICED]:4} noticed {told[LATE]:3} too long"
            f" {told['equivalent']:3} equivalent {len(told[SURVIVED]):3} survived  score {told['score']:.1f} %"
            f"  {told['seconds']:.0f} s",
            flush=True,
        )
        for survivor in told[SURVIVED]:
            print(f"    {survivor}", flush=True)
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return low


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """Make a copy of the project, from which Python imports while it is there."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        root = Path(folder).resolve()
        ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")
        for name in _COPIED:
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
        for name in _FILES:
            shutil.copyfile(ROOT / name, root / name)
        yield root


def run(part: Part, root: Path, count: int, seed: int, tests: Sequence[str] | None = None) -> dict[str, Any]:
    """Judge mutants of a part in the copy at `root`, and return what came of them.

    Raises:
        SystemExit: the tests fail without any fault.
    """
    for name in _LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    begun = time.monotonic()
    judge = _judge(part, root, tests)
    if _in_child(lambda: judge(None), 600) != SURVIVED:
        raise SystemExit(f"{part.name}: the tests fail without a fault: {' '.join(tests or part.tests)}")
    seconds = 10 * (time.monotonic() - begun) + 10
    equal = equivalents()
    outcomes: Counter[str] = Counter()
    survived, harmless = [], 0
    mutants = part.all(root)
    random.Random(seed).shuffle(mutants)
    for mutant in mutants:
        if sum(outcomes.values()) == count:
            break
        path = root / mutant.file
        whole = path.read_text(encoding="utf-8")
        if not _is_valid(mutant):
            continue
        path.write_text(mutant.text, encoding="utf-8")
        outcome = _in_child(lambda mutant=mutant: judge(mutant), seconds)  # type: ignore[misc]
        path.write_text(whole, encoding="utf-8")
        if outcome == SURVIVED and mutant.name in equal:
            outcome, harmless = "equivalent", harmless + 1
        outcomes[outcome] += 1
        if outcome == SURVIVED:
            survived.append(mutant.name)
    judged = sum(outcomes.values()) - harmless
    return {
        "mutants": sum(outcomes.values()),
        "possible": len(mutants),
        NOTICED: outcomes[NOTICED],
        LATE: outcomes[LATE],
        "equivalent": harmless,
        SURVIVED: survived,
        "score": round(100 * (outcomes[NOTICED] + outcomes[LATE]) / max(judged, 1), 1),
        "seconds": round(time.monotonic() - begun),
    }


def equivalents() -> Mapping[str, str]:
    """Return the mutants that change nothing, with their reasons."""
    content = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text(encoding="utf-8"))
    return {name: entry["reason"] for entry in content.get("equivalent", []) for name in entry["mutants"]}


def _is_valid(mutant: Mutant) -> bool:
    """Tell whether a mutant can be read at all; what no parser takes is no test for tests."""
    try:
        if mutant.file.endswith(".rq"):
            ox.Store().query(mutant.text)
        elif mutant.file.endswith(".ttl"):
            list(ox.parse(mutant.text.encode(), ox.RdfFormat.TURTLE))
        else:
            compile(mutant.text, mutant.file, "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _judge(part: Part, root: Path, tests: Sequence[str] | None) -> Callable[[Mutant | None], bool]:
    """What tells whether a mutant is noticed; it is called in a process of its own."""

    def by_tests(_: Mutant | None) -> bool:
        import pytest

        _fresh(root)
        return pytest.main([*_OPTIONS, *(tests or part.tests)]) != 0

    if not part.kept or tests:
        return by_tests
    _import_from(root)
    from mutation.kept import Kept

    by_kept: Callable[[Mutant | None], bool] = getattr(Kept(root), part.kept)
    by_kept(None)  # what all mutants need is made here, once
    return by_kept


def _fresh(root: Path) -> None:
    """Let this process import the project from the copy, and nothing of it from elsewhere."""
    ours = {path.stem for path in (root / "tests").glob("*.py")} | {"mediagraph", "fuzz", "conformance"}
    for name in [name for name in sys.modules if name.partition(".")[0] in ours]:
        del sys.modules[name]
    _import_from(root)


def _import_from(root: Path) -> None:
    os.chdir(root)
    sys.dont_write_bytecode = True
    sys.path[:0] = [str(root / "src"), str(root / "tests"), str(root)]
    os.environ["PYTHONPATH"] = str(root / "src")


def _in_child(noticed: Callable[[], bool], seconds: float) -> str:
    """Judge in a process of its own, and end it with all that it began."""
    child = os.fork()
    if not child:
        code = 2
        try:
            os.setsid()
            silent = os.open(os.environ.get("MUTATION_LOG", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            code = 1 if noticed() else 0
        except BaseException:  # noqa: BLE001 - this process ends here in any case
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)  # it never comes back to where the parent goes on
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            return NOTICED if os.waitstatus_to_exitcode(status) else SURVIVED
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return LATE


if __name__ == "__main__":
    sys.exit(main())
