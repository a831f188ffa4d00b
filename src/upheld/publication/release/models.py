"""The tables of releases and corrections. People stand here by account or post, never by name or address."""

from django.db import models

from upheld.publication.release import states


class Release(models.Model):
    """One moment at which figures are to become public. Moments are kept in UTC.

    ``edition`` is named for a correction; a year's figures are whichever edition is approved when the moment comes.
    ``begun_at`` is when publishing began, ``done_at`` when the site had it; ``replaced`` and ``bundle`` name the
    bundles before and after, ``report`` holds what differs between them.
    """

    scheme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, default=states.Kind.FIGURES)
    edition = models.ForeignKey("editions.Edition", models.PROTECT, null=True, related_name="releases")
    at = models.DateTimeField()
    state = models.CharField(max_length=20, default=states.Release.ANNOUNCED)
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    without_letters = models.CharField(max_length=500, blank=True)
    moved_to = models.OneToOneField("self", models.PROTECT, null=True, related_name="moved_from")
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    replaced = models.CharField(max_length=100, blank=True)
    bundle = models.CharField(max_length=100, blank=True)
    report = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "year"],
                condition=models.Q(state=states.Release.ANNOUNCED.value),
                name="one_release_of_a_year_to_come",
            )
        ]


class Prepared(models.Model):
    """A bundle made for a release, aside, where only its owner can read it.

    ``basis`` is the hash of all that it is made from, ``seen`` the last row of the audit trail when that was looked at.
    ``problems`` say why it may not be published as it is; ``warnings`` what somebody should look at.
    """

    release = models.OneToOneField(Release, models.CASCADE, related_name="prepared")
    edition = models.ForeignKey("editions.Edition", models.CASCADE)
    name = models.CharField(max_length=100)
    basis = models.CharField(max_length=64)
    seen = models.BigIntegerField()
    made_at = models.DateTimeField()
    problems = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    report = models.JSONField(default=dict)


class EarlyAccess(models.Model):
    """An office that had a year's figures before their release, and is in no list of messages. Ended, never removed."""

    scheme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=150)
    struck_at = models.DateTimeField(null=True)
    struck_why = models.CharField(max_length=500, blank=True)


class Correction(models.Model):
    """Somebody says that something published is wrong. ``corrected_in`` is the edition that puts it right.

    ``changed`` tells what of the case was put right in the register: the name of each cell with what it was and is.
    """

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="reported_wrong")
    authority = models.CharField(max_length=40, blank=True)
    case = models.CharField(max_length=60, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    wrong = models.TextField(max_length=2000)
    reported_by = models.CharField(max_length=30)
    state = models.CharField(max_length=30, default=states.Correction.RAISED)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    changed = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.CharField(max_length=150, blank=True)
    corrected_in = models.ForeignKey("editions.Edition", models.PROTECT, null=True, related_name="corrects")
