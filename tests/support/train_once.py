"""The mails of a session written once, in a process of its own that may be killed: REGISTER, PORT, SESSION, FOLDER.

With KILLED it kills itself: "planning" before what it planned is on record, "sending" after it and before any is sent.
"""

import os
import signal
import sys
from pathlib import Path


def main(register: str, port: str, session: str, folder: str, killed: str = "") -> None:
    """Say "sending" on standard output, write all there is to write, and say what became of it."""
    os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=register)
    os.environ["UPHELD_SCHEME"] = "local-government-england"
    import django

    django.setup()
    from tests.support.messages import SENDER
    from upheld.casework.training.models import Session
    from upheld.console.training_mail import plan_and_send
    from upheld.delivery.transports.smtp import SmtpTransport, server

    if killed:
        _die_at(killed)
    print("sending", flush=True)
    over = SmtpTransport(server(f"smtp://127.0.0.1:{port}"), SENDER)
    print(plan_and_send(Session.objects.get(pk=session), SENDER, over, Path(folder), by="tom"), flush=True)


def _die_at(where: str) -> None:
    from upheld.delivery import actions, sending

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if where == "planning":
        actions.record = die  # what planning writes last, in its transaction
    else:
        sending.send = die


if __name__ == "__main__":
    main(*sys.argv[1:])
