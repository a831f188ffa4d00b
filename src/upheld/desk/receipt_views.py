"""Where GOV.UK Notify calls back with what became of a message. Its token opens this address and no other."""

from __future__ import annotations

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from upheld.access.guard import anybody
from upheld.delivery.actions import receipt

FIELDS = ("reference", "status", "id")


@csrf_exempt
@anybody
@require_POST
def notify_receipt(request: HttpRequest) -> HttpResponse:
    """Put a receipt to its message. One of a message that is not ours is taken and left, so that it comes no more."""
    if not _has_token(request):
        return HttpResponse(status=403)
    try:
        told = json.loads(request.body)
        fields = [told[name] for name in FIELDS]
    except (ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    if not all(isinstance(one, str) for one in fields):
        return HttpResponse(status=400)
    receipt(*fields)
    return HttpResponse(status=204)


def _has_token(request: HttpRequest) -> bool:
    token = settings.UPHELD_NOTIFY_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


urlpatterns = [path("notify/receipts", notify_receipt, name="notify_receipt")]
