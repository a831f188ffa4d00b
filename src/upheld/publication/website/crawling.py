"""Looks through the site on one bundle: ``python -m upheld.publication.website.crawling BUNDLE``.

Follows links from the front page and prints each that leads nowhere, a line each; exit status 1 if there are any. A
site has as many pages as there are authorities: of each kind of address the first few are looked at.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter, deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

A_KIND = 12
RIGHT = (200, 301, 302, 410)
HOST = "localhost"


class Links(HTMLParser):
    """Every address that a page names."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Links, pictures, styles, scripts."""
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def crawl(first: tuple[str, ...] = ("/",)) -> list[str]:
    """What leads nowhere, a line each."""
    from django.test import Client

    client = Client(HTTP_HOST=HOST, raise_request_exception=False)
    waiting, known, kinds, dead = deque(first), set(first), Counter[str](), []
    while waiting:
        address = waiting.popleft()
        answer = client.get(address)
        if answer.status_code not in RIGHT:
            dead.append(f"{address} answers {answer.status_code}")
        for link in _onward(address, answer):
            kind = kind_of(link)
            if link not in known and kinds[kind] < A_KIND:
                known.add(link)
                kinds[kind] += 1
                waiting.append(link)
    return dead


def _onward(address: str, answer) -> list[str]:  # type: ignore[no-untyped-def]
    if 300 <= answer.status_code < 400:
        return [answer["Location"]]
    if "html" not in answer.get("Content-Type", ""):
        return []
    whole = (urldefrag(urljoin(address, link))[0] for link in Links(answer.content.decode()).found)
    return [link for link in whole if link.startswith("/") and not link.startswith("//")]


def kind_of(address: str) -> str:
    """Addresses that differ in a code, a number or a question only are of one kind."""
    path, _, query = address.partition("?")
    named = re.sub(r"/(?=[^/]*[0-9A-Z])[^/]+", "/*", path)
    return named + ("?" if query else "")


def main(bundle: str) -> int:
    """Look through the site on a bundle, whether it is published or a preview."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="upheld.config.website", UPHELD_BUNDLE=bundle, UPHELD_PREVIEW="1", UPHELD_HOSTS=HOST
    )
    import django

    django.setup()
    dead = crawl()
    sys.stdout.write("".join(f"{line}\n" for line in dead))
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
