"""The commands of ``upheld``. Each one's work is imported only when it runs, so that ``--help`` is instant."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir
from typing import Annotated

import typer

from upheld.console.desk_commands import desk_app
from upheld.console.follow_commands import follow_app
from upheld.console.options import RegisterOption, SchemeOption
from upheld.console.release_commands import backup, health, release_app, restore, upgrade

TEMPORARY = Path(gettempdir())

app = typer.Typer(
    name="upheld",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Runs an ombudsman's year: cases decided → every authority's figures, letter and public page.",
)
edition_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Look at editions, approve and publish them."
)
app.add_typer(edition_app, name="edition")
mail_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Send letters to authorities, and see what became of them."
)
app.add_typer(mail_app, name="mail")

app.add_typer(release_app, name="release")
app.add_typer(follow_app, name="follow")
app.command()(backup)
app.command()(restore)
app.command()(upgrade)
app.command()(health)
app.add_typer(desk_app, name="desk")

ExtractArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The casework extract: a folder with a file for each table.")
]
MappingOption = Annotated[
    str,
    typer.Option(
        "--mapping",
        help="A column mapping of the scheme (imports/NAME.toml), where columns have other names.",
    ),
]


@app.command()
def review(
    folder: ExtractArgument,
    year: Annotated[
        int, typer.Option(min=1974, max=2100, help="The year, named by the calendar year in which it ends.")
    ],
    out: Annotated[Path, typer.Option(help="Where the figures, letters and bundle go; made if it is not there.")],
    complete: Annotated[
        str,
        typer.Option(help="Which years the extract holds completely, such as 2020..2022. Only these are counted."),
    ] = "",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
    mapping: MappingOption = "",
    sent_on: Annotated[
        str, typer.Option(help="The day on the letters, as 2022-07-20. Default: the scheme's calendar.")
    ] = "",
    published_on: Annotated[str, typer.Option(help="The day of publication. Default: the scheme's calendar.")] = "",
) -> None:
    """Run a whole year: check the extract, count, write every letter, the open data and the bundle.

    The extract is taken whole or not at all. Every problem is told by file, row and column on standard error, with
    exit status 2, and nothing is written.

    Example: upheld review my-extract --year 2022 --out my-year
    """
    from upheld.console.review import Review

    Review(
        folder=folder,
        year=year,
        out=out,
        complete=years(complete, year),
        register=register,
        scheme=scheme,
        mapping=mapping,
        sent_on=day("--sent-on", sent_on),
        published_on=day("--published-on", published_on),
    ).run()


@app.command()
def check(
    folder: ExtractArgument,
    scheme: SchemeOption = "",
    mapping: MappingOption = "",
    register: RegisterOption = "",
) -> None:
    """Check an extract and change nothing: says what it holds, or everything that is wrong with it.

    With --register it is checked against what that register holds already.
    """
    from upheld.console.check import run

    run(folder, scheme, mapping, register)


@app.command()
def history(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table of published totals of earlier years (CSV).")],
    register: RegisterOption = "register.sqlite3",
    scheme: SchemeOption = "",
) -> None:
    """Take earlier years' published totals, so that trends reach back before the cases.

    They are shown as published totals, apart from what is counted from cases. Run it on the register of a review
    (OUT/register.sqlite3), then run the review again.
    """
    from upheld.console.history import run

    run(file, scheme, register)


@app.command()
def take(
    folder: ExtractArgument,
    register: RegisterOption = "register.sqlite3",
    scheme: SchemeOption = "",
    mapping: MappingOption = "",
) -> None:
    """Take an extract into a register, whole or not at all, and make nothing of it yet.

    For what changes between two reviews: decisions published and withdrawn, remedies done. See renew.
    """
    from upheld.console.take import run

    run(folder, scheme, mapping, register)


@app.command()
def renew(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of a published review.")],
    on: Annotated[str, typer.Option("--on", help="The day to tell of, as 2022-09-01. Default: today.")] = "",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Write the published bundle again as things stand on a day, and swap it in. Run it once a day.

    Decisions whose day has come appear, those withdrawn go, remedies are due, done or late as of that day. Figures
    and letters stay as they were published.

    Example: upheld renew my-year
    """
    from upheld.console.renewing import run

    run(out, register, scheme, day("--on", on))


