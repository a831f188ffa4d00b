"""GOV.UK Notify, by its own client: the letter as a link to a file, and a reference that can be asked about.

The service's template has the blanks ``((subject))`` and ``((text))``, and ``((file 1))`` and on for as many files as
go with a message, each at most 2 MB. Notify keeps files and puts links where these blanks stand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

from upheld.delivery.told import without_addresses
from upheld.delivery.transports import Answer, Outcome, Outgoing, TransportFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notifications_python_client.errors import APIError

ADDRESS = "https://api.notifications.service.gov.uk"
TOO_MANY, NO_ENTRY = 429, (401, 403)
BECAME = {
    "delivered": Outcome.ACCEPTED,
    "sending": Outcome.ACCEPTED,
    "created": Outcome.ACCEPTED,
    "pending": Outcome.ACCEPTED,
    "temporary-failure": Outcome.ACCEPTED,
    "permanent-failure": Outcome.ACCEPTED,
    "technical-failure": Outcome.REFUSED,
}
"""The states that https://docs.notifications.service.gov.uk/rest-api.html lists. What failed later was taken first."""


class NotifyTransport:
    """Sends through Notify's API. Raises ValueError where the key has not the form of one."""

    def __init__(self, key: str, template: str, address: str = ADDRESS, wait: float = 60):
        from notifications_python_client import NotificationsAPIClient

        try:
            self.client = NotificationsAPIClient(key, base_url=address or ADDRESS, timeout=wait)
        except AssertionError:
            raise ValueError("expected a key of GOV.UK Notify: name-service-secret") from None
        self.template, self.address = template, address or ADDRESS
        self._has: str | None = None

    def send(self, message: Outgoing, intend: Callable[[], None]) -> Answer:
        """See `Transport.send`. Where no answer came the service is asked by reference, once."""
        blanks = _blanks(message)
        self._check_template(blanks)
        intend()
        try:
            with _quiet():
                made: Any = self.client.send_email_notification(
                    email_address=message.recipient,
                    template_id=self.template,
                    personalisation=blanks,
                    reference=message.message_id,
                    one_click_unsubscribe_url=message.stop or None,
                )
        except Exception as error:
            return self._judged(message, error)
        return Answer(Outcome.ACCEPTED, "taken by GOV.UK Notify", str(made["id"]))

    def _check_template(self, blanks: dict[str, object]) -> None:
        """A blank that the template lacks would be left out without a word: the letter itself, for one."""
        from notifications_python_client.errors import APIError

        if self._has is None:
            try:
                with _quiet():
                    known: Any = self.client.get_template(self.template)
            except APIError as error:
                raise TransportFailed(
                    f"GOV.UK Notify has no template for us at {self.address}: {_told(error)}"
                ) from error
            self._has = f"{known.get('subject', '')}\n{known['body']}"
        if missing := [name for name in blanks if f"(({name}))" not in self._has]:
            raise TransportFailed(f"the template at GOV.UK Notify lacks: {', '.join(f'(({one}))' for one in missing)}")

    def _judged(self, message: Outgoing, error: Exception) -> Answer:
        from notifications_python_client.errors import APIError

        if not isinstance(error, APIError):
            raise error
        if _was_not_sent(error):
            raise TransportFailed(f"GOV.UK Notify cannot be reached at {self.address}") from error
        code = error.response.status_code if error.response is not None else 0
        if code in NO_ENTRY:
            raise TransportFailed(f"GOV.UK Notify does not let us in: {_told(error)}") from error
        if code == TOO_MANY:
            return Answer(Outcome.NOT_NOW, _told(error))
        if 400 <= code < 500:
            return Answer(Outcome.REFUSED, _told(error))
        return self.ask(message.message_id) or Answer(
            Outcome.DOUBTFUL, "no answer came, and the service does not know the message yet"
        )

    def ask(self, message_id: str) -> Answer | None:
        """What the service knows of a message by its reference; None where it knows none or cannot be asked."""
        from notifications_python_client.errors import APIError

        try:
            with _quiet():
                known: Any = self.client.get_all_notifications(reference=message_id)
        except APIError:
            return None
        for one in known.get("notifications", ()):
            if one.get("reference") == message_id and (outcome := BECAME.get(one.get("status"))):
                return Answer(outcome, f"GOV.UK Notify says: {one['status']}", str(one["id"]))
        return None

    def close(self) -> None:
        """Let go of the connection."""
        self.client.request_session.close()


def _blanks(message: Outgoing) -> dict[str, object]:
    from notifications_python_client import prepare_upload

    blanks: dict[str, object] = {"subject": message.subject, "text": message.text}
    for at, one in enumerate(message.attached, start=1):
        blanks[f"file {at}"] = prepare_upload(BytesIO(one.path.read_bytes()), filename=one.name)
    return blanks


def _was_not_sent(error: APIError) -> bool:
    """Whether the connection was never made, so that nothing can have arrived."""
    from requests.exceptions import ConnectionError as NoConnection
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    cause = error.__cause__
    if isinstance(cause, ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if isinstance(cause, NoConnection) and cause.args else None
    return isinstance(reason, NewConnectionError)


def _told(error: APIError) -> str:
    """What the service says, without addresses."""
    told = error.message
    return without_addresses(told if isinstance(told, str) else "; ".join(str(one.get("message", "")) for one in told))


@contextmanager
def _quiet() -> Iterator[None]:
    """The client writes warnings with what was said, addresses too: an answer is told by us."""
    logger = logging.getLogger("notifications_python_client.base")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
