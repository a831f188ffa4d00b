"""The transport that the settings choose."""

from __future__ import annotations

from datetime import datetime
from email.utils import parseaddr
from typing import Any

from upheld.delivery.composing import Sender, can_be_written_to
from upheld.delivery.transports import Transport
from upheld.delivery.transports.notify import NotifyTransport
from upheld.delivery.transports.smtp import SmtpTransport, server
from upheld.vocabulary.problems import Problem, Refused

NOTIFY = "notify"


def sender(settings: Any, now: datetime) -> Sender:
    """Who messages come from, by the settings. Raises `Refused` where they don't say."""
    name, address = parseaddr(settings.UPHELD_MAIL_FROM)
    if not can_be_written_to(address):
        raise _refused("UPHELD_MAIL_FROM", "who messages come from, as: Name <address>", settings.UPHELD_MAIL_FROM)
    returns_to = settings.UPHELD_MAIL_RETURNS or address
    if not can_be_written_to(returns_to):
        raise _refused("UPHELD_MAIL_RETURNS", "an e-mail address", returns_to)
    return Sender(name, address, returns_to, now)


def transport(settings: Any, by: Sender) -> Transport:
    """How messages travel, by the settings. Raises `Refused`, without any secret in it, where they don't say."""
    if settings.UPHELD_MAIL == NOTIFY:
        return _notify(settings)
    try:
        return SmtpTransport(server(settings.UPHELD_MAIL), by)
    except ValueError as wrong:
        wanted = str(wrong).removeprefix("expected ")
        raise _refused("UPHELD_MAIL", f"how messages travel: {wanted}, or {NOTIFY}") from None


def _notify(settings: Any) -> Transport:
    if not settings.UPHELD_NOTIFY_TEMPLATE:
        raise _refused("UPHELD_NOTIFY_TEMPLATE", "the id of the template at GOV.UK Notify")
    try:
        return NotifyTransport(
            settings.UPHELD_NOTIFY_KEY, settings.UPHELD_NOTIFY_TEMPLATE, settings.UPHELD_NOTIFY_ADDRESS
        )
    except ValueError:
        raise _refused("UPHELD_NOTIFY_KEY", "a key of GOV.UK Notify, as its service's pages show it once") from None


def _refused(setting: str, expected: str, value: str = "") -> Refused:
    return Refused([Problem(setting, value=value or None, expected=expected)])
