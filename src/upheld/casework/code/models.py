"""Self-assessments on their way: drafts and their documents. What is submitted is in the register.

People are named by account only.
"""

from django.db import models


class SelfAssessmentDraft(models.Model):
    """An authority's self-assessment of a year as it is worked on; kept when it is submitted, to be changed again.

    ``answers``: clause → ``{"complies": true, false or null, "explanation": text}``. ``saved`` counts how often it was
    saved, so that nobody overwrites what they have not seen.
    """

    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    response = models.TextField(blank=True)
    considered_on = models.DateField(null=True)
    saved = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "year"], name="one_self_assessment_a_year")]


class SelfAssessmentFile(models.Model):
    """The document that goes with a self-assessment. ``key`` names it on the disk and in addresses; it says nothing.

    ``by`` and ``at`` say who handed it in, and when.
    """

    draft = models.ForeignKey(SelfAssessmentDraft, models.CASCADE, related_name="files")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
