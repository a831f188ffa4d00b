"""Erasing a person: wherever their address stands in the register, and what stands beside it.

What stays: figures and snapshots, which hold no names; the audit trail, which names accounts only, and whose account
names are nobody's once the account is empty; letters, which name whom they were written to, as published.

What was erased is noted in a file beside the register, by a hash that is slow to guess: a register that comes back
from a backup is erased again by it (`again`). Parts that keep more about people add how to reach it to `REACHES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from upheld.access.actions import record
from upheld.access.models import Account, Invitation
from upheld.access.sessions import end_all
from upheld.casework.code import keeping as code_keeping
from upheld.casework.code.models import SelfAssessmentFile
from upheld.casework.handed_in import uploads
from upheld.casework.remedies import letting_go
from upheld.casework.remedies.models import EvidenceFile
from upheld.casework.statements import keeping
from upheld.casework.statements.identifying import ADDRESS_OF_MAIL
from upheld.casework.training.models import Comer, Feedback
from upheld.delivery.models import Message
from upheld.delivery.moving import moved
from upheld.delivery.states import State
from upheld.desk.erasure_log import LOG, hashed, note, people
from upheld.desk.overwriting import overwrite
from upheld.editions.check_round import keeping as query_keeping
from upheld.editions.check_round.models import QueryFile
from upheld.letters.drawn import forget_unused
from upheld.register.models import Contact, PriorRow

CONTACTS = "contacts"  # how a row's earlier state names its table
NOWHERE = "erased.invalid"
LEFT = "The rows are erased, but others hold the register, so traces may be left in its file: erase once more."
WAITING = (State.PLANNED, State.INTENDED, State.DOUBTFUL)
DROPPABLE = (State.PLANNED, State.DOUBTFUL)


class ErasureRefused(Exception):
    """It can't be done now; says why, without the person in it."""


def erase(email: str, out: Path, *, by: str) -> dict[str, int]:
    """Erase a person everywhere; returns how many rows of each kind were reached.

    Raises `ErasureRefused` where a message to them is under way, for one's own account, and where they are erased but
    others keep the register's file from being written anew.
    """
    reached = _erase(email, out, by=by)
    if not overwrite():
        raise ErasureRefused(LEFT)
    return reached


def _erase(email: str, out: Path, *, by: str) -> dict[str, int]:
    person = hashed(email)
    with transaction.atomic():
        _check(email, by)
        reached = {kind: reach(email) for kind, reach in REACHES.items()}
        record("erase", "a person", by=by, person=person[:12], **reached)
        note(out / LOG, person, reached, by)  # within: without a note a backup could bring the person back
    return reached


def _check(email: str, by: str) -> None:
    if Message.objects.filter(recipient__iexact=email, state__in=WAITING).exists():
        raise ErasureRefused("A message to this address is waiting or doubtful: send, drop or settle it before.")
    if Account.objects.filter(email__iexact=email, username=by).exists():
        raise ErasureRefused("Somebody else must do this for your own account.")


def again(out: Path, *, by: str) -> int:
    """Erase whoever the log tells of and the register knows (again); returns how many people that were.

    What waits for them is dropped: nobody may write to them. Raises `ErasureRefused` once all others are erased, where
    a message is being handed over this moment.
    """
    erased = people(out / LOG)
    back = [email for email in sorted(set(_known())) if hashed(email) in erased]
    left = 0
    for email in back:
        _drop_what_waits(email, by)
        try:
            _erase(email, out, by=by)
        except ErasureRefused:
            left += 1
    if left:
        raise ErasureRefused(f"Mail to {left} {'person' if left == 1 else 'people'} is being sent: try again after it.")
    if not overwrite():
        raise ErasureRefused(LEFT)
    return len(back)


def _drop_what_waits(email: str, by: str) -> None:
    rows = Message.objects.filter(recipient__iexact=email, state__in=DROPPABLE).values_list("pk", flat=True)
    for pk in [*rows]:
        moved(pk, DROPPABLE, State.DROPPED, by=by, told="the person had been erased", run=None)


def _known() -> Iterator[str]:
    """Every address that the register holds."""
    kept = ((Contact, "email"), (Message, "recipient"), (Account, "email"), (Invitation, "email"), (Comer, "email"))
    for model, field in kept:
        for email in model.objects.values_list(field, flat=True).distinct().iterator():
            if email and not email.endswith(f"@{NOWHERE}"):
                yield email.lower()
    yield from (one.lower() for one in keeping.addresses())
    for text in chain(code_keeping.texts(), query_keeping.texts()):
        yield from (one.lower() for one in ADDRESS_OF_MAIL.findall(text))
    yield from (str(row.before.get("email", "")).lower() for row in PriorRow.objects.filter(table=CONTACTS).iterator())


