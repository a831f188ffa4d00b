"""The tables of texts' checks. The texts are the register's; cases are named by reference, people by account."""

from django.db import models

from upheld.casework.statements.identifying import Kind


class Checked(models.Model):
    """One wording of a decision, by its hash, that a person read and found fit; and who let it become public."""

    reference = models.CharField(max_length=60)
    wording = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    let_go_by = models.CharField(max_length=150, blank=True)
    let_go_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "wording"], name="one_check_a_wording")]


class Accepted(models.Model):
    """Words that may stay in a case's decision wherever they stand in it, and why. Personal data: never leaves here."""

    reference = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=[(one, one) for one in Kind])
    words = models.TextField()
    why = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["reference"])]


class DayException(models.Model):
    """Why a decision becomes public on another day than is usual; without a day, why it never does.

    ``was_public`` says whether it had been public before somebody first said so.
    """

    reference = models.CharField(max_length=60, primary_key=True)
    day = models.DateField(null=True)
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    was_public = models.BooleanField(default=False)


class Withdrawal(models.Model):
    """A decision withdrawn at the desk: it stays so, whatever a later extract says of it.

    ``public_from`` is the day from which it had been public, or was to be. ``reason`` is public.
    """

    reference = models.CharField(max_length=60, primary_key=True)
    day = models.DateField()
    reason = models.CharField(max_length=500)
    public_from = models.DateField()
    by = models.CharField(max_length=150)
