"""``upheld follow``: the pages served, passes of sending, and what waits for a person."""

from __future__ import annotations

import logging
import os
import secrets
import traceback
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upheld.console.numbers import OfFollowing
from upheld.console.words import number, say
from upheld.operations.logs import tell, this_is
from upheld.operations.metrics import serve_alone
from upheld.operations.stopping import asked, heed_signals, wait_for
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.publication.subscriptions.sending import Passed
    from upheld.publication.website.in_use import Bundle

APPLICATION = "upheld.config.subscriptions_wsgi:application"
SETTINGS = "upheld.config.subscriptions"
LOOK_EVERY = 2.0
"""Seconds between passes: so long one waits for the mail that asks to confirm."""
AFTER_A_FAILURE = 60.0
WORDS = {
    "accepted": "handed over",
    "planned": "put off by the server",
    "refused": "refused",
    "doubtful": "handed over without an answer",
    "dropped": "dropped: what they were to tell of is public no more",
}
SETTLED = {"arrived": "accepted", "again": "planned", "drop": "dropped"}


def start(database: str, bundle: Path | None = None, *, preview: bool = False) -> None:
    """Name the settings in this process's environment, and bring the tables up to date."""
    from upheld.console.starting import start_on

    if bundle is not None:
        os.environ["UPHELD_BUNDLE"] = str(bundle.absolute())
        os.environ["UPHELD_PREVIEW"] = "1" if preview else ""
    if not os.environ.get("UPHELD_SECRET_KEY"):
        os.environ["UPHELD_SECRET_KEY"] = _key(database)
    start_on(database, SETTINGS, "UPHELD_SUBSCRIPTIONS_DATABASE", "--database")


def _key(database: str) -> str:
    """The key that signs links, kept beside the database, readable by its owner only."""
    if "://" in database:
        raise Refused(
            [Problem("UPHELD_SECRET_KEY", expected="a key that signs the links in mails: a long random text")]
        )
    file = Path(f"{database}.key")
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.write(handle, secrets.token_urlsafe(48).encode())
        os.close(handle)
    return file.read_text()


def serve(bundle: Path, database: str, host: str, port: int, preview: bool) -> None:
    """Serve the pages until Ctrl-C."""
    from upheld.publication.website.serving import run_application

    os.environ.setdefault("UPHELD_FOLLOW_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    os.environ.setdefault("UPHELD_FOLLOW", f"http://localhost:{port}")
    start(database, bundle, preview=preview)
    _bundle(preview)
    from django.db import connections

    connections.close_all()  # a connection to SQLite must not be carried over a fork
    tell("started", "The pages of following; stop them with Ctrl-C")
    run_application(APPLICATION, host, port)


def _bundle(preview: bool) -> Bundle:
    """The bundle of a pass. Raises `Refused` where there is none that may be told of."""
    from django.conf import settings

    from upheld.publication.subscriptions.words import can_follow
    from upheld.publication.website.in_use import follow

    bundle = follow(settings.UPHELD_BUNDLE, previews=preview).current()
    if bundle is None:
        raise _no(settings.UPHELD_BUNDLE, "a whole bundle")
    if bundle.manifest["preview"] and not preview:
        raise _no(settings.UPHELD_BUNDLE, "a bundle that is published; this one is a preview")
    if not can_follow(bundle):
        raise _no(settings.UPHELD_BUNDLE, "a bundle with the words of following; this one is of before: write it again")
    return bundle


def _no(bundle: str, expected: str) -> Refused:
    return Refused([Problem(bundle, expected=expected)])


def send(bundle: Path, database: str, preview: bool, once: bool) -> None:
    """Passes, until Ctrl-C or only one."""
    start(database, bundle, preview=preview)
    this_is("sender")
    passes = Passes(preview)
    if once:
        passed = passes.one()
        _say(passed)
        if passed.failed:
            raise Refused([Problem("UPHELD_MAIL", expected=f"a way to send; {passed.failed}")])
        return
    heed_signals()
    serve_alone(OfFollowing())
    tell("sender started", "Telling followers what is new; stop with Ctrl-C")
    while not asked():
        passes.one_and_wait()


class Passes:
    """Pass after pass. What a bundle publishes is read once for each bundle."""

    def __init__(self, preview: bool):
        from django.conf import settings

        from upheld.delivery.transports.chosen import sender, transport

        self.preview, self.settings = preview, settings
        self.sender, self.transport = sender, transport
        who = sender(settings, _now())
        transport(settings, who).close()  # refused at once where the settings say nothing that can be used
        self._read: tuple[str, Any] = ("", None)

    def one(self) -> Passed:
        """One pass, on the bundle that the pointer names now."""
        from upheld.publication.subscriptions.sending import Pass

        bundle = _bundle(self.preview)
        who = self.sender(self.settings, _now())
        known = self._read[1] if self._read[0] == bundle.name else None
        made = Pass(bundle, _now, who.domain, known)
        self._read = (bundle.name, made.items)
        return made.run(self.transport(self.settings, who))

    def one_and_wait(self) -> None:
        """One pass and the wait after it. What goes wrong is told, and tried again later."""
        from django.db import DatabaseError, connections

        wait = LOOK_EVERY
        try:
            passed = self.one()
            _say(passed)
            if passed.failed:
                tell("mail failed", f"Mail cannot be sent now: {passed.failed}", logging.ERROR)
                wait = AFTER_A_FAILURE
        except Refused as refused:
            tell("pass refused", "; ".join(map(str, refused.problems)), logging.ERROR)
            wait = AFTER_A_FAILURE
        except DatabaseError as error:
            tell("database lost", f"The database cannot be used now: {type(error).__name__}", logging.ERROR)
            wait = AFTER_A_FAILURE
        except Exception as error:  # the next pass may be on a bundle that is right again
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} in {where.name}, line {where.lineno}"
            tell("pass failed", f"A pass went wrong: {what}", logging.ERROR)
            wait = AFTER_A_FAILURE
        connections.close_all()
        wait_for(wait)


