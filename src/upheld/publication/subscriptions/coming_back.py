"""What came back: put to the mails that it is about. Who cannot be reached again and again is let go of."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from upheld.delivery.mailboxes import Box, notification
from upheld.delivery.states import State
from upheld.publication.subscriptions.actions import stop_all
from upheld.publication.subscriptions.models import Follower, Mail
from upheld.publication.subscriptions.moving import moved

MOST_IN_VAIN = 3
"""So many mails of the last weeks (`actions.MAILS_KEPT`) that did not arrive end a subscription."""
IN_VAIN = (State.REFUSED, State.BOUNCED)
WENT = (State.ACCEPTED, State.DELIVERED)


def let_go_of_unreachable() -> int:
    """Delete followers whom mail does not reach; returns how many."""
    vain = Count("mails", filter=Q(mails__state__in=IN_VAIN))
    found = [*Follower.objects.annotate(vain=vain).filter(vain__gte=MOST_IN_VAIN)]
    for one in found:
        stop_all(one)
    return len(found)


def read(box: Box, now: datetime) -> tuple[int, int]:
    """Put what came back to its mails; returns how many did, and how many mails in the box are about none of ours.

    Read again after a stop, the same mail changes nothing.
    """
    came_back = others = 0
    for name, content in box.mails():
        told = notification(content)
        ours = told.message_id.strip("<>").partition("@")[0] if told else ""
        mail = Mail.objects.filter(name=ours).first() if ours else None
        if told is None or mail is None:
            others += 1
            continue
        if told.to == State.BOUNCED:
            came_back += moved(mail.pk, WENT, State.BOUNCED, now, told=told.told)
        elif told.to == State.DELIVERED:
            moved(mail.pk, [State.ACCEPTED], State.DELIVERED, now)
        box.done(name)
    let_go_of_unreachable()
    return came_back, others
