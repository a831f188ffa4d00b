"""Accounts and the audit trail. People are named in the trail by account only."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Account(AbstractUser):
    """Somebody who can sign in. What they may do is in their posts; Django's groups and permissions rest."""


class PostHeld(models.Model):
    """A role that somebody holds: at one authority (its id), or at the ombudsman ("")."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    role = models.CharField(max_length=20)
    authority = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role", "authority"], name="one_post_once")]


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
