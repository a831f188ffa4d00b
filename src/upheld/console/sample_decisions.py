"""Decisions of made-up cases on their way to the public: some to settle, one checked, so that the desk shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from upheld.console.by import by

COMMAND = "desk sample"
NOTICE = (
    "Sample: this is a made-up decision about a made-up complaint. All names, numbers and addresses in it are invented."
)
TEXTS = (
    (
        "Sample decision: repairs that came late",
        "The complaint\nMrs Samplewood of 14 Sample Street, ZZ9 9ZZ, complained that the authority mended her roof ten "
        "months late. She can be reached at h.samplewood@sample.example.\n\n"
        "What I found\nThe authority lost her first report. Mrs Samplewood rang its repairs line, 01632 960000, seven "
        "times. There was fault, and the authority has agreed to apologise to Mrs Samplewood.",
    ),
    (
        "Sample decision: a place at school",
        "The complaint\nMr Sampleton said that the authority had no school for his son Sampson, born on 3 May 2012.\n\n"
        "What I found\nThe authority knew of his needs from application 21/01234/SMP. For two terms the boy, then aged "
        "nine, had no teaching at all. That was fault.",
    ),
    (
        "Sample decision: a payment twice",
        "The complaint\nMr X complained that the authority asked him twice for the same payment.\n\n"
        "What I found\nDr Samplethwaite answered for the authority and gave account 40012345. The authority had "
        "put the first payment there and did not look. That was fault.",
    ),
    (
        "Sample decision: bins",
        "The complaint\nMs Y complained that her bins were not emptied for six weeks.\n\n"
        "What I found\nThe authority says that the lane was blocked. Its notes say that nobody came. That was fault.",
    ),
)
"""Title and text. In all but the last there is something to mask, or to say of why it may stay."""
REASON = "Sample: it waits until somebody has tried the check."
DAYS = 42


@transaction.atomic
def make() -> None:
    """Put the texts in for the cases decided last that have none, all or none; where they are in, nothing is done."""
    from upheld.casework.statements import checking, publishing
    from upheld.casework.statements.texts import text_now
    from upheld.desk.place import scheme
    from upheld.register.models import Case, Decision

    if Decision.objects.filter(title__in=[title for title, _ in TEXTS]).exists():
        return
    today = date.today()  # noqa: DTZ011  # any day will do
    cases = Case.objects.filter(decided_on__lte=today, decision=None).order_by("-decided_on", "reference")
    who, now, day = by(COMMAND), datetime.now(UTC), today + timedelta(DAYS)
    references = list(cases.values_list("pk", flat=True)[: len(TEXTS)])
    for reference, (title, text) in zip(references, TEXTS, strict=False):
        checking.paste(scheme(), reference, title, f"{NOTICE}\n\n{text}", by=who)
        publishing.choose_day(scheme(), reference, day, REASON, seen=_seen(text_now(reference)), now=now, by=who)
    if len(references) == len(TEXTS):
        checking.check(references[-1], seen=_seen(text_now(references[-1])), now=now, by=who)


def _seen(now: object) -> str:
    return str(getattr(now, "digest", ""))
