"""The table of what authorities said of their committees. What holds now is in the register (`Considered`)."""

from django.db import models


class ConsiderationSaid(models.Model):
    """What an account said of one authority and year, or (``taken_back``) that it was said by mistake.

    Added, never changed: a correction is a row of its own. The newest row is what stands.
    """

    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    committee = models.CharField(max_length=200, blank=True)
    considered_on = models.DateField(null=True)
    minutes = models.CharField(max_length=500, blank=True)
    taken_back = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["authority", "year"])]
