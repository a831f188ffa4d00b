"""The commands of ``upheld release`` and of backups, with their arguments and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

release_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Announce when figures become public, and publish them then."
)
OutArgument = Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews.")]
RegisterOption = Annotated[
    str,
    typer.Option(
        "--register",
        envvar="UPHELD_REGISTER",
        help="The register: a path, or postgresql://user:password@host:port/name. Default: the one in OUT.",
    ),
]
SchemeOption = Annotated[
    str, typer.Option("--scheme", envvar="UPHELD_SCHEME", help="A scheme's name, or the path of its folder.")
]
YearArgument = Annotated[int, typer.Argument(min=1974, max=2100, help="The year, by the calendar year it ends in.")]
AtArgument = Annotated[str, typer.Argument(help="Day and time by the scheme's clocks, such as '2022-07-27 09:30:00'.")]
WhichOption = Annotated[str, typer.Option("--which", help="Where clocks go back a time comes twice: first, or second.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why. The calendar tells everybody.")]


@release_app.command("announce")
def announce(
    out: OutArgument,
    year: YearArgument,
    at: AtArgument,
    which: WhichOption = "",
    without_letters: Annotated[
        str, typer.Option("--without-letters", help="Why no letters go out before, where none do.")
    ] = "",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Announce the moment at which a year's figures become public, and show it in the calendar on the site.

    Example: upheld release announce my-year 2022 '2022-07-27 09:30:00'
    """
    from upheld.console.releasing import announced

    announced(out, register, scheme, year, at, which, without_letters)


@release_app.command("move")
def move(
    out: OutArgument,
    year: YearArgument,
    at: AtArgument,
    reason: ReasonOption,
    which: WhichOption = "",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Announce another moment. The calendar keeps the old one, with the reason."""
    from upheld.console.releasing import moved

    moved(out, register, scheme, year, at, which, reason)


@release_app.command("cancel")
def cancel(
    out: OutArgument, year: YearArgument, reason: ReasonOption, register: RegisterOption = "", scheme: SchemeOption = ""
) -> None:
    """Say that nothing will be published at the moment announced. The calendar keeps it, with the reason."""
    from upheld.console.releasing import cancelled

    cancelled(out, register, scheme, year, reason)


@release_app.command("list")
def calendar(out: OutArgument, register: RegisterOption = "", scheme: SchemeOption = "") -> None:
    """Show the calendar: each release, its moment and what became of it."""
    from upheld.console.releasing import listed

    listed(out, register, scheme)


@release_app.command("confirm")
def confirm(out: OutArgument, register: RegisterOption = "", scheme: SchemeOption = "") -> None:
    """Say that the calendar of a restored register is right. Until somebody does, nothing is published."""
    from upheld.console.releasing import confirmed

    confirmed(out, register, scheme)


@release_app.command("prepare")
def prepare(out: OutArgument, register: RegisterOption = "", scheme: SchemeOption = "") -> None:
    """Make and check, aside, what every release to come will show. Exit status 1 where something is in the way."""
    from upheld.console.releasing import prepared

    prepared(out, register, scheme)


@release_app.command("run")
def run(
    out: OutArgument,
    once: Annotated[bool, typer.Option("--once", help="Publish what is due now, and end.")] = False,
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Wait for releases until stopped: keep each prepared, and publish it in its second, never before."""
    from upheld.console.releasing import ran

    ran(out, register, scheme, once)


@release_app.command("differences")
def differences(out: OutArgument, year: YearArgument, register: RegisterOption = "", scheme: SchemeOption = "") -> None:
    """Tell every number of an earlier bundle that the last release of a year changed without a reason on record.

    Exit status 1 where there is one.
    """
    from upheld.console.releasing import differed

    differed(out, register, scheme, year)


def backup(
    out: OutArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The backup to write; a folder gets one named by the time.")
    ],
    without: Annotated[
        list[str] | None, typer.Option("--without", help="A folder of OUT to leave out, such as bundles.")
    ] = None,
    keep: Annotated[int, typer.Option(min=0, help="In a folder: how many of its newest to keep; 0 for all.")] = 0,
    prove: Annotated[
        bool,
        typer.Option("--prove", help="Unpack it again aside, and hold every published figure against the register."),
    ] = False,
    register: RegisterOption = "",
) -> None:
    """Back a desk up while it runs: register, snapshots, files, bundles. Only its owner can read what is written."""
    from upheld.console.backup import run

    run(out, file, register, tuple(without or ()), keep=keep, prove=prove)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    out: OutArgument,
    erasures: Annotated[
        Path | None,
        typer.Option("--erasures", help="The newest erasures.jsonl: who was erased since the backup is erased again."),
    ] = None,
    register: Annotated[
        str, typer.Option("--register", help="An empty PostgreSQL database, where the backup is of one.")
    ] = "",
) -> None:
    """Restore a backup into a folder that is not there yet, after every file was checked against its hash.

    Before the folder is there, people are erased again, what waited to be sent is left to a person, everybody is signed
    out, and nothing is published until a person confirms the calendar.

    Example: upheld restore backup.tar my-year-again --erasures my-year/erasures.jsonl
    """
    from upheld.console.restoring import run

    run(file, out, register, erasures)


def upgrade(
    out: OutArgument,
    backup: Annotated[
        Path | None,
        typer.Option("--backup", help="A backup of this folder made in the last 24 hours; it is looked through."),
    ] = None,
    without_backup: Annotated[
        str, typer.Option("--without-backup", help="Why there is none, for the audit trail.")
    ] = "",
    only_compare: Annotated[
        bool, typer.Option("--only-compare", help="Count and compare, and change nothing.")
    ] = False,
    to: Annotated[Path | None, typer.Option("--to", help="Write all differences to a CSV file too.")] = None,
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Bring a register to this version, then count every published edition again and compare it figure by figure.

    Nothing published changes. Exit status 1 where a figure comes out as another one: each is told by year, authority
    and measure, with what it was and is. Stopped at any point, run it again.

    Example: upheld upgrade my-year --backup backup.tar
    """
    from upheld.console import upgrading

    if only_compare:
        differ = upgrading.only_compare(out, register, scheme, to)
    else:
        differ = upgrading.run(out, backup, without_backup, register, scheme, to)
    raise typer.Exit(1 if differ else 0)


def health(out: OutArgument, register: RegisterOption = "", scheme: SchemeOption = "") -> None:
    """Say whether a worker does the desk's work, and whether the register is of this version. Exit status 1 where not.

    Nothing is changed. The site, the desk and following answer /health/ready themselves.
    """
    from upheld.console.healthy import run

    raise typer.Exit(run(out, register, scheme))
