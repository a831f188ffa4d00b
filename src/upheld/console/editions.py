"""``upheld edition``: editions listed, approved and published."""

from __future__ import annotations

from pathlib import Path

from upheld.console.by import by
from upheld.console.register import opened
from upheld.console.schemes import chosen
from upheld.console.words import number, say
from upheld.vocabulary.problems import Problem, Refused


def list_all(register: str, scheme_name: str) -> None:
    """A line an edition, newest first."""
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.editions.queries import every

        editions = every(scheme.id)
    for edition in editions:
        mark = "  sample data" if edition.sample else ""
        say(f"{edition.year} edition {edition.number}  {edition.state:10} snapshot {edition.snapshot_hash[:12]}{mark}")
    if not editions:
        say("No editions yet: upheld review makes the first.")


def approve(register: str, scheme_name: str, year: int, reason: str, alone: bool, letters: bool) -> None:
    """This account's approval; the edition is approved once two people have. ``letters``: every letter of it too."""
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.editions.states import State

        edition = latest_of(scheme.id, year)
        if edition.state != State.APPROVED or not letters:
            edition = _approved(edition, reason, alone)
        count = _letters_approved(edition, reason) if letters else 0
    if edition.state == State.APPROVED:
        say(f"{year} edition {edition.number} is approved.")
    else:
        say(f"{year} edition {edition.number} has one approval; one more person must approve it.")
    if letters:
        say(f"{number(count, 'letter')} approved as printed.")


def _approved(edition, reason: str, alone: bool):  # type: ignore[no-untyped-def]
    from upheld.editions.actions import approve as approved
    from upheld.editions.states import MoveRefused

    told = {"by": by("edition approve"), "figures_hash": edition.figures_hash, "reason": reason, "alone": alone}
    try:
        return approved(edition, **told)
    except MoveRefused as refusal:
        raise _refused(edition, refusal) from None


def _letters_approved(edition, reason: str) -> int:  # type: ignore[no-untyped-def]
    from upheld.letters.approving import approve_alone

    if not reason.strip():
        raise Refused([Problem("--reason", expected="why nobody reads the letters one by one")])
    return approve_alone(edition, by=by("edition approve"), reason=reason)


def publish(register: str, scheme_name: str, year: int, out: Path, reason: str) -> None:
    """Approved to published, and the bundle swapped in without its preview mark.

    The bundle comes last: stopped before it, the old one stands, and the same command writes it again.
    """
    from upheld.editions.states import State

    register = register or str(out / "register.sqlite3")
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.publication.release.making import write_published
        from upheld.publication.release.place import Place, one_publisher
        from upheld.publication.release.shown import previewed
        from upheld.register.queries import directory

        place = Place(scheme, directory(scheme), out)
        with one_publisher(out):
            edition = latest_of(scheme.id, year)
            previewed(edition, out)
            if edition.state != State.PUBLISHED:
                edition = _moved(edition, State.PUBLISHED, "edition publish", reason)
            bundle = write_published(place, edition)
    say(f"{year} edition {edition.number} is published: {out / 'bundle'} now points at {bundle.name}.")


def notice(register: str, scheme_name: str, year: int, what: str, why: str) -> None:
    """What changed and why, on a correcting draft."""
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.editions.actions import state_correction
        from upheld.editions.states import MoveRefused

        try:
            edition = state_correction(latest_of(scheme.id, year), what=what, why=why, by=by("edition notice"))
        except MoveRefused as refusal:
            raise Refused([Problem(f"edition {year}", expected=str(refusal))]) from None
    say(f"{year} edition {edition.number} carries the notice.")


def _moved(edition, to, command: str, reason: str):  # type: ignore[no-untyped-def]
    from upheld.editions.actions import move
    from upheld.editions.states import MoveRefused

    try:
        return move(edition, to, by=by(command), reason=reason)
    except MoveRefused as refusal:
        raise _refused(edition, refusal) from None


def _refused(edition, refusal):  # type: ignore[no-untyped-def]
    """A line for each thing in the way."""
    return Refused([Problem(f"edition {edition.year}", expected=one) for one in refusal.args])


def latest_of(scheme: str, year: int):  # type: ignore[no-untyped-def]
    from upheld.editions.queries import latest

    edition = latest(scheme, year)
    if edition is None:
        raise Refused([Problem(f"edition {year}", expected="a year that has been reviewed; there is no edition of it")])
    return edition


def existing(register: str):  # type: ignore[no-untyped-def]
    """Open a register that must be there already."""
    if "://" not in register and not Path(register).is_file():
        raise Refused([Problem(register, expected="a register; there is no such file (see --register)")])
    return opened(register)