@app.command()
def pack(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of a review.")],
    authority: Annotated[str, typer.Argument(metavar="AUTHORITY", help="Whose: a code or a name.")],
    year: Annotated[int, typer.Option("--year", help="The year, by the calendar year in which it ends.")],
    on: Annotated[str, typer.Option("--on", help="The day to tell of, as 2022-09-01. Default: today.")] = "",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Write an authority's scrutiny pack: a PDF, a page and a Word file, in OUT/packs/YEAR.

    The letter, the figures with what they mean, questions to ask, the faults found, a draft of the monitoring officer's
    report. Remedies are told as of the day.

    Example: upheld pack my-year E07000107 --year 2022
    """
    from upheld.console.packing import run

    run(out, authority, year, register, scheme, day("--on", on))


@app.command()
def serve(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The bundle to serve, such as my-year/bundle.")],
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    preview: Annotated[bool, typer.Option("--preview", help="Serve a bundle that is not yet published.")] = False,
) -> None:
    """Serve a bundle as the public site. A new bundle takes effect without a restart."""
    from upheld.publication.website.serving import serve as serve_bundle

    serve_bundle(bundle, host=host, port=port, preview=preview)


@app.command()
def schemes(
    scheme: Annotated[
        str,
        typer.Argument(metavar="[SCHEME]", help="A scheme's name or folder to check; all known if left out."),
    ] = "",
) -> None:
    """List the schemes there are, or check one and say what it holds."""
    from upheld.console.schemes import run

    run(scheme)


@edition_app.command("list")
def edition_list(register: RegisterOption = "register.sqlite3", scheme: SchemeOption = "") -> None:
    """List the editions in a register with their states."""
    from upheld.console.editions import list_all

    list_all(register, scheme)


EditionYear = Annotated[int, typer.Argument(metavar="YEAR", help="The year whose latest edition is meant.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for the audit trail.")]


@edition_app.command("approve")
def edition_approve(
    year: EditionYear,
    register: RegisterOption = "register.sqlite3",
    scheme: SchemeOption = "",
    reason: ReasonOption = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Approve it for two, also what you froze yourself; needs --reason.")
    ] = False,
    letters: Annotated[
        bool, typer.Option("--letters", help="Approve every letter too, as it was printed; needs --reason.")
    ] = False,
) -> None:
    """Approve a year's edition as this account: its figures are right.

    Two people approve, neither of them the one who froze it. An office of one says so: --alone --reason WHY, which
    approves its letters too. Letters that are read at the desk are approved there; --letters approves all at once.
    """
    from upheld.console.editions import approve

    approve(register, scheme, year, reason, alone, letters or alone)


@edition_app.command("publish")
def edition_publish(
    year: EditionYear,
    out: Annotated[Path, typer.Option(help="The folder that the review wrote.")],
    register: RegisterOption = "",
    scheme: SchemeOption = "",
    reason: ReasonOption = "",
) -> None:
    """Publish a year's approved edition: its bundle is written without the preview mark and swapped in."""
    from upheld.console.editions import publish

    publish(register, scheme, year, out, reason)


@edition_app.command("notice")
def edition_notice(
    year: EditionYear,
    what: Annotated[str, typer.Option(help="What changed, in a sentence that everybody will read.")],
    why: Annotated[str, typer.Option(help="Why it changed.")],
    register: RegisterOption = "register.sqlite3",
    scheme: SchemeOption = "",
) -> None:
    """Give a correcting draft its notice: what changed and why."""
    from upheld.console.editions import notice

    notice(register, scheme, year, what, why)


@mail_app.command("send")
def mail_send(
    year: EditionYear,
    out: Annotated[Path, typer.Option(help="The folder that the review wrote.")],
    register: RegisterOption = "",
    scheme: SchemeOption = "",
    to: Annotated[str, typer.Option(help="Send everything to this address instead: your own.")] = "",
    for_real: Annotated[bool, typer.Option("--for-real", help="Send it to the authorities.")] = False,
    leave_out: Annotated[
        bool,
        typer.Option("--leave-out", help="Send the others where letters are held back for want of a chief officer."),
    ] = False,
    a_minute: Annotated[float, typer.Option(min=0, help="How many messages a minute at most; 0 for no limit.")] = 0,
) -> None:
    """Say which letters would go to whom, or send them.

    Nothing is sent unless told so. Stopped at any point, the same command goes on where it was: no message goes twice
    by itself, none is lost, and those of which nobody can know are listed for a person.

    Example: upheld mail send 2022 --out my-year
    """
    from upheld.console.mailing import Sending

    Sending(year, out, register, scheme, to, for_real, leave_out, a_minute).run()


@mail_app.command("status")
def mail_status(year: EditionYear, register: RegisterOption = "register.sqlite3", scheme: SchemeOption = "") -> None:
    """Say how far the letters of a year are, and which messages wait for a person."""
    from upheld.console.mailing import status

    status(year, register, scheme)


@mail_app.command("settle")
def mail_settle(
    message: Annotated[int, typer.Argument(metavar="NUMBER", help="The message, as mail status lists it.")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help="arrived, again or drop.")],
    reason: Annotated[str, typer.Option(help="How you know, for the record.")],
    register: RegisterOption = "register.sqlite3",
) -> None:
    """Say what became of a message: that it arrived, that it is to go again, or that it is not to go."""
    from upheld.console.mailing import settle

    settle(message, what, reason, register)


