"""Running releases: everything to come is kept prepared, and published when its moment comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from upheld.publication.bundle.release_contents import releases
from upheld.publication.release.actions import Outcome, due, due_alone, show_calendar
from upheld.publication.release.calendar import public_calendar, to_come
from upheld.publication.release.models import Release
from upheld.publication.release.place import Place, one_publisher
from upheld.publication.release.preparing import prepare
from upheld.publication.release.shown import POINTER, is_published, read
from upheld.publication.release.states import MoveRefused
from upheld.publication.release.waiting import Clock, Steady, Wait
from upheld.vocabulary.problems import Refused

LOOK_EVERY = timedelta(seconds=20)
"""How often releases are looked for that were announced or moved, and whether what is prepared is still good."""
ALONE_FOR = timedelta(seconds=60)
"""How long before a moment nobody else may change what is published: longer than writing a bundle takes."""


@dataclass
class Running:
    """A process that waits for releases. ``tell`` hears what happens, ``by`` stands in the trail."""

    place: Place
    by: str
    tell: Callable[[str], None] = lambda _: None
    clock: Clock = field(default_factory=Clock)
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """From now on the wall clock is believed only as far as the seconds that go by bear it out."""
        self.clock = Clock(Steady(self.clock, self.tell).now, self.clock.passed, self.clock.sleep)

    def forever(self) -> None:
        """Until somebody stops it."""
        while True:
            self.turn()

    def turn(self) -> list[Outcome]:
        """One look: publish what is due, prepare what is to come, wait a little, or for a moment that is near."""
        outcomes = self._said(due(self.place, self.clock.now(), by=self.by, tell=self._once))
        self._show_calendar()
        waiting = [one for one in to_come(self.place.scheme.id) if one.at > self.clock.now()]
        for release in waiting:
            self._prepare(release)
        near = [one for one in waiting if one.at - self.clock.now() <= ALONE_FOR]
        if near:
            return outcomes + self._at_the_moment(near[0])
        until = [one.at - ALONE_FOR - self.clock.now() for one in waiting]
        self.clock.sleep(min([LOOK_EVERY, *until]).total_seconds())
        return outcomes

    def _at_the_moment(self, release: Release) -> list[Outcome]:
        """Wait for a moment that is near, alone, and publish then. It may still be moved or cancelled."""
        wait = Wait(release.at, self.clock, self.tell)
        with one_publisher(self.place.out):
            last_look = wait.left()
            while not wait.sleep():
                if last_look - wait.left() >= 5 and wait.left() > 2:
                    last_look = wait.left()
                    if not self._still_stands(release):
                        return []
                    self._prepare(release)
            return self._said(due_alone(self.place, self.clock.now(), by=self.by, tell=self._once))

    def _still_stands(self, release: Release) -> bool:
        return Release.objects.filter(pk=release.pk, at=release.at, state=release.state).exists()

    def _prepare(self, release: Release) -> None:
        try:
            prepared = prepare(self.place, release, by=self.by, tell=lambda _: None)
        except MoveRefused as refusal:
            self._once(f"{self._name(release)} cannot be prepared: {refusal}")
        except Refused as refusal:
            self._once(f"{self._name(release)} cannot be prepared: {'; '.join(map(str, refusal.problems))}")
        else:
            state = f"{len(prepared.problems)} problems" if prepared.problems else "ready"
            self._once(f"{self._name(release)} is prepared: {prepared.name}, {state}")
            for problem in prepared.problems:
                self._once(f"  {problem}")

    def _show_calendar(self) -> None:
        """Announcements, moves and cancellations made elsewhere are put on the site."""
        if not is_published(self.place.out / POINTER) or self._calendar_is_shown():
            return
        try:
            show_calendar(self.place)
            self.tell("The calendar on the site is up to date")
        except Refused as refusal:
            self._once(f"The calendar cannot be shown: {'; '.join(map(str, refusal.problems))}")

    def _calendar_is_shown(self) -> bool:
        scheme = self.place.scheme
        meant = [tuple(row.values()) for row in releases(scheme, public_calendar(scheme.id))]
        return read(self.place.out / POINTER, "SELECT * FROM releases ORDER BY number") == meant

    def _said(self, outcomes: list[Outcome]) -> list[Outcome]:
        for one in outcomes:
            if one.blocks:
                self._once(f"{self._name(one.release)} is due and cannot be published: {'; '.join(one.blocks)}")
            else:
                self.tell(f"{self._name(one.release)} is published, {one.late.total_seconds():.1f} s after its moment")
        return outcomes

    def _name(self, release: Release) -> str:
        at: datetime = release.at.astimezone(self.place.zone)
        return f"{self.place.scheme.year(release.year).label}, {at:%Y-%m-%d %H:%M:%S %Z}"

    def _once(self, line: str) -> None:
        """Say a line once: the same every twenty seconds tells nothing."""
        if line not in self._told:
            self._told.add(line)
            self.tell(line)
