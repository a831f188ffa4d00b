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
