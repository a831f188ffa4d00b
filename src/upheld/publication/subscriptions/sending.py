"""One pass: read one bundle, plan what is due, send what is planned. Each mail goes once, whatever stops the pass.

As with letters, the intention is on record just before the step that cannot be taken back, and a mail of which nothing
but the intention is known is doubtful and waits for a person. A mail is written when it goes, of the bundle of this
pass: what was withdrawn since it was planned is not in it any more, and where nothing is left of it, it does not go.
"""

from __future__ import annotations

import socket
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from upheld.delivery.states import State
from upheld.delivery.transports import Answer, Outcome, Outgoing, Transport, TransportFailed
from upheld.operations.stopping import asked
from upheld.publication.subscriptions.actions import tidy
from upheld.publication.subscriptions.coming_back import count_refused, let_go_of_unreachable
from upheld.publication.subscriptions.composing import Written, asking, followed_of, telling
from upheld.publication.subscriptions.items import Item, published
from upheld.publication.subscriptions.models import Mail, Request
from upheld.publication.subscriptions.moving import AT_WORK, moved, settle_dead, this_pass
from upheld.publication.subscriptions.planning import plan
from upheld.publication.subscriptions.reading import last_bundle, note
from upheld.publication.subscriptions.tokens import confirming, hashed, managing, secret
from upheld.publication.subscriptions.weekly import weekly_of
from upheld.publication.website.in_use import Bundle

FAILURES_IN_A_ROW = 3
LATER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
"""How long to wait after a server said "not now", time after time; then it is refused."""
INTENDED, EITHER = (State.INTENDED,), (State.PLANNED, State.INTENDED)
BECOMES = {
    Outcome.ACCEPTED: (INTENDED, State.ACCEPTED),
    Outcome.DOUBTFUL: (INTENDED, State.DOUBTFUL),
    Outcome.REFUSED: (EITHER, State.REFUSED),
    Outcome.NOT_NOW: (EITHER, State.PLANNED),
}
"""What an answer is said of, and what it makes of a mail."""
Clock = Callable[[], datetime]


class TakenAway(Exception):
    """Another pass sends it, or its follower stopped."""


@dataclass
class Passed:
    """What a pass came to: how many mails became what, how many were planned, how many followers were let go of, and
    why it ended early if it did."""

    became: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    let_go: int = 0
    failed: str = ""


class Pass:
    """One pass over one bundle. ``items`` may be kept from the pass before where the bundle is the same."""

    def __init__(self, bundle: Bundle, clock: Clock, domain: str, items: dict[str, Item] | None = None):
        self.bundle, self.clock, self.domain = bundle, clock, domain
        self.items = published(bundle) if items is None else items
        self.name = uuid.uuid4().hex

    def run(self, transport: Transport) -> Passed:
        """Plan and send; raises nothing that a server can be the cause of. Told to stop, it ends after a mail."""
        AT_WORK.add(self.name)
        try:
            return self._run(transport)
        finally:
            AT_WORK.discard(self.name)

    def _run(self, transport: Transport) -> Passed:
        passed, now, refused = Passed(), self.clock(), []
        settle_dead(now)
        tidy(now)
        if last_bundle() != self.bundle.name:
            note(self.bundle.name, self.items.values(), now)
        passed.planned = plan(self.bundle, self.items, now=now, slot=weekly_of(self.bundle.rules).last(now))
        try:
            for pk in self._due(now):
                if asked():
                    break
                if became := self._tried(pk, transport):
                    passed.became[became] += 1
                    refused += [pk] if became == State.REFUSED else []
        except TransportFailed as failed:
            passed.failed = str(failed)
        finally:
            transport.close()
        count_refused(refused, passed.became[State.ACCEPTED])
        passed.let_go = let_go_of_unreachable()
        return passed

    def _due(self, now: datetime) -> list[int]:
        due = Q(not_before=None) | Q(not_before__lte=now)
        return [*Mail.objects.filter(due, state=State.PLANNED).order_by("pk").values_list("pk", flat=True)]

    def _tried(self, pk: int, transport: Transport) -> State | None:
        """Hand one mail over, again where the connection was lost before anything was sent."""
        for attempt in range(1, FAILURES_IN_A_ROW + 1):
            mail = Mail.objects.select_related("follower", "request").filter(pk=pk, state=State.PLANNED).first()
            if mail is None:
                return None
            told = secret()
            outgoing = self._outgoing(mail, told)
            if outgoing is None:
                return self._dropped(mail)
            try:
                return self._settled(mail, transport.send(outgoing, partial(self._intend, mail, told)))
            except TakenAway:
                return None
            except TransportFailed:
                moved(pk, INTENDED, State.PLANNED, self.clock())
                if attempt == FAILURES_IN_A_ROW:
                    raise
        return None

    @transaction.atomic
    def _intend(self, mail: Mail, told: str) -> None:
        """On record, and on the disk: the database of subscriptions waits for it at each commit.

        With it goes the hash of the secret that a mail to confirm holds: of two passes, that of the one that sends it.
        """
        who = {"host": socket.gethostname(), "process": this_pass(self.name)}
        if not moved(mail.pk, [State.PLANNED], State.INTENDED, self.clock(), **who):
            raise TakenAway
        if mail.request is not None:
            Request.objects.filter(pk=mail.request.pk).update(secret=hashed(told))

    def _outgoing(self, mail: Mail, told: str) -> Outgoing | None:
        """The mail as it goes now, one to confirm with a secret; None where nothing is left to say."""
        written, recipient = self._written(mail, told)
        if written is None:
            return None
        message_id = f"<{mail.name}@{self.domain}>"
        return Outgoing(message_id, recipient, "", written.subject, written.text, stop=written.stop)

    def _written(self, mail: Mail, told: str) -> tuple[Written | None, str]:
        if mail.request is not None:
            return asking(self.bundle, mail.request.language, confirming(mail.request, told)), mail.request.email
        still = [self.items[key] for key in mail.items if key in self.items]
        if mail.follower is None or not still:
            return None, ""
        because, token = followed_of(mail.because), managing(mail.follower)
        return telling(self.bundle, mail.follower.language, still, because, token), mail.follower.email

    def _dropped(self, mail: Mail) -> State | None:
        told = "all that it was to tell of is public no more"
        return State.DROPPED if moved(mail.pk, [State.PLANNED], State.DROPPED, self.clock(), told=told) else None

    def _settled(self, mail: Mail, answer: Answer) -> State | None:
        before, to = BECOMES[answer.outcome]
        attempts, later, now = mail.attempts + 1, None, self.clock()
        if answer.outcome == Outcome.NOT_NOW:
            if attempts > len(LATER):
                to = State.REFUSED
            else:
                later = now + LATER[attempts - 1]
        told = {"told": answer.told, "attempts": attempts, "not_before": later, "in_vain": False}
        return to if moved(mail.pk, before, to, now, **told) else None
