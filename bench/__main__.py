"""Runs every benchmark of this folder, or those named, and prints a table; status 1 where a limit is not kept."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import bench
from bench import Row

COLUMNS = "{:<52} {:<34} {:>10} {:>6} {:>10} {:>7}  {}"


def names() -> list[str]:
    """Modules of this folder that have a benchmark to run."""
    return sorted(
        found.name for found in pkgutil.iter_modules(bench.__path__) if not found.name.startswith(("_", "made_"))
    )


def line(row: Row) -> str:
    """One comparison as a line of the table."""
    peer = "–" if row.peer is None else f"{row.peer:.2f} {row.unit}"
    limit = "–" if row.limit is None else f"{'≥' if row.more_is_better else '≤'}{row.limit:g}"
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    verdict = "" if row.limit is None else "kept" if row.holds else "NOT KEPT"
    return COLUMNS.format(row.what, row.peer_name, peer, limit, f"{row.us:.2f} {row.unit}", ratio, verdict)


def main(wanted: list[str]) -> int:
    """Run and print."""
    print(COLUMNS.format("what", "peer", "peer", "limit", "us", "ratio", ""))
    kept = True
    for name in wanted or names():
        for row in import_module(f"bench.{name}").run():
            print(line(row), flush=True)
            kept = kept and row.holds
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
