"""What a browser hands in for a passkey. The library trusts its form; anybody can post anything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from upheld.access.pages import not_understood

View = Callable[..., HttpResponseBase]
logger = logging.getLogger(__name__)


def answered(view: View) -> View:
    """A view of the library to which an answer is posted: one that it cannot take apart is refused, not a fault."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **parts)
        except Exception as error:  # it raises whatever its parts happen to raise, and documents none of it
            if not request.POST.get("credential"):
                raise
            logger.warning("What was posted as a passkey's answer is none: %s", type(error).__name__)
            return not_understood(request)

    return answer
