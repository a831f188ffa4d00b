"""People for made-up cases: one for each post, with a password and a second factor that are printed.

Refused wherever a register holds anything but made-up cases: a password that stands in a repository protects nothing.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from upheld.console import sample_decisions, sample_training
from upheld.console.by import by
from upheld.console.desk import prepare
from upheld.console.words import say
from upheld.vocabulary.problems import Problem, Refused

SECONDS = 30  # how long a code is shown (RFC 6238)
PASSWORD = "three sample pigeons"  # noqa: S105 (for made-up cases only)


@dataclass(frozen=True)
class SamplePerson:
    """Somebody who tries the desk or the portal. ``authority`` is whether they belong to one."""

    name: str
    role: str
    at_an_authority: bool = False

    @property
    def secret(self) -> str:
        """The secret of their app, the same each time."""
        return base64.b32encode(hashlib.sha256(f"sample {self.name}".encode()).digest()[:20]).decode()


PEOPLE = (
    SamplePerson("ana", "analyst"),
    SamplePerson("cas", "caseworker"),
    SamplePerson("ben", "approver"),
    SamplePerson("carla", "approver"),
    SamplePerson("pat", "publisher"),
    SamplePerson("mia", "administrator"),
    SamplePerson("dee", "director"),
    SamplePerson("tom", "trainer"),
    SamplePerson("fay", "link_officer", at_an_authority=True),
    SamplePerson("rob", "reader", at_an_authority=True),
)


def run(out: Path, register: str, scheme: str, authority: str) -> None:
    """Make the people and print how they get in. Without an authority theirs is the one with most cases."""
    prepare(out, register, scheme)
    _only_with_made_up_cases()
    from upheld.desk.place import directory

    known = directory()
    whose = authority or _with_most_cases()
    if whose not in known:
        raise Refused([Problem("--authority", value=whose, expected="the id of an authority")])
    make(whose)
    sample_training.make(whose)
    sample_decisions.make()
    for line in told(out, known[whose].official_names[-1].text):
        say(line)


def code(out: Path, register: str, scheme: str, name: str) -> None:
    """Print the code that somebody's app would show."""
    prepare(out, register, scheme)
    _only_with_made_up_cases()
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    who = next((one for one in PEOPLE if one.name == name), None)
    if who is None:
        raise Refused([Problem("NAME", value=name, expected=", ".join(one.name for one in PEOPLE))])
    say(format_hotp_value(hotp_value(who.secret, int(time.time()) // SECONDS)))


def _only_with_made_up_cases() -> None:
    from upheld.register.queries import is_sample

    if not is_sample():
        raise Refused([Problem("OUT", expected="a register of made-up cases; sample people are for nothing else")])


def _with_most_cases() -> str:
    from django.db.models import Count

    from upheld.register.models import Case

    most = Case.objects.values("authority").annotate(cases=Count("pk")).order_by("-cases", "authority").first()
    return str(most["authority"]) if most else ""


def make(authority: str) -> None:
    """Make the accounts with their posts, passwords and apps; those that are there stay as they are."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.totp.internal.auth import TOTP

    from upheld.access.account_actions import give
    from upheld.access.models import Account
    from upheld.access.permissions import Post, Role

    for one in PEOPLE:
        account, new = Account.objects.get_or_create(
            username=one.name, defaults={"email": f"{one.name}@sample.example"}
        )
        if not new:
            continue
        account.set_password(PASSWORD)
        account.save()
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        give(account, Post(Role(one.role), authority if one.at_an_authority else ""), by=by("desk sample"))
        if not one.at_an_authority:
            TOTP.activate(account, one.secret)


def told(out: Path, authority: str) -> Iterator[str]:
    """How to get in."""
    yield f"Sign in as any of these; the password is: {PASSWORD}"
    for one in PEOPLE:
        what = one.role.replace("_", " ")
        if one.at_an_authority:
            yield f"  {one.name:6} {what} of {authority}"
        else:
            yield f"  {one.name:6} {what:14} otpauth://totp/{one.name}?secret={one.secret}&issuer=Upheld"
    yield f"Staff are also asked for a code: put the otpauth address into an app, or: upheld desk code {out} ana"
