"""From one text to Django's database settings."""

from urllib.parse import unquote, urlsplit


def database(where: str) -> dict[str, object]:
    """Settings for a path to a SQLite file, or for ``postgresql://user:password@host:port/name``."""
    if "://" in where:
        return _postgresql(where)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": where,
        "OPTIONS": {
            # What is deleted is overwritten too: who was erased must not rest in free pages of the file.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
        },
    }


def _postgresql(where: str) -> dict[str, object]:
    parts = urlsplit(where)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(
            f"{parts.scheme}:// is not a register: give a path or postgresql://user:password@host:port/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
