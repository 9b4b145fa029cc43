"""Write the list of the packages that mediagraph installs, each with its licence: docs/dependencies.md.

    python requirements/licences.py > docs/dependencies.md

The licences are those that the packages state of themselves, by PEP 639's expression where they have one, else by their
classifiers, else by the field that came before both.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
_NAME = re.compile(r"^([A-Za-z0-9._-]+)==")
_LONGEST = 60
HEAD = """\
# Dependencies and their licences

What `make` installs to run, pinned with hashes in `requirements/core.txt`; what only tests need is in
`requirements/dev.txt`. Nothing of it is part of this repository. The list is what each package states of itself;
`python requirements/licences.py` writes it.

igraph, the quick engine behind measures that networkx defines, is under the GPL: whoever passes mediagraph on together
with it has to keep to that licence for the whole.

| package | licence |
| --- | --- |
"""


def names(path: Path) -> list[str]:
    """Return the packages of a requirements file that are installed on this system."""
    found = (_NAME.match(line) for line in path.read_text(encoding="utf-8").splitlines())
    return sorted({match[1].lower() for match in found if match})


def licence(name: str) -> str | None:
    """Return what a package states of its licence; None where it is not installed here."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return None
    expression = stated.get("License-Expression")
    if expression:
        return expression
    classifiers = [line.rpartition(" :: ")[2] for line in stated.get_all("Classifier") or [] if "License ::" in line]
    classifiers = [text for text in classifiers if text != "OSI Approved"]
    if classifiers:
        return ", ".join(sorted(set(classifiers)))
    field = " ".join((stated.get("License") or "").split())
    return field if 0 < len(field) <= _LONGEST else "see its licence file"


def page() -> str:
    """Return the page."""
    rows = [(name, licence(name)) for name in names(HERE / "core.txt")]
    return HEAD + "".join(f"| {name} | {stated} |\n" for name, stated in rows if stated is not None)


if __name__ == "__main__":
    sys.stdout.write(page())
