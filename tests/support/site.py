"""The public site in this process, on a bundle of the test's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.test.utils import override_settings

VOID = {"meta", "link", "input", "br", "wbr", "img", "hr", "rect", "line"}


@contextmanager
def serving(bundle: Path, *, preview: bool = False) -> Iterator[Client]:
    """A client of the site with the settings that it is served with."""
    from upheld.config import website

    own = {name: getattr(website, name) for name in ("ALLOWED_HOSTS", "ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES")}
    own["ALLOWED_HOSTS"] = ["testserver"]
    with override_settings(**own, UPHELD_BUNDLE=str(bundle), UPHELD_PREVIEW=preview), _connections_left_alone():
        yield Client(raise_request_exception=False)


@contextmanager
def _connections_left_alone() -> Iterator[None]:
    """No request looks after connections to a register that another test left open: the site has none."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class Page(HTMLParser):
    """What a test looks at in a page; raises where tags do not close in order."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute of {tag} twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        return [one["href"] or "" for one in self.all("a")]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]
