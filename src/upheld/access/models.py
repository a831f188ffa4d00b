"""Accounts and the audit trail. People are named in the trail by account only."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac


class Account(AbstractUser):
    """Somebody who can sign in. What they may do is in their posts; Django's groups and permissions rest.

    ``sessions_from`` counts how often all their sessions were ended; a session that began before does not fit any more.
    """

    sessions_from = models.PositiveIntegerField(default=0)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's hash of the password, and of the count beside it."""
        told = f"{self.password} {self.sessions_from}"
        return salted_hmac("upheld.access.sessions", told, secret=secret, algorithm="sha256").hexdigest()


class PostHeld(models.Model):
    """A role that somebody holds: at one authority (its id), or at the ombudsman ("")."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=20)
    authority = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role", "authority"], name="one_post_once")]


class Invitation(models.Model):
    """An account offered to an address, with posts (a list of [role, authority]). Its link works once, for some days.

    The link's secret is kept as its hash only: whoever reads this table cannot make a link of it.
    """

    name = models.CharField(max_length=150)
    email = models.CharField(max_length=254)
    posts = models.JSONField(default=list)
    secret = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class Counter(models.Model):
    """What is counted at the sign-in, such as attempts and codes that were used: the table of Django's cache."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)


class AuditEntry(models.Model):
    """One thing done: never changed, never removed."""

    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}: {self.action} {self.subject}"
