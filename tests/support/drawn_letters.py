"""An edition with its letters on record, nothing of it printed: two authorities, each with one chief officer."""

from __future__ import annotations

import hashlib
from datetime import date

from django.utils import timezone

from tests.support.letters import DARTFORD, KENT, england, figures
from upheld.access.actions import record
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.states import State
from upheld.letters.actions import contents
from upheld.letters.drawn import Written, keep
from upheld.letters.gather import facts
from upheld.letters.queries import content_of
from upheld.register.models import Contact
from upheld.statistics import figures_json
from upheld.vocabulary.scheme import Scheme

COUNTS = {
    DARTFORD: {
        "uphold_rate": (1, 2),
        "compliance_rate": (1, 1),
        "satisfactory_remedy_rate": (1, 1),
        "upheld_per_100k": (1, 0),
    },
    KENT: {
        "uphold_rate": (12, 40),
        "compliance_rate": (9, 9),
        "satisfactory_remedy_rate": (3, 12),
        "upheld_per_100k": (12, 0),
    },
}


def officer(authority: str, name: str) -> None:
    """The chief officer of an authority, whoever was it before."""
    Contact.objects.filter(authority=authority, role="chief_officer").delete()
    email = f"{name.split()[0].lower()}@{authority.lower()}.example"
    Contact.objects.create(
        authority=authority, role="chief_officer", name=name, salutation=name, post="Chief Executive", email=email
    )
    record("contacts", authority, by="a test")


def edition(state: State = State.CHECK_CLOSED) -> Edition:
    """An edition of 2022 and its figures."""
    canonical = figures_json.to_json(figures(COUNTS))
    made = Edition.objects.create(
        scheme=england().id,
        year=2022,
        number=1,
        state=state,
        complete_years=[2022],
        snapshot_hash="s" * 64,
        figures_hash=hashlib.sha256(canonical).hexdigest(),
        sample=False,
        frozen_at=timezone.now(),
        frozen_by="ana",
        sent_on=date(2022, 7, 20),
        released_on=date(2022, 7, 27),
    )
    EditionFigures.objects.create(edition=made, canonical=canonical.decode())
    return made


def drawn(state: State = State.CHECK_CLOSED) -> Edition:
    """An edition whose letters are drawn."""
    officer(DARTFORD, "Ada Example")
    officer(KENT, "Bert Example")
    made = edition(state)
    draw(made)
    return made


def draw(one: Edition, scheme: Scheme | None = None) -> None:
    """Draw the letters of the register as it is, as if their files were printed."""
    from upheld.editions.queries import figures_of
    from upheld.letters.by_hand import changed
    from upheld.letters.queries import changes_of

    scheme = scheme or england()
    known = facts(scheme, scheme.authorities, one.year, one.sent_on)
    days = {"sent_on": one.sent_on, "published_on": one.released_on}
    by_hand, written = changes_of(one), []
    for language in scheme.languages:
        made = contents(scheme, scheme.authorities, figures_of(one), known, language=language, sample=False, **days)
        for content in made:
            if content.authority not in COUNTS:
                continue
            content, left_out = changed(content, by_hand.get((content.authority, language), ()), scheme)
            text = content.as_json()
            pdf = hashlib.sha256(b"pdf of " + text.encode()).hexdigest()
            written.append(Written(content.authority, language, text, pdf, tuple(left_out)))
    keep(one, written, known)


def paragraph(one: Edition, authority: str, rule: str, language: str = "en"):
    """A paragraph of a letter as it is now."""
    content = content_of(one, authority, language)
    found = [part for section in content.sections for part in section.paragraphs if part.rule == rule]
    return found[0] if found else None
