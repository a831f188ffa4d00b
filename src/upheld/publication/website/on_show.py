"""What a supervisor asks about the bundle on show: which it is, since when, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from time import time

from upheld.operations.logs import event
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.turns import Turns


class OnShow:
    """Numbers about the bundle on show; of processes that serve one site, those of the one that looked last."""

    def __init__(self, turns: Turns):
        from prometheus_client import Gauge

        last = "mostrecent"
        self.turns = turns
        self.edition = Gauge("upheld_bundle_edition", "Edition of a year on show.", ["year"], multiprocess_mode=last)
        self.as_at = Gauge(
            "upheld_bundle_as_at_seconds", "The day that casework is told as of.", multiprocess_mode=last
        )
        self.since = Gauge("upheld_bundle_shown_since_seconds", "Since when it is on show.", multiprocess_mode=last)
        self.refused = Gauge("upheld_bundle_refused", "1 where a newer one is refused.", multiprocess_mode=last)
        self.swaps = Gauge("upheld_bundle_swaps", "Bundles shown since the site started.", multiprocess_mode="max")
        turns.shown, turns.looked = self.shown, self.look

    def shown(self, bundle: Bundle) -> None:
        """A bundle's turn has come."""
        for row in bundle.editions.values():
            self.edition.labels(str(row["year"])).set(row["number"])
        day = datetime.fromisoformat(bundle.about["as_at"]).replace(tzinfo=UTC)
        self.as_at.set(day.timestamp())
        self.since.set(time())
        self.swaps.inc()
        event("bundle shown", f"The bundle {bundle.name} is on show.", bundle=bundle.name)

    def look(self) -> None:
        """Look whether the pointer names one that is refused."""
        self.refused.set(int(self.turns.follower.is_refusing))
