"""Where the desk works: its scheme, its authorities and the folder of reviews. Read once, as settings name them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from upheld.editions.models import Edition
from upheld.register import queries as register
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import known, load


@cache
def scheme() -> Scheme:
    """The scheme that settings name, or the only one there is."""
    return load(settings.UPHELD_SCHEME or known()[0])


def directory() -> AuthorityDirectory:
    """All authorities, with those that extracts added."""
    return register.directory(scheme())


def out() -> Path:
    """The folder of reviews: letters, snapshots, bundles."""
    return Path(settings.UPHELD_OUT)


def name_of(authority: str, edition: Edition) -> str:
    """What an authority was called at the end of an edition's year."""
    return directory()[authority].name(scheme().year(edition.year).end)


def sample_line(edition: Edition | None = None) -> str:
    """The mark of made-up cases, "" where they are real."""
    made_up = edition.sample if edition else register.is_sample()
    return scheme().words.terms.sample_long if made_up else ""


def on_every_page(_request: HttpRequest) -> dict[str, object]:
    """What every page's frame can tell: the service's name, and whether cases are made up (asked only if shown)."""
    return {"service_name": scheme().words.terms.service, "made_up": sample_line}
