"""What drifts, as it was worked out, and what analysts wrote about it. For staff; nothing of it is ever published."""

from django.db import models


class Look(models.Model):
    """What drifts in the year up to a month, worked out from what the register held then.

    ``rests_on`` is a hash of every count and rule that it comes from: the same counts are one look. ``after`` is the
    entry of the audit trail up to which the register had changed when it was last worked out, at ``at``.
    """

    month = models.CharField(max_length=7)
    rests_on = models.CharField(max_length=64)
    since = models.CharField(max_length=7)
    after = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    watched = models.PositiveIntegerField()
    too_few = models.PositiveIntegerField()
    alarms_a_month = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month", "rests_on"], name="one_look_of_the_same_counts")]


class OfAStream(models.Model):
    """Which stream: its kind, whose it is ("" for all together), and its subject or remedy category."""

    kind = models.CharField(max_length=60)
    authority = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True


class Drift(OfAStream):
    """A stream that signalled in a look's year or before it. ``months`` are lists in the order of `charts.Seen`."""

    look = models.ForeignKey(Look, models.CASCADE, related_name="drifts")
    place = models.PositiveIntegerField()
    signalled = models.CharField(max_length=7)
    run_length = models.FloatField()
    shift = models.FloatField()
    months = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["look", "kind", "authority", "about"], name="one_drift_a_stream")
        ]


class Note(OfAStream):
    """What an analyst found out about a drift, known up to a month: settled, or followed further. Never changed.

    ``number`` counts the notes on a stream from 1, so that of two written at the same moment one is refused.
    """

    number = models.PositiveIntegerField()
    month = models.CharField(max_length=7)
    settled = models.BooleanField()
    text = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "authority", "about", "number"], name="one_note_of_a_number")
        ]
