"""What came back: put to the mails that it is about. Who cannot be reached again and again is let go of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from upheld.delivery.mailboxes import Box, notification
from upheld.delivery.states import State
from upheld.publication.subscriptions.actions import stop_all
from upheld.publication.subscriptions.models import Follower, Mail
from upheld.publication.subscriptions.moving import moved

MOST_IN_VAIN = 3
"""So many mails of the last weeks (`actions.MAILS_KEPT`) that came back, or were refused for their address, end it."""
OF_THE_ADDRESS = r"^5[0-9][0-9] 5\.1\.([12346]|10)([^0-9.]|$)"
"""Refusals that speak of whom a mail is for (RFC 3463, 3.2; RFC 7505). 5.1.7 and 5.1.8 speak of the sender."""
WENT = (State.ACCEPTED, State.DELIVERED)


def count_refused(refused: Iterable[int], accepted: int) -> None:
    """Note which refusals of a pass speak of their addresses. Where more was refused than ``accepted``, none does.

    Then it is the server that hands mail on which is at fault, whatever it says.
    """
    refused = list(refused)
    if len(refused) <= accepted:
        for one in refused:
            Mail.objects.filter(pk=one, told__regex=OF_THE_ADDRESS).update(in_vain=True)


def let_go_of_unreachable() -> int:
    """Delete followers whom mail does not reach; returns how many."""
    in_vain = Q(mails__state=State.BOUNCED) | Q(mails__state=State.REFUSED, mails__in_vain=True)
    vain = Count("mails", filter=in_vain)
    found = [*Follower.objects.annotate(vain=vain).filter(vain__gte=MOST_IN_VAIN)]
    for one in found:
        stop_all(one)
    return len(found)


def read(box: Box, now: datetime) -> tuple[int, int, int]:
    """Put what came back to its mails; returns how many did, how many mails in the box are about none of ours, and how
    many followers were let go of.

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
    return came_back, others, let_go_of_unreachable()
