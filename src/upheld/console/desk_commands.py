"""The commands of ``upheld desk``, with their arguments and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from upheld.console.options import RegisterOption, SchemeOption

desk_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The desk for staff and the portal for authorities."
)


@desk_app.command("serve")
def desk_serve(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews.")],
    register: RegisterOption = "",
    scheme: SchemeOption = "",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8001,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Without encryption, for a browser on this machine only.")
    ] = False,
) -> None:
    """Serve the desk and the portal: for people who sign in, apart from the public site."""
    from upheld.console.desk import serve

    serve(out, register, scheme, host, port, insecure)


@desk_app.command("invite")
def desk_invite(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the account is called; stays in the trail.")],
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address that it belongs to.")],
    role: Annotated[
        str, typer.Option("--role", help="The post: administrator, analyst, approver, …")
    ] = "administrator",
    authority: Annotated[
        str, typer.Option("--authority", help="For link officers and readers: whose, by its id.")
    ] = "",
    address: Annotated[str, typer.Option(help="How the desk is reached.")] = "http://localhost:8001",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Invite somebody, and print the link that makes their account: for the first administrator.

    The link works once, and for seven days. No mail is sent.
    """
    from upheld.console.people import invite

    invite(out, register, scheme, name=name, email=email, role=role, authority=authority, address=address)


@desk_app.command("erase")
def desk_erase(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews.")],
    person: Annotated[str, typer.Option("--person", help="The person's e-mail address.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Erase whoever was erased before: after a backup was put back.")
    ] = False,
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Erase a person from contacts, messages, accounts and invitations. Figures and snapshots stay as they are.

    What was erased is noted in OUT/erasures.jsonl, without personal data. Keep that file apart from backups.
    """
    from upheld.console.people import erase

    erase(out, register, scheme, person, again)


@desk_app.command("retain")
def desk_retain(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews.")],
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Let go of personal data that is past the scheme's period for it. Run it once a day."""
    from upheld.console.people import retain

    retain(out, register, scheme)


@desk_app.command("sample")
def desk_sample(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews; its cases must be made up.")],
    authority: Annotated[str, typer.Option("--authority", help="Whose link officer and reader there are.")] = "",
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Make sample people, one for each post, and print how they get in. For made-up cases only."""
    from upheld.console.sample_people import run

    run(out, register, scheme, authority)


@desk_app.command("code")
def desk_code(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews; its cases must be made up.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The sample person's account.")],
    register: RegisterOption = "",
    scheme: SchemeOption = "",
) -> None:
    """Print the code that a sample person's app would show now. For made-up cases only."""
    from upheld.console.sample_people import code

    code(out, register, scheme, name)


@desk_app.command("work")
def desk_work(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder of reviews.")],
    register: RegisterOption = "",
    scheme: SchemeOption = "",
    once: Annotated[bool, typer.Option("--once", help="Do what is due, and end.")] = False,
) -> None:
    """Do the work that people at the desk ask for: drawing a year again, printing, sending.

    It runs beside the desk, on the same machine. Stopped at any point, it goes on where it was.
    """
    from upheld.console.working import run

    run(out, register, scheme, once)
