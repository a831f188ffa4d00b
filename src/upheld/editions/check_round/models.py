"""The tables of check rounds. People are named by account only; what an authority writes stays in its query."""

from django.db import models

from upheld.editions.check_round.words import About, QueryState


class Round(models.Model):
    """One time that authorities are asked to look: opened with a deadline, closed once. An edition may have several."""

    edition = models.ForeignKey("editions.Edition", models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    closes_at = models.DateTimeField()
    remind_days = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=150)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_early_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="one_round_a_number")]


class FirstLook(models.Model):
    """When somebody who may answer for an authority first looked at its figures in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="first_looks")
    authority = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "authority"], name="one_first_look_a_round")]


class SignOff(models.Model):
    """An authority's word that its own figures are right. ``figures`` is the hash of what was looked at."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="sign_offs")
    authority = models.CharField(max_length=40)
    figures = models.CharField(max_length=64)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "authority"], name="one_sign_off_a_round")]


class NoReply(models.Model):
    """An authority that had neither queried anything nor signed off when a round was closed."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="no_replies")
    authority = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "authority"], name="one_no_reply_a_round")]


class Query(models.Model):
    """What an authority asks about one case, why, and what became of it. Decided once; never changed after that.

    ``number`` counts the authority's own: its people see no other, as one that counts all would tell of the others'.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="queries")
    authority = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=60)
    about = models.CharField(max_length=20, choices=[(one, one) for one in About])
    reason = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=20, default=QueryState.OPEN)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.TextField(blank=True)
    changed = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "number"], name="one_query_a_number")]
        indexes = [models.Index(fields=["round", "authority"]), models.Index(fields=["round", "state"])]


class QueryFile(models.Model):
    """A file handed in with a query. ``key`` names it on the disk and in addresses; it says nothing."""

    query = models.ForeignKey(Query, models.CASCADE, related_name="files")
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
