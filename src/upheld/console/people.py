"""``upheld desk invite``: the first administrator, and anybody else where there is no mail."""

from __future__ import annotations

from pathlib import Path

from upheld.console.by import by
from upheld.console.desk import prepare
from upheld.console.words import say
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
