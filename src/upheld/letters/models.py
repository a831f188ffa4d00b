"""The tables of letters: each as it is drawn, what people changed and said, and who approved just which text.

Editing and approving add rows; what was done before stays. People are named by account only.
"""

from django.db import models

from upheld.editions.models import Edition


class LetterText(models.Model):
    """A letter's whole content in one language, as the canonical JSON of `LetterContent`, once for each content."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.TextField()


class DrawnLetter(models.Model):
    """The letter of an authority (its id) in one language as it is now.

    ``facts_sha256`` is of what the register said for it, ``pdf_sha256`` of the file that was printed of just this text
    ("" until it is). ``gaps`` say why it may not go; ``left_out`` are rules whose change by hand fits no longer.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="letters")
    authority = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    text = models.ForeignKey(LetterText, models.PROTECT, related_name="+")
    facts_sha256 = models.CharField(max_length=64)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    gaps = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "authority", "language"], name="one_letter_a_language")
        ]


class LetterEdit(models.Model):
    """A paragraph changed by hand, or (``taken_back``) left again as its rule says. Added, never changed.

    ``before`` is what the rule said: the change holds only while the rule says just that.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="letter_edits")
    authority = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    rule = models.CharField(max_length=40)
    before = models.TextField()
    text = models.TextField(blank=True)
    taken_back = models.BooleanField(default=False)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    why = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["edition", "authority"])]


class LetterComment(models.Model):
    """What somebody has to say about a letter, for the others who work on it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="letter_comments")
    authority = models.CharField(max_length=40)
    text = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["edition", "authority"])]


class LetterApproval(models.Model):
    """One person's word that a letter is right, with all its languages, or (``given`` false) that it is not after all.

    ``texts`` is language → hash of the content. The newest of an authority counts, for just those texts. ``alone``: by
    somebody who may not approve it otherwise, with the office's reason. Added, never changed.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="letter_approvals")
    authority = models.CharField(max_length=40)
    texts = models.JSONField()
    given = models.BooleanField(default=True)
    alone = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    person = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["edition", "authority"])]
