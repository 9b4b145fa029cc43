"""What is installed: each package with its licence on a page."""

from __future__ import annotations

import subprocess
import sys

from projects import ROOT

REQUIREMENTS = ROOT / "requirements"


def test_the_page_of_licences_is_that_of_the_packages() -> None:
    written = subprocess.run(
        [sys.executable, str(REQUIREMENTS / "licences.py")], capture_output=True, text=True, check=True
    ).stdout
    # which packages are needed differs a little between versions of Python
    assert set(written.splitlines()) <= set(
        (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines()
    )


def test_no_licence_is_unknown() -> None:
    rows = [
        line for line in (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines() if "|" in line
    ]
    assert not [row for row in rows if "see its licence file" in row]
