"""The tables of training. Addresses of those who come are personal data: in `Comer` and in messages, nowhere else."""

from datetime import datetime

from django.db import models

from upheld.casework.training.words import BookingState, Mode, SessionState


class Course(models.Model):
    """What is taught, and whom it is for."""

    title = models.CharField(max_length=300, unique=True)
    purpose = models.TextField(blank=True)


class Session(models.Model):
    """A course held once. ``place`` is a room, or the address at which one joins.

    ``sequence`` counts what people must be told of (RFC 5545, 3.8.7.4); ``uid`` names it in calendars for ever.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    code = models.CharField(max_length=60, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mode = models.CharField(max_length=20, choices=[(one, one) for one in Mode])
    place = models.CharField(max_length=500)
    trainer = models.CharField(max_length=200, blank=True)
    places = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=SessionState.PLANNED)
    uid = models.CharField(max_length=36, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_because = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "starts_at"])]

    def is_open(self, now: datetime) -> bool:
        """Whether places can be booked."""
        return self.state == SessionState.OPEN and now < self.starts_at


class Booking(models.Model):
    """An authority's places in a session: one row, also where it cancels and books again.

    ``asked_at`` is its place in the queue; ``sequence`` counts its own part of what calendars are told.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    authority = models.CharField(max_length=40)
    places = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=BookingState.BOOKED)
    sequence = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=150)
    asked_at = models.DateTimeField()
    booked_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "authority"], name="one_booking_an_authority")]


class Comer(models.Model):
    """The address that somebody who comes is written to.

    Where they no longer come, ``is_coming`` is False, and the row stays to tell them so; who comes again has another.
    """

    booking = models.ForeignKey(Booking, models.CASCADE, related_name="comers")
    email = models.CharField(max_length=254)
    since = models.DateTimeField()
    is_coming = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "email"], condition=models.Q(is_coming=True), name="one_comer_an_address"
            )
        ]


class Feedback(models.Model):
    """What one account of an authority thought of a session: 1 to 5 for each question. Read by staff only."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="feedback")
    authority = models.CharField(max_length=40)
    useful = models.PositiveSmallIntegerField()
    clear = models.PositiveSmallIntegerField()
    again = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "authority", "by"], name="one_feedback_an_account")]
