"""The tables of editions. The frozen register itself is a folder of Parquet files named by its hash."""

from django.db import models


class Edition(models.Model):
    """One year's figures, frozen. A correction is a new edition with the next number."""

    scheme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    complete_years = models.JSONField()
    snapshot_hash = models.CharField(max_length=64)
    figures_hash = models.CharField(max_length=64)
    sample = models.BooleanField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=150, blank=True)
    sent_on = models.DateField()
    released_on = models.DateField()
    correction_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    notice = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "year", "number"], name="one_edition_a_number")]


class EditionFigures(models.Model):
    """All figures of an edition, as the canonical JSON of `statistics.figures_json`; its hash is the edition's."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="figures")
    canonical = models.TextField()


class EditionCode(models.Model):
    """What an edition says of the complaint handling code, as the JSON of `casework.code.year_of_code`."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="code")
    canonical = models.TextField()


class Approval(models.Model):
    """One person's word that the figures with this hash are right. Added, never changed.

    ``alone``: it stands for two, because the ombudsman's office has said that one person may do it, and why.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="approvals")
    figures_hash = models.CharField(max_length=64)
    person = models.CharField(max_length=150)
    alone = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "figures_hash", "person"], name="one_approval_a_person")
        ]