def _now() -> datetime:
    return datetime.now(UTC)


def _say(passed: Passed) -> None:
    for state, mails in passed.became.items():
        say(f"{number(mails, 'mail')} {WORDS[state]}.")
    _say_let_go(passed.let_go)


def _say_let_go(count: int) -> None:
    if count:
        say(f"{number(count, 'follower was', 'followers were')} let go of: mail does not reach them.")


def status(database: str) -> None:
    """Counts, and the mails that wait for a person."""
    start(database)
    from upheld.delivery.states import State
    from upheld.publication.subscriptions.models import Follower, Mail, Request, Subscription
    from upheld.publication.subscriptions.moving import settle_dead

    settle_dead(_now())
    say(f"{number(Follower.objects.count(), 'follower')}, {number(Request.objects.count(), 'request')} not confirmed")
    for kind, count in sorted(Counter(Subscription.objects.values_list("kind", flat=True)).items()):
        say(f"  {count:5,}  {kind}")
    say("mails:")
    for state, count in sorted(Counter(Mail.objects.values_list("state", flat=True)).items()):
        say(f"  {count:5,}  {state}")
    waiting = list(Mail.objects.filter(state=State.DOUBTFUL).order_by("pk"))
    if waiting:
        say(f"{number(len(waiting), 'mail waits', 'mails wait')} for a person:")
        for one in waiting:
            say(
                f"  {one.pk}  {'to confirm' if one.request_id else 'news'}  {one.changed_at:%Y-%m-%d %H:%M}  {one.told}"
            )
        say("Say what became of one with: upheld follow settle NUMBER arrived|again|drop")


def settle(mail: int, what: str, database: str) -> None:
    """What a person knows of a mail."""
    start(database)
    from upheld.delivery.states import BY_A_PERSON, State
    from upheld.publication.subscriptions.models import Mail
    from upheld.publication.subscriptions.moving import moved

    row = Mail.objects.filter(pk=mail).first()
    if row is None or what not in SETTLED:
        wanted = "the number of a mail" if row is None else f"one of {', '.join(SETTLED)}"
        raise Refused([Problem("mail", value=str(mail) if row is None else what, expected=wanted)])
    to = State(SETTLED[what])
    state = State(row.state)
    if to not in BY_A_PERSON.get(state, ()) or not moved(
        mail, [state], to, _now(), told="a person said so", not_before=None
    ):
        raise Refused([Problem(f"mail {mail}", value=row.state, expected="a mail that this can be said of")])
    say(f"Mail {mail} is {to}.")


def bounces(mailbox: str, database: str) -> None:
    """Put what came back to the mails that it is about."""
    start(database)
    from upheld.delivery.mailboxes import opened
    from upheld.publication.subscriptions.coming_back import read

    try:
        with opened(mailbox) as box:
            came_back, others, let_go = read(box, _now())
    except ValueError as wrong:
        raise Refused([Problem("MAILBOX", expected=str(wrong).removeprefix("expected "))]) from None
    except OSError as failed:
        raise Refused([Problem("MAILBOX", expected=f"a mailbox that opens; {failed}")]) from None
    say(f"{number(came_back, 'mail')} came back; {number(others, 'other mail')} left for a person.")
    _say_let_go(let_go)


def forget(email: str, database: str) -> None:
    """Delete an address, confirmed or not. It says the same where it was not known."""
    start(database)
    from upheld.publication.subscriptions.actions import plain, stop_all
    from upheld.publication.subscriptions.models import Follower, Request

    Request.objects.filter(plain=plain(email)).delete()
    for one in Follower.objects.filter(plain=plain(email)):
        stop_all(one)
    say("The address is not here any more.")
