"""Every address of the desk and the portal, with an example of each, and what each asks of whoever opens it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver, reverse

from upheld.access.guard import SIGNED_IN, views
from upheld.access.permissions import Action

OWN, OTHER, UNKNOWN = "E07000107", "E07000108", "E07999999"
BY_NAME = {
    "authority": OWN,
    "hashed": "0000.none.css",
    "uidb36": "1",
    "key": "none-key",
    "reference": "none-reference",
    "secret": "none-secret",
    "provider_id": "sso",
    "link": "none",
}
BY_CONVERTER = {"IntConverter": 1, "StringConverter": "none", "SlugConverter": "none", "PathConverter": "none"}
"""Parts of addresses of which tests know no better example: nothing of such a name is there."""


@dataclass(frozen=True)
class Address:
    """One address: its pattern with an example of each part, and what its view says that it needs."""

    route: str
    pattern: URLPattern
    needs: tuple[Action | str | None, bool] | None

    def example(self, authority: str = OWN) -> str:
        """The address with parts filled in."""
        known = {**BY_NAME, "authority": authority}
        parts = {name: known.get(name, _of(one)) for name, one in self.pattern.pattern.converters.items()}
        named = self.pattern.pattern.regex.groupindex
        return reverse(str(self.pattern.name), kwargs={**{one: known.get(one, 1) for one in named}, **parts})

    @property
    def action(self) -> Action | None:
        """What one must be allowed to do; None where anybody, or whoever is signed in, sees it."""
        found = self.needs[0] if self.needs else None
        return found if isinstance(found, Action) else None

    @property
    def is_for_anybody(self) -> bool:
        """Whether one need not have signed in."""
        return self.needs is not None and self.needs[0] is None

    @property
    def is_for_the_signed_in(self) -> bool:
        """Whether one must have signed in, and no more."""
        return self.needs is not None and self.needs[0] == SIGNED_IN


def _of(converter: object) -> object:
    return BY_CONVERTER.get(type(converter).__name__, "none")


def every() -> list[Address]:
    """All of them."""
    found = views(get_resolver().url_patterns)
    return [Address(route, one, _needs(one.callback)) for route, one in found]


def _needs(view: object) -> tuple[Action | str | None, bool] | None:
    """What a view needs, also where a decorator was put around its guard."""
    while view is not None:
        if hasattr(view, "needs"):
            return view.needs  # type: ignore[no-any-return]
        view = getattr(view, "__wrapped__", None)
    return None