def _contacts(email: str) -> int:
    before = [one.pk for one in PriorRow.objects.filter(table=CONTACTS) if _is_of(one, email)]
    return delete(Contact.objects.filter(email__iexact=email)) + delete(PriorRow.objects.filter(pk__in=before))


def _is_of(row: PriorRow, email: str) -> bool:
    return str(row.before.get("email", "")).lower() == email.lower()


def delete(rows: QuerySet) -> int:  # type: ignore[type-arg]
    """Delete rows; returns how many."""
    return rows.delete()[0]


def _messages(email: str) -> int:
    return empty_messages(Message.objects.filter(recipient__iexact=email))


def empty_messages(messages: Iterable[Message]) -> int:
    """Keep that messages went, and lose to whom and what they said; returns how many."""
    count = 0
    for count, one in enumerate(messages, 1):  # noqa: B007
        one.recipient, one.name, one.subject, one.text = f"{one.pk}@{NOWHERE}", "", "", ""
        one.save(update_fields=["recipient", "name", "subject", "text"])
    return count


def _accounts(email: str) -> int:
    return sum(map(empty_account, Account.objects.filter(email__iexact=email)))


def empty_account(account: Account) -> int:
    """Leave nothing of an account but its name, which the trail goes on using; returns 1."""
    from allauth.account.models import EmailAddress
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialAccount

    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=account).delete()
    account.posts.all().delete()
    account.email = account.first_name = account.last_name = ""
    account.is_active = False
    account.set_unusable_password()
    account.save()
    end_all(account)
    return 1


def _invitations(email: str) -> int:
    return delete(Invitation.objects.filter(email__iexact=email))


def _training(email: str) -> int:
    """That they came, and what they wrote of it; their answers in numbers stay."""
    written = Feedback.objects.filter(by__in=_accounts_of(email)).exclude(comment="")
    return delete(Comer.objects.filter(email__iexact=email)) + written.update(comment="")


def _uploads(email: str) -> int:
    names = _accounts_of(email)
    queries = delete_files(QueryFile.objects.filter(query__asked_by__in=names))
    evidence = delete_files(EvidenceFile.objects.filter(evidence__by__in=names))
    return queries + evidence + delete_files(SelfAssessmentFile.objects.filter(by__in=names))


def delete_files(files: Iterable[QueryFile] | Iterable[EvidenceFile] | Iterable[SelfAssessmentFile]) -> int:
    """Delete files that were handed in; returns how many.

    The file goes before its row is gone for good: stopped between, it is done again and finds nothing to delete.
    """
    count = 0
    for count, one in enumerate(list(files), 1):  # noqa: B007
        uploads.where(one.key, Path(settings.UPHELD_FILES)).unlink(missing_ok=True)
        one.delete()
    return count


def _remedies(email: str) -> int:
    """What they wrote about remedies, and what others wrote there with their address or full name."""
    return letting_go.forget_person(email, _called(email), _accounts_of(email))


def _called(email: str) -> set[str]:
    """Every name that is known of somebody."""
    names = set(Contact.objects.filter(email__iexact=email).values_list("name", flat=True))
    before = (one for one in PriorRow.objects.filter(table=CONTACTS) if _is_of(one, email))
    names |= {str(one.before.get("name", "")) for one in before}
    return names | {one.get_full_name() for one in Account.objects.filter(email__iexact=email)}


def _telling(email: str) -> list[str]:
    """What tells of somebody where others are named too: their address, and full names that are not short."""
    return [email, *(one for one in _called(email) if len(one) >= letting_go.SHORTEST_NAME and " " in one.strip())]


def _accounts_of(email: str) -> list[str]:
    return list(Account.objects.filter(email__iexact=email).values_list("username", flat=True))


def _assessments(email: str) -> int:
    """What was written as evidence of a mark with their address or full name."""
    return code_keeping.forget(_telling(email))


def _queries(email: str) -> int:
    """Why they queried a case, and what others wrote about queries with their address or full name."""
    return query_keeping.forget(_telling(email), _accounts_of(email))


def _drafts(_email: str) -> int:
    """Texts of letters that nobody approved and that are others by now: whoever they were written to, they go."""
    return forget_unused()


def _decisions(email: str) -> int:
    """What is kept beside decisions, and has the person in it by any known name."""
    return keeping.forget([email, *_called(email)])


REACHES: dict[str, Callable[[str], int]] = {
    "drafts": _drafts,
    "remedies": _remedies,  # before contacts and accounts, by which it is known what they are called
    "uploads": _uploads,  # before accounts, by which it is known whose they are
    "decisions": _decisions,  # before contacts and accounts, by which it is known what they are called
    "assessments": _assessments,  # the same
    "queries": _queries,  # the same
    "training": _training,  # before accounts, by which it is known what they wrote
    "contacts": _contacts,
    "messages": _messages,
    "accounts": _accounts,
    "invitations": _invitations,
}
"""By kind: erases what is kept of an address, and says how many rows that were. Other parts add theirs."""