@mail_app.command("bounces")
def mail_bounces(
    mailbox: Annotated[
        str,
        typer.Argument(
            metavar="MAILBOX",
            envvar="UPHELD_MAILBOX",
            help="imaps://user:password@host/INBOX, or the path of a Maildir folder.",
        ),
    ],
    register: RegisterOption = "register.sqlite3",
) -> None:
    """Read the mailbox that undelivered mail comes back to, and put each to its message."""
    from upheld.console.mailing import bounces

    bounces(mailbox, register)


@app.command()
def watch(
    month: Annotated[str, typer.Option(help="A complete month such as 2022-03. Default: the latest.")] = "",
    register: RegisterOption = "register.sqlite3",
    scheme: SchemeOption = "",
) -> None:
    """List what is drifting upwards: cases received, cases upheld, late remedies, late replies. For staff only."""
    from upheld.console.watching import run

    run(register, scheme, month)


@app.command()
def count(
    cases: Annotated[
        str, typer.Option(help="The Parquet files of cases: a file, a folder, names with * in quotes, or an address.")
    ],
    year: Annotated[str, typer.Option(help="The years to count, such as 2013..2022, or one. All must be complete.")],
    compliance: Annotated[str, typer.Option(help="The files of compliance outcomes.")] = "",
    enquiries: Annotated[str, typer.Option(help="The files of enquiries.")] = "",
    authorities: Annotated[str, typer.Option(help="The file of bodies that the scheme does not list.")] = "",
    scheme: SchemeOption = "",
    engine: Annotated[
        str,
        typer.Option(
            envvar="UPHELD_ENGINE", help="What counts: duckdb, spark://HOST:PORT, or postgresql://USER@HOST/NAME."
        ),
    ] = "duckdb",
    out: Annotated[Path, typer.Option(help="The file to write: .csv or .parquet.")] = Path("figures.csv"),
    memory: Annotated[str, typer.Option(help="How much memory DuckDB may fill before it goes to a disk.")] = "600MB",
    threads: Annotated[int, typer.Option(min=0, help="How many threads DuckDB uses; 0 for one a processor.")] = 0,
    temporary: Annotated[
        Path, typer.Option(help="A folder for what does not fit into memory.", exists=True, file_okay=False)
    ] = TEMPORARY,
    checked: Annotated[
        bool, typer.Option("--checked", help="The files were checked before: only count, which is much quicker.")
    ] = False,
) -> None:
    """Count an extract straight from its Parquet files, however large, without a register.

    Writes the figures of every authority, year and measure, as a review of the same extract does.
    """
    from upheld.console.straight import Asked, run
    from upheld.statistics.engines.backends import Room

    patterns = {"cases": cases, "compliance": compliance, "enquiries": enquiries, "authorities": authorities}
    run(Asked(patterns, years(year, option="--year"), scheme, engine, out, Room(memory, threads, temporary), checked))


def years(written: str, year: int = 0, option: str = "--complete") -> tuple[int, ...]:
    """``2020..2022`` → (2020, 2021, 2022); "" → only the year itself, which belongs always, if it is given."""
    first, _, last = (written or str(year)).partition("..")
    try:
        span = range(int(first), int(last or first) + 1)
    except ValueError:
        raise typer.BadParameter(f"{written!r} is not a span of years such as 2020..2022", param_hint=option) from None
    if year and year not in span:
        raise typer.BadParameter(f"{written!r} must be a span of years that holds {year}", param_hint=option)
    if not 0 < len(span) <= 50 or not 1974 <= span[0] <= span[-1] <= 2100:
        raise typer.BadParameter(f"{written!r} must be a span of years from 1974 to 2100", param_hint=option)
    return tuple(span)


def day(option: str, written: str):  # type: ignore[no-untyped-def]
    """An ISO day, or None for ""."""
    from datetime import date

    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise typer.BadParameter(f"{written!r} is not a day such as 2022-07-20", param_hint=option) from None
