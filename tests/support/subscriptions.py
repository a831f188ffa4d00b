"""Following by e-mail in this process: its settings, an empty database of its own, and mails that go nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.test.utils import override_settings

from tests.support import small_bundle
from upheld.delivery.transports import Answer, Outcome, Outgoing
from upheld.publication.bundle.casework import PublicCasework, PublicDecision
from upheld.publication.website.in_use import Bundle, whole

FOLLOW, SITE = "http://testserver", "http://site.example"
NAMES = (
    "ALLOWED_HOSTS", "ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "INSTALLED_APPS", "CSRF_COOKIE_NAME",
    "CSRF_FAILURE_VIEW", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_SAMESITE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",    "DATA_UPLOAD_MAX_MEMORY_SIZE", "UPHELD_PROXIES",
    "DATA_UPLOAD_MAX_NUMBER_FILES", "SECURE_PROXY_SSL_HEADER",
)  # fmt: skip
NOON = datetime(2022, 8, 3, 12, 0, tzinfo=UTC)
"""A Wednesday."""
DARTFORD, OTHER = "E07000107", "E06000058"


@contextmanager
def settings_of(bundle: Path | str = "bundle") -> Iterator[None]:
    """The settings of the process."""
    from upheld.config import subscriptions

    own = {name: getattr(subscriptions, name) for name in NAMES}
    own |= {"ALLOWED_HOSTS": ["testserver"], "UPHELD_FOLLOW": FOLLOW, "UPHELD_SITE": SITE}
    with override_settings(**own, UPHELD_BUNDLE=str(bundle), UPHELD_PREVIEW=False):
        yield


@contextmanager
def client_on(bundle: Path, **options: Any) -> Iterator[Client]:
    """A browser without cookies at the pages, on a bundle."""
    with settings_of(bundle):
        yield Client(raise_request_exception=False, **options)


@dataclass
class Post:
    """A transport that keeps what it is given. ``wish`` says what becomes of a mail by its recipient's name."""

    sent: list[Outgoing] = field(default_factory=list)
    wish: dict[str, Outcome] = field(default_factory=dict)
    no: str = "550 5.1.1 no such mailbox"

    def send(self, message: Outgoing, intend: Callable[[], None]) -> Answer:
        outcome = self.wish.get(message.recipient, Outcome.ACCEPTED)
        if outcome == Outcome.REFUSED:
            return Answer(outcome, self.no)
        intend()
        if outcome == Outcome.ACCEPTED:
            self.sent.append(message)
        return Answer(outcome, "said")

    def ask(self, message_id: str) -> Answer | None:
        return None

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> list[Outgoing]:
        """What was sent since the last look."""
        taken, self.sent = self.sent, []
        return taken


def decision(
    reference: str, *, authority: str = DARTFORD, subject: str = "Housing", title: str = "", text: str = ""
) -> PublicDecision:
    """A public decision."""
    known = small_bundle.CASEWORK.decisions[0]
    return replace(
        known,
        reference=reference,
        authority=authority,
        subject=subject,
        title=title or f"Decision {reference}",
        text=text or "Nothing in particular.",
    )


def casework(*decisions: PublicDecision, **changes: Any) -> PublicCasework:
    """The small casework with more decisions."""
    kept = changes.pop("kept", small_bundle.CASEWORK.decisions)
    return replace(small_bundle.CASEWORK, decisions=(*kept, *decisions), **changes)


class Bundles:
    """Bundles of the small year, one after the other in one place; the link always names the last."""

    def __init__(self, folder: Path):
        self.made = small_bundle.ingredients(folder / "made")
        self.out = folder / "out"

    def write(self, *decisions: PublicDecision, number: int = 1, **changes: Any) -> Bundle:
        """Write a bundle with more decisions, and open it."""
        own = changes.pop("casework", None) or casework(*decisions, **changes)
        small_bundle.write(self.made, self.out, casework=own, number=number)
        return whole(self.link.resolve())

    @property
    def link(self) -> Path:
        """The pointer at the bundle in use."""
        return self.out / "bundle"


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: moment


def passed(bundle: Bundle, post: Any, now: datetime = NOON) -> Any:
    """One pass."""
    from upheld.publication.subscriptions.sending import Pass

    return Pass(bundle, at(now), "ombudsman.example").run(post)


def follows(
    email: str, kind: str, value: str, *, weekly: bool = False, now: datetime = NOON, language: str = "en"
) -> Any:
    """Somebody who confirmed."""
    from upheld.publication.subscriptions import actions
    from upheld.publication.subscriptions.following import Followed, What
    from upheld.publication.subscriptions.models import Request

    request = Request.objects.create(
        email=email, plain=actions.plain(email), kind=What(kind), value=value, weekly=weekly, language=language,
        asked_at=now, expires_at=now + timedelta(days=3),
    )  # fmt: skip
    assert Followed(What(kind), value)
    return actions.confirm(request, now)


PUBLIC_ON = date(2021, 9, 15)
