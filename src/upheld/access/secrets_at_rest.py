"""Secrets of second factors as they rest in the register: encrypted, so that a copy of the register lets nobody in.

The key comes of ``UPHELD_SECRET_KEY``. Whoever changes that puts the former one into Django's fallbacks, or resets
everybody's second factor.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = "upheld.access.second_factor"
logger = logging.getLogger(__name__)


def encrypted(secret: str) -> str:
    """A secret as it may be kept."""
    return _box().encrypt(secret.encode()).decode()


def decrypted(kept: str) -> str:
    """The secret again; where its key is not known any more, one that nobody has, so that no code fits."""
    try:
        return _box().decrypt(kept.encode()).decode()
    except InvalidToken:
        logger.warning("A second factor cannot be read: UPHELD_SECRET_KEY has changed. An administrator can reset it")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key(one)) for one in keys])


def _key(secret_key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"{PURPOSE}:{secret_key}".encode()).digest())
