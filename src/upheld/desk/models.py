"""Work that somebody at the desk asked of the machine. A worker does it, one job after the other."""

from django.db import models


class Job(models.Model):
    """One piece of work: asked for, taken by a worker, ended. ``told`` is what came of it, for the person who asked.

    Every kind of work may be begun again after a worker died in it: what is done twice comes out as if done once.
    """

    kind = models.CharField(max_length=40)
    edition = models.ForeignKey("editions.Edition", models.CASCADE, null=True, related_name="jobs")
    detail = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    worker = models.CharField(max_length=100, blank=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failed = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    told = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ended_at", "not_before"])]


class SignOfLife(models.Model):
    """When a worker last said that it lives: one row a machine that works for the desk."""

    machine = models.CharField(max_length=255, primary_key=True)
    process = models.CharField(max_length=100)
    version = models.CharField(max_length=40)
    began_at = models.DateTimeField()
    at = models.DateTimeField()
