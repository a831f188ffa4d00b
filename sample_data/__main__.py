"""``python -m sample_data --out FOLDER``: make the sample extract."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sample_data.extract import make
from sample_data.mix import mix
from sample_data.writing import FORMS, NotASample, refuse_what_is_no_sample, write
from upheld.vocabulary import scheme_loader
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme import Scheme

SCHEME = "local-government-england"


def years(written: str) -> range:
    """``2020..2022``, or one year."""
    found = re.fullmatch(r"(20\d\d)(?:\.\.(20\d\d))?", written)
    if not found or int(found[2] or found[1]) < int(found[1]):
        raise argparse.ArgumentTypeError(f"{written!r} found; expected years as 2020..2022, or one as 2022")
    return range(int(found[1]), int(found[2] or found[1]) + 1)


def number_of_cases(written: str) -> int:
    """A number of cases for a full year."""
    return _whole(written, 10, 10_000_000)


def cases_at_scale(written: str) -> int:
    """A number of cases in all."""
    return _whole(written, 100, 1_000_000_000)


def number_of_bodies(written: str) -> int:
    """A number of made-up bodies."""
    return _whole(written, 1, 99_999)


def _whole(written: str, least: int, most: int) -> int:
    if not written.isdecimal() or not least <= int(written) <= most:
        raise argparse.ArgumentTypeError(f"{written!r} found; expected a whole number from {least} to {most}")
    return int(written)


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    command = argparse.ArgumentParser(
        prog="python -m sample_data",
        description="Make an extract of made-up cases about real authorities. Same options, same bytes.",
    )
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="where to write it; an older sample there is replaced",
    )
    command.add_argument("--seed", type=int, default=2025, help="a number that stands for one sample (2025)")
    command.add_argument(
        "--years",
        type=years,
        default=years("2020..2022"),
        help="years by the year in which they end (2020..2022)",
    )
    command.add_argument(
        "--cases", type=number_of_cases, default=17_000, help="cases decided in a full year, about (17000)"
    )
    command.add_argument("--format", choices=sorted(FORMS), help="the form of the files (csv)")
    command.add_argument(
        "--authorities", default="", metavar="CODES", help="only these, with commas between their codes"
    )
    command.add_argument("--small", action="store_true", help="the sample in sample_data/small, whatever else is said")
    command.add_argument(
        "--at-scale",
        type=cases_at_scale,
        metavar="CASES",
        help="so many cases in all, streamed into Parquet files of up to half a million cases each; an interrupted run "
        "is gone on with by the same command",
    )
    command.add_argument(
        "--bodies",
        type=number_of_bodies,
        metavar="NUMBER",
        help="with --at-scale: about so many made-up bodies, not about real authorities",
    )
    return command


def settled(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options with those of the small sample put in where it is wanted."""
    command = parser()
    asked = command.parse_args(arguments)
    if asked.at_scale and (asked.small or asked.authorities or asked.format):
        command.error("--at-scale goes with --years, --seed and --bodies only")
    if asked.bodies and not asked.at_scale:
        command.error("--bodies goes with --at-scale only")
    if asked.small:
        small = mix()["small"]
        asked.seed, asked.cases, asked.authorities = small["seed"], small["cases"], small["authorities"]
        asked.years = years(small["years"])
    return asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the sample and say what was made and where; 2 where it can't be, 130 where it was stopped."""
    asked = settled(arguments)
    began = time.monotonic()
    try:
        refuse_what_is_no_sample(asked.out)
        scheme = scheme_loader.load(SCHEME)
        if asked.at_scale:
            return at_scale(asked, scheme)
        only = [code.strip() for code in asked.authorities.split(",") if code.strip()]
        tables = make(scheme, seed=asked.seed, years=asked.years, cases=asked.cases, only=only)
        written = write(tables, asked.out, asked.format or "csv")
    except (Refused, NotASample, LookupError, OSError) as problem:
        print(problem.args[0] if isinstance(problem, LookupError) else problem, file=sys.stderr)
        return 2
    counts = ", ".join(f"{len(rows):,} {name.replace('_', ' ')}" for name, rows in tables.items())
    print(f"Made up: {counts}")
    print(f"{len(written)} files of sample data are in {asked.out} ({time.monotonic() - began:.1f} s)")
    return 0


def at_scale(asked: argparse.Namespace, scheme: Scheme) -> int:
    """Make a sample at scale, telling how far it is; raises `OSError` where a file can't be written."""
    from sample_data.at_scale import making

    began = time.monotonic()

    def tell(done: int, of: int) -> None:
        print(f"{done:,} of {of:,} cases ({time.monotonic() - began:.0f} s)", file=sys.stderr, flush=True)

    wanted = making.AtScale(scheme, asked.at_scale, asked.years, asked.seed, asked.bodies or 0)
    try:
        kept = making.make(wanted, asked.out, tell)
    except KeyboardInterrupt:
        print("Stopped. The same command goes on from here.", file=sys.stderr)
        return 130
    there = f"; {kept} of {len(wanted.parts)} parts were there already" if kept else ""
    print(f"{wanted.cases:,} made-up cases are in {asked.out} ({time.monotonic() - began:.1f} s{there})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
