"""What a request asks of the API, read by the declaration; anything else is refused in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from upheld.publication.website.api.declaration import PAGE_SIZE, Endpoint, Parameter
from upheld.publication.website.pages import bundle_of

DIGITS = 9


class Refusal(Exception):
    """A request that is answered with a problem: its status and the words for it."""

    def __init__(self, status: int, detail: str):
        super().__init__(detail)
        self.status, self.detail = status, detail


@dataclass(frozen=True)
class Page:
    """Which rows of a list are asked for."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size


def read(request: HttpRequest, endpoint: Endpoint) -> dict[str, Any]:
    """The query's parameters by name; raises `Refusal` for one that is not known, twice there, or out of bounds."""
    words = bundle_of(request).said.data.api
    found: dict[str, Any] = {}
    for name, values in request.GET.lists():
        parameter = endpoint.asked.get(name)
        if parameter is None:
            raise Refusal(400, words.unknown_parameter(name=name[:50], known=", ".join(endpoint.asked) or "–"))
        found[name] = _value(parameter, values[0]) if len(values) == 1 else None
        if found[name] is None:
            raise Refusal(400, words.wrong_parameter(name=name))
    return found


def _value(parameter: Parameter, written: str) -> str | int | None:
    """The value, or None where it is not one of the parameter's."""
    schema = parameter.schema
    if "enum" in schema:
        return written if written in schema["enum"] else None
    if not parameter.is_whole:
        return written if schema["minLength"] <= len(written) <= schema["maxLength"] else None
    if not (written.isascii() and written.isdigit() and len(written) <= DIGITS):
        return None
    return int(written) if schema["minimum"] <= int(written) <= schema["maximum"] else None


def page_of(asked: dict[str, Any]) -> Page:
    """The page that is asked for."""
    return Page(asked.get("page", 1), asked.get("size", PAGE_SIZE))
