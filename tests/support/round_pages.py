"""A check round of the small sample, and what people do on its pages."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings as django_settings

from tests.support.desk import signed_in
from upheld.access.permissions import Role
from upheld.editions.behind import behind
from upheld.editions.check_round import reading
from upheld.editions.models import Edition
from upheld.statistics.counting import SnapshotFiles
from upheld.vocabulary.scheme_loader import load

SMALL = Path(__file__).parents[2] / "sample_data" / "small"
SCHEME = load("local-government-england")


def busiest(edition: Edition, n: int = 2) -> list[str]:
    """The authorities with most investigations."""
    figures = reading.year_figures(edition).authorities
    return sorted(figures, key=lambda one: -(figures[one].decided or 0))[:n]


def first_case(edition: Edition, authority: str, which: str = "decided") -> str:
    snapshot = SnapshotFiles(django_settings.UPHELD_OUT / "snapshots" / edition.snapshot_hash)
    return behind(SCHEME, snapshot, authority, 2022, which)[0].reference


def link_officer(authority: str, name: str = "lin"):
    return signed_in(name, (Role.LINK_OFFICER, authority))


def unmasked(page: bytes) -> bytes:
    """A page without the token of its form, which is masked anew in each."""
    return re.sub(rb'csrfmiddlewaretoken" value="[^"]*', b"", page)


def ask(client: object, edition: Edition, authority: str, **more: object):
    given = {"case": "", "about": "outcome", "reason": "It ended otherwise", **more}
    return client.post(f"/portal/{authority}/editions/{edition.pk}/query", given)
