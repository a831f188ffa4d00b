"""The tables of delivery. A recipient's address is personal data: it is in these rows and nowhere else.

Rows are planned once for an occasion: the same letter to the same person is one row, however often it is planned.
"""

from django.db import models

from upheld.delivery.states import State


class Run(models.Model):
    """One process that sends. While it lives, the messages that it holds are nobody else's."""

    name = models.CharField(max_length=36, unique=True)
    host = models.CharField(max_length=255)
    process = models.CharField(max_length=60)
    by = models.CharField(max_length=150)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=500, blank=True)


class Message(models.Model):
    """One message to one person.

    ``occasion`` is what it is sent on (an edition's letters, a check round), ``version`` the hash of what is sent.
    ``attached`` names the files that go with it: name, path and SHA-256 of each, checked again when it is sent.
    """

    occasion = models.CharField(max_length=200)
    version = models.CharField(max_length=64)
    recipient = models.CharField(max_length=254)
    kind = models.CharField(max_length=30)
    authority = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    attached = models.JSONField(default=list)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=20, default=State.PLANNED)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="messages")
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    told = models.CharField(max_length=500, blank=True)
    remote = models.CharField(max_length=100, blank=True)
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occasion", "version", "recipient"], name="one_message_a_recipient")
        ]
        indexes = [models.Index(fields=["occasion", "state"]), models.Index(fields=["run", "state"])]


class Step(models.Model):
    """One thing that became of a message: added, never changed."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    state = models.CharField(max_length=20)
    told = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["id"]
