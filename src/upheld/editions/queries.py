"""Reading editions."""

from __future__ import annotations

from datetime import datetime

from upheld.access.models import AuditEntry
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.statistics import figures_json
from upheld.statistics.figure import YearFigures


def latest(scheme: str, year: int) -> Edition | None:
    """The edition of a year with the highest number, whatever its state."""
    return Edition.objects.filter(scheme=scheme, year=year).order_by("-number").first()


def every(scheme: str) -> list[Edition]:
    """All editions of a scheme, newest year first."""
    return list(Edition.objects.filter(scheme=scheme).order_by("-year", "-number"))


def figures_of(edition: Edition) -> YearFigures:
    """The figures that an edition froze, exactly."""
    return figures_json.from_json(edition.figures.canonical.encode())


def notices(edition: Edition) -> list[Edition]:
    """The editions of the same year, up to this one, that carry a notice of what changed; newest first."""
    return [one for one in reversed(up_to(edition)) if one.notice]


def edition_name(edition: Edition) -> str:
    """How the audit trail names an edition: ``local-government-england 2022 edition 1``."""
    return f"{edition.scheme} {edition.year} edition {edition.number}"


def published_at(edition: Edition) -> datetime | None:
    """The moment an edition was published, by the audit trail; None where it was not."""
    entry = AuditEntry.objects.filter(action=State.PUBLISHED, subject=edition_name(edition)).order_by("-id").first()
    return entry.at if entry else None


def up_to(edition: Edition) -> list[Edition]:
    """The editions of the same year up to this one, public or not; oldest first."""
    of_the_year = Edition.objects.filter(scheme=edition.scheme, year=edition.year, number__lte=edition.number)
    return list(of_the_year.order_by("number"))


def history(edition: Edition) -> list[Edition]:
    """The editions of the same year that were published before this one, and this one; oldest first."""
    before = Edition.objects.filter(scheme=edition.scheme, year=edition.year, number__lt=edition.number)
    stood = before.filter(state__in=(State.PUBLISHED, State.CORRECTED)).order_by("number")
    return [*(one for one in stood if published_at(one)), edition]


def corrections_of(scheme: str, year: int) -> dict[str, list[str]]:
    """Authority id → what published corrections of a year changed in its figures, oldest first."""
    published = Edition.objects.filter(scheme=scheme, year=year, state__in=(State.PUBLISHED, State.CORRECTED))
    told: dict[str, list[str]] = {}
    for edition in published.filter(correction_of__isnull=False).order_by("number"):
        before, after = figures_of(edition.correction_of).authorities, figures_of(edition).authorities
        for authority, figures in after.items():
            if edition.notice and before.get(authority) != figures:
                told.setdefault(authority, []).append(edition.notice["what"])
    return told
