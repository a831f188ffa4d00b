"""``upheld watch``: what drifts, as a list. For staff only."""

from __future__ import annotations

from upheld.console.editions import existing
from upheld.console.schemes import chosen
from upheld.console.words import say
from upheld.vocabulary.problems import Problem, Refused


def run(register: str, scheme_name: str, month: str) -> None:
    """A line a drift, those of the latest month first."""
    scheme = chosen(scheme_name)
    with existing(register):
        from upheld.casework.refusal import Refusal
        from upheld.casework.watching.reading import watched
        from upheld.casework.watching.told import by_chance, strength, title
        from upheld.register.queries import directory, is_sample

        try:
            chosen_month, watch = watched(scheme, month)
        except Refusal as refusal:
            raise Refused([Problem("--month", expected=str(refusal))]) from None
        names, sample = directory(scheme), is_sample()
    say(f"What drifts in the year up to {chosen_month}. For staff only.{' Sample data.' if sample else ''}")
    for one in watch.drifting:
        say(f"{title(one.stream, names, chosen_month)}: {strength(one)}")
    if not watch.drifting:
        say("Nothing is drifting.")
    say(by_chance(watch))
