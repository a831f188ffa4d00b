"""One run of sending, in a process of its own that may be killed: REGISTER, PORT."""

import os
import sys


def main(register: str, port: str) -> None:
    """Say "sending" on standard output, send all there is, and say what became of it."""
    os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=register)
    import django

    django.setup()
    from tests.support.messages import OCCASION, SENDER
    from upheld.delivery.sending import send
    from upheld.delivery.transports.smtp import SmtpTransport, server

    print("sending", flush=True)
    sent = send(OCCASION, SmtpTransport(server(f"smtp://127.0.0.1:{port}"), SENDER), by="ana")
    print(dict(sent.became), sent.failed, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
