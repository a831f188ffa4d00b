"""Runs every benchmark of this folder, or those named, and prints a table of each.

Several run one after the other, each in a process of its own: what one leaves behind, in settings, memory and
addresses of databases, is not measured with the next. Status 1 where a limit is not kept or a benchmark cannot end.
"""

from __future__ import annotations

import pkgutil
import subprocess
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


def one(name: str) -> bool:
    """Run and print one, in this process; whether every limit is kept."""
    print(COLUMNS.format("what", "peer", "peer", "limit", "us", "ratio", ""), flush=True)
    kept = True
    for row in import_module(f"bench.{name}").run():
        print(line(row), flush=True)
        kept = kept and row.holds
    return kept


def several(wanted: list[str]) -> bool:
    """Run each in a process of its own, also after one that failed; whether all kept their limits."""
    failed = []
    for name in wanted:
        print(f"\n{name}", flush=True)
        if subprocess.run([sys.executable, "-m", "bench", name], check=False).returncode:
            failed.append(name)
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'Every limit is kept.'}")
    return not failed


def main(wanted: list[str]) -> int:
    """Run and print. Status 2 where there is no benchmark of a name."""
    if unknown := set(wanted) - set(names()):
        print(f"no benchmark: {', '.join(sorted(unknown))}; there are {', '.join(names())}", file=sys.stderr)
        return 2
    kept = one(wanted[0]) if len(wanted) == 1 else several(wanted or names())
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
