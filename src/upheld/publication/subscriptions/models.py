"""The tables of subscriptions, in a database of their own.

Addresses are personal data: they are in `Follower` and `Request` and nowhere else. Mails hold no text and no address:
they are written when they go.
"""

from django.db import models

from upheld.delivery.states import State


class Follower(models.Model):
    """An address that was confirmed. ``plain`` is what tells two apart; ``key`` goes into the links of its mails."""

    email = models.CharField(max_length=254)
    plain = models.CharField(max_length=254, unique=True)
    key = models.CharField(max_length=32)
    language = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField()


class Subscription(models.Model):
    """One thing that somebody follows; ``cursor`` is the number of the last thing published looked at for it."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="subscriptions")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=1000)
    weekly = models.BooleanField()
    confirmed_at = models.DateTimeField()
    cursor = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "kind", "value"], name="one_subscription_a_thing")]
        ordering = ["id"]


class Request(models.Model):
    """Something that somebody wants to follow and has not confirmed. Of the link's secret only the hash is kept."""

    email = models.CharField(max_length=254)
    plain = models.CharField(max_length=254)
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=1000)
    weekly = models.BooleanField()
    language = models.CharField(max_length=20)
    secret = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class Published(models.Model):
    """A thing that a bundle has shown, by its key. Its number says what came after what."""

    key = models.CharField(max_length=300, unique=True)
    first_seen_at = models.DateTimeField()


class Reading(models.Model):
    """The one row that says which bundle was read last; whoever reads or confirms holds it."""

    bundle = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)


class Mail(models.Model):
    """One mail: to confirm a request, or to tell a follower of ``items`` (keys of things published).

    ``in_vain`` says of one that was refused that its address was the cause.
    """

    follower = models.ForeignKey(Follower, models.CASCADE, null=True, related_name="mails")
    request = models.ForeignKey(Request, models.CASCADE, null=True, related_name="mails")
    items = models.JSONField(default=list)
    because = models.JSONField(default=list)
    name = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, default=State.PLANNED, db_index=True)
    host = models.CharField(max_length=255, blank=True)
    process = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    told = models.CharField(max_length=500, blank=True)
    in_vain = models.BooleanField(default=False)
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)


class Limit(models.Model):
    """How often something was asked for since ``since``, under a keyed hash of who asked or whom it is for."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
