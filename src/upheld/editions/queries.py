"""Reading editions."""

from __future__ import annotations

from upheld.editions.models import Edition
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
    of_the_year = Edition.objects.filter(scheme=edition.scheme, year=edition.year, number__lte=edition.number)
    return [one for one in of_the_year.order_by("-number") if one.notice]
