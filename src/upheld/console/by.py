"""Who did it, for the audit trail: the account that ran the command."""

from __future__ import annotations

import getpass


def by(command: str) -> str:
    """``command review, run by ana``; the account's name only."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        account = "unnamed account"
    return f"command {command}, run by {account}"
