"""``upheld desk invite``, ``erase`` and ``retain``: people let in, and let go of."""

from __future__ import annotations

from pathlib import Path

from upheld.console.by import by
from upheld.console.desk import prepare
from upheld.console.words import number, say
from upheld.vocabulary.problems import Problem, Refused


def invite(
    out: Path, register: str, scheme: str, *, name: str, email: str, role: str, authority: str, address: str
) -> None:
    """Make an invitation and print its link. Raises `Refused` where it cannot be made."""
    prepare(out, register, scheme)
    from django.urls import reverse

    from upheld.access import inviting

    _check(name, email)
    try:
        _, link = inviting.invite(name, email, [_post(role, authority)], by=by("desk invite"))
    except inviting.InvitationRefused as why:
        raise Refused([Problem("NAME", value=name, expected=f"somebody without an account. {why}")]) from None
    say(f"{address.rstrip('/')}{reverse('invited', args=[link])}")


def _check(name: str, email: str) -> None:
    from django.contrib.auth.validators import UnicodeUsernameValidator
    from django.core.exceptions import ValidationError

    from upheld.delivery.composing import can_be_written_to

    try:
        UnicodeUsernameValidator()(name)
    except ValidationError:
        raise Refused([Problem("NAME", value=name, expected="letters, digits and @ . + - _")]) from None
    if not can_be_written_to(email):
        raise Refused([Problem("EMAIL", expected="an address that mail can be sent to")])


def _post(role: str, authority: str):  # type: ignore[no-untyped-def]
    from upheld.access.permissions import Post, Role
    from upheld.desk.place import directory

    try:
        post = Post(Role(role.replace(" ", "_")), authority)
    except ValueError:
        known = ", ".join(Role)
        raise Refused([Problem("--role", value=role, expected=f"{known}; the last two with --authority")]) from None
    if authority and authority not in directory():
        raise Refused([Problem("--authority", value=authority, expected="the id of an authority")])
    return post


def erase(out: Path, register: str, scheme: str, person: str, again: bool) -> None:
    """Erase a person, or everybody who was erased before. Raises `Refused`."""
    if bool(person) == again:
        raise Refused([Problem("--person", expected="an e-mail address, or else --again")])
    prepare(out, register, scheme)
    from upheld.desk import erasing

    if again:
        say(number(_again(out), "person", "people") + " erased again.")
        return
    try:
        reached = erasing.erase(person, out, by=by("desk erase"))
    except erasing.ErasureRefused as why:
        raise Refused([Problem("--person", expected=f"somebody who can be erased now. {why}")]) from None
    say("Erased: " + ", ".join(f"{kind} {count}" for kind, count in reached.items()))


def _again(out: Path) -> int:
    from upheld.desk import erasing

    try:
        return erasing.again(out, by=by("desk erase"))
    except erasing.ErasureRefused as why:
        raise Refused([Problem("--again", expected=f"nobody who is being written to. {why}")]) from None


def retain(out: Path, register: str, scheme: str) -> None:
    """Let go of what is past its period."""
    prepare(out, register, scheme)
    from django.utils import timezone

    from upheld.desk import place, retaining

    gone = retaining.let_go(place.scheme().retention, timezone.now(), by=by("desk retain"))
    say("Let go: " + (", ".join(f"{kind} {count}" for kind, count in gone.items()) or "nothing has a period"))
