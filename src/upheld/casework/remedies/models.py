"""How a remedy came to be done: none of it is ever public. What came of it is in the register.

A recommendation is named by its case's reference and its number; people are named by account only.
"""

from django.db import models


class Answer(models.TextChoices):
    """What became of something that an authority asked or sent."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not accepted"


class Asked(models.Model):
    """What evidence and requests for more time have in common. Answered once, and never changed after that."""

    reference = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    authority = models.CharField(max_length=40)
    text = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    state = models.CharField(max_length=20, default=Answer.WAITING, choices=Answer.choices)
    answered_by = models.CharField(max_length=150, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["reference", "number"]), models.Index(fields=["state"])]


class Evidence(Asked):
    """What shows that a remedy was done, and on which day its authority says that it was."""

    done_on = models.DateField()


class EvidenceFile(models.Model):
    """A file handed in as evidence. ``key`` names it on the disk and in addresses; it says nothing."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="files")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)


class MoreTime(Asked):
    """A later day that an authority asks for, with its reason."""

    until = models.DateField()


class Remark(models.Model):
    """A message about a case's remedies, from an authority or from us."""

    reference = models.CharField(max_length=60, db_index=True)
    authority = models.CharField(max_length=40)
    ours = models.BooleanField()
    text = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()


class Step(models.Model):
    """A step of escalation that was taken about a remedy: one of the scheme's, once for the day it was ``due`` then.

    Where more time is agreed, another day holds, and the steps begin again.
    """

    reference = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    due = models.DateField()
    step = models.CharField(max_length=60)
    on = models.DateField()
    note = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "number", "due", "step"], name="one_step_a_remedy_and_day")
        ]


class TextCheck(models.Model):
    """A person's word on the public text of a service improvement, for just that text."""

    reference = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    text_hash = models.CharField(max_length=64)
    may_be_shown = models.BooleanField()
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reference", "number"])]


class CalendarAddress(models.Model):
    """The secret address of an authority's calendar of due days: only its hash is kept, so it is shown once."""

    authority = models.CharField(max_length=40, db_index=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority"], condition=models.Q(ended_at=None), name="one_live_address")
        ]
