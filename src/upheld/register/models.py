"""The tables of the register. Keys are the casework's own, so that the same row read twice is the same row.

Authorities are kept by their id in the scheme's directory (`upheld.vocabulary.authorities`); the register holds
only those that an extract adds or corrects (`AuthorityEntry`), and `queries.directory` puts the two together.
"""

from django.db import models


class Origin(models.Model):
    """One fact about the register itself: which scheme it is of, whether it holds made-up sample data."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)


class AuthorityEntry(models.Model):
    """A body that an extract added to the scheme's list, or corrected."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    region = models.CharField(max_length=100, blank=True)
    population = models.PositiveIntegerField(null=True)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    successors = models.CharField(max_length=1000, blank=True)


class Case(models.Model):
    """One complaint. ``authority`` is the authority's id; outcome is blank while the case is open."""

    reference = models.CharField(max_length=60, primary_key=True)
    authority = models.CharField(max_length=40, db_index=True)
    successor = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=100)
    received_on = models.DateField()
    decided_on = models.DateField(null=True, db_index=True)
    outcome = models.CharField(max_length=60, blank=True)
    fault_accepted_early = models.BooleanField(default=False)
    satisfactory_remedy = models.BooleanField(default=False)
    summary = models.TextField(blank=True)
    public_report_on = models.DateField(null=True)
    public_report_title = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["public_report_on"],
                name="register_case_reports",
                condition=models.Q(public_report_on__isnull=False),
            )
        ]


class Compliance(models.Model):
    """The case-level compliance outcome."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, db_column="case_reference")
    recorded_on = models.DateField(db_index=True)
    result = models.CharField(max_length=20)


class Recommendation(models.Model):
    """One thing the authority agreed to do. Only ``public`` ones (service improvements) may ever be shown.

    Figures count it under ``category``; ``more_categories`` are what else it is, with "; " between them.
    """

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey(Case, models.PROTECT, db_column="case_reference", db_index=False)
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=60)
    text = models.TextField()
    public = models.BooleanField()
    due_on = models.DateField()
    extended_to = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    result = models.CharField(max_length=20, blank=True)
    more_categories = models.CharField(max_length=1000, blank=True, default="")


class Decision(models.Model):
    """The public text of a decision, shown from ``public_from`` until it is withdrawn."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, db_column="case_reference")
    title = models.CharField(max_length=500)
    text = models.TextField()
    public_from = models.DateField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)


class Enquiry(models.Model):
    """A question put to the authority in an investigation."""

    pk = models.CompositePrimaryKey("case_id", "sent_on")
    case = models.ForeignKey(Case, models.PROTECT, db_column="case_reference", db_index=False)
    sent_on = models.DateField()
    due_on = models.DateField(db_index=True)
    answered_on = models.DateField(null=True)


class Contact(models.Model):
    """Somebody at an authority. Personal data: never in a snapshot, a bundle, a log or an error."""

    pk = models.CompositePrimaryKey("authority", "role", "email")
    authority = models.CharField(max_length=40)
    role = models.CharField(max_length=30)
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    salutation = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=300, blank=True)


class ControlTotal(models.Model):
    """What the casework system states of an authority's year, independently of the rows."""

    pk = models.CompositePrimaryKey("authority", "year")
    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    brought_forward = models.PositiveIntegerField()
    received = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    carried_forward = models.PositiveIntegerField()


class CodeAssessment(models.Model):
    """How an authority met one section of the complaint handling code, on a day."""

    pk = models.CompositePrimaryKey("authority", "assessed_on", "section")
    authority = models.CharField(max_length=40)
    assessed_on = models.DateField()
    section = models.CharField(max_length=100)
    met = models.CharField(max_length=10)
    commentary = models.TextField(blank=True)


class CaseAssessment(models.Model):
    """How one clause of the complaint handling code was met in one case. ``evidence`` is never public."""

    pk = models.CompositePrimaryKey("case_id", "clause")
    case = models.ForeignKey(Case, models.PROTECT, db_column="case_reference", db_index=False)
    clause = models.CharField(max_length=100)
    assessed_on = models.DateField(db_index=True)
    met = models.CharField(max_length=10)
    evidence = models.TextField(blank=True)


class SelfAssessment(models.Model):
    """What an authority says of itself about one clause in a year: it complies, or it explains. Public."""

    pk = models.CompositePrimaryKey("authority", "year", "clause")
    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    clause = models.CharField(max_length=100)
    complies = models.BooleanField()
    explanation = models.TextField(blank=True)


class SelfAssessmentStatement(models.Model):
    """That an authority's self-assessment of a year was submitted, and its governing body's response. Public."""

    pk = models.CompositePrimaryKey("authority", "year")
    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=60)
    response = models.TextField()
    considered_on = models.DateField()
    submitted_on = models.DateField()


class Workshop(models.Model):
    """A training workshop held."""

    code = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=300)
    held_on = models.DateField()
    mode = models.CharField(max_length=20)


class Attendance(models.Model):
    """People who came to a workshop; ``authority`` is blank for those of no authority."""

    pk = models.CompositePrimaryKey("workshop_id", "authority")
    workshop = models.ForeignKey(Workshop, models.PROTECT, db_column="workshop", db_index=False)
    authority = models.CharField(max_length=40, blank=True)
    people = models.PositiveIntegerField()


class Considered(models.Model):
    """That a committee of an authority considered the letter and figures of a year. Public from their release on."""

    pk = models.CompositePrimaryKey("authority", "year")
    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    committee = models.CharField(max_length=200)
    considered_on = models.DateField()
    minutes = models.CharField(max_length=500, blank=True)


class ReportResponse(models.Model):
    """What an authority answers to a public report: by when it must, when its members considered it, what it says."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, db_column="case_reference")
    required_by = models.DateField(null=True)
    received_on = models.DateField(null=True)
    considered_on = models.DateField(null=True)
    response = models.TextField(blank=True)
    satisfied_on = models.DateField(null=True)


class PublishedTotal(models.Model):
    """A row of published totals of an earlier year, as it was published (`upheld history`)."""

    pk = models.CompositePrimaryKey("authority", "year")
    authority = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    numbers = models.JSONField(default=dict)
    source = models.CharField(max_length=1000)
    note = models.CharField(max_length=2000, blank=True)


class PriorRow(models.Model):
    """A row as it stood before a later extract changed it."""

    table = models.CharField(max_length=40)
    key = models.CharField(max_length=400)
    changed_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    before = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["table", "key"])]
