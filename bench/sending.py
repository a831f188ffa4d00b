"""Sending: 400 letters of 60 KB to a local SMTP server, beside Django's bare backend over one connection."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench import Row

LETTERS, LETTER_BYTES = 400, 60_000
LIMIT = 1.5
ROUNDS = 5


def run() -> Iterator[Row]:
    """At most 1.5 times the bare backend: ours keeps on record what it is about to do and what came of it."""
    with TemporaryDirectory() as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=f"{folder}/register.sqlite3")
        import django

        django.setup()
        from tests.support import registers
        from tests.support.mail_server import mail_server

        registers.migrate()
        drafts = _drafts(Path(folder))
        with mail_server(Path(folder)) as mail:
            rounds = [(_bare(drafts, mail.port), _ours(drafts, mail.port, at)) for at in range(ROUNDS)]
            assert len(mail.taken) == 2 * ROUNDS * LETTERS
        bare, ours = (min(times) for times in zip(*rounds, strict=True))
        yield Row(f"{LETTERS} letters of 60 KB sent", "Django's SMTP backend, one connection", bare, ours, LIMIT)


def _drafts(folder: Path) -> list:  # type: ignore[type-arg]
    from tests.support.messages import letter_file
    from upheld.delivery.actions import Draft

    made = []
    for at in range(LETTERS):
        file = letter_file(folder / "letters", f"{at}.pdf", os.urandom(LETTER_BYTES))
        made.append(
            Draft(file.sha256, f"officer{at}@council.example", "letter", f"A{at}", "Ann", "Letter", "x", (file,))
        )
    return made


def _bare(drafts: list, port: int) -> float:  # type: ignore[type-arg]
    """The same messages by Django's backend; that it reads the files is part of it, as it is of ours."""
    from django.core.mail import EmailMessage
    from django.core.mail.backends.smtp import EmailBackend

    def work() -> None:
        with EmailBackend(host="127.0.0.1", port=port) as backend:
            for draft in drafts:
                message = EmailMessage(draft.subject, draft.text, "letters@ombudsman.example", [draft.recipient])
                message.attach(draft.files[0].name, draft.files[0].path.read_bytes(), "application/pdf")
                backend.send_messages([message])

    return _seconds(work)


def _ours(drafts: list, port: int, at: int) -> float:  # type: ignore[type-arg]
    from tests.support.messages import SENDER
    from upheld.delivery.actions import plan
    from upheld.delivery.sending import send
    from upheld.delivery.transports.smtp import SmtpTransport, server

    occasion = f"bench {at}"
    plan(occasion, drafts, domain=SENDER.domain, by="bench")
    over = SmtpTransport(server(f"smtp://127.0.0.1:{port}"), SENDER)
    return _seconds(lambda: send(occasion, over, by="bench"))


def _seconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
