"""The letters of the small sample, made once by the command."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every letter of the small sample's year, as PDF and as HTML."""
    out = tmp_path_factory.mktemp("letters") / "out"
    command = [sys.executable, "-m", "upheld.console", "review", str(ROOT / "sample_data" / "small")]
    done = subprocess.run(
        [*command, "--year", "2022", "--out", str(out)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return out / "letters"
