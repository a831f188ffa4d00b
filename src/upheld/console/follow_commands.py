"""The commands of ``upheld follow``, with their arguments and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

follow_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Let people follow what is published, by e-mail."
)
BundleArgument = Annotated[
    Path, typer.Argument(metavar="BUNDLE", help="The published bundle, or the link that always points at the newest.")
]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database",
        envvar="UPHELD_SUBSCRIPTIONS_DATABASE",
        help="The database of subscriptions, apart from the register: a path, or postgresql://user:password@host/name.",
    ),
]
PreviewOption = Annotated[bool, typer.Option("--preview", help="Also of a bundle that is not yet published.")]


@follow_app.command("serve")
def serve(
    bundle: BundleArgument,
    database: DatabaseOption = "subscriptions.sqlite3",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8002,
    preview: PreviewOption = False,
) -> None:
    """Serve the pages where people begin to follow something, confirm it, change it and stop.

    UPHELD_FOLLOW says how readers reach these pages, UPHELD_SITE how they reach the site.
    """
    from upheld.console.following import serve as serve_pages

    serve_pages(bundle, database, host, port, preview)


@follow_app.command("send")
def send(
    bundle: BundleArgument,
    database: DatabaseOption = "subscriptions.sqlite3",
    preview: PreviewOption = False,
    once: Annotated[bool, typer.Option("--once", help="One pass: send what is due, and end.")] = False,
) -> None:
    """Send the mails that ask to confirm, and tell followers what is new in the bundle; until Ctrl-C.

    Each mail goes once, whatever stops this: start it again and it goes on.
    """
    from upheld.console.following import send as send_mails

    send_mails(bundle, database, preview, once)


@follow_app.command("status")
def status(database: DatabaseOption = "subscriptions.sqlite3") -> None:
    """How many follow what, what became of mails, and which of them wait for a person. Without anybody's address."""
    from upheld.console.following import status as tell

    tell(database)


@follow_app.command("settle")
def settle(
    mail: Annotated[int, typer.Argument(metavar="NUMBER", help="The mail's number, as status lists it.")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help="arrived, again or drop.")],
    database: DatabaseOption = "subscriptions.sqlite3",
) -> None:
    """Say what became of a mail that waits for a person."""
    from upheld.console.following import settle as say_it

    say_it(mail, what, database)


@follow_app.command("bounces")
def bounces(
    mailbox: Annotated[
        str, typer.Argument(metavar="MAILBOX", help="imaps://user:password@host/INBOX, or a Maildir folder.")
    ],
    database: DatabaseOption = "subscriptions.sqlite3",
) -> None:
    """Read what came back. Who cannot be reached three times is let go of, with their address."""
    from upheld.console.following import bounces as read_them

    read_them(mailbox, database)


@follow_app.command("forget")
def forget(
    email: Annotated[str, typer.Argument(metavar="ADDRESS", help="The address.")],
    database: DatabaseOption = "subscriptions.sqlite3",
) -> None:
    """Delete an address and all that it follows, for somebody who asks the ombudsman instead of pressing the button."""
    from upheld.console.following import forget as delete

    delete(email, database)
