"""``upheld schemes``: which schemes there are, and what one holds."""

from __future__ import annotations

from upheld.console.words import number, say
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import known, load


def chosen(name: str) -> Scheme:
    """The scheme that a command was told to use; "" is the only one there is."""
    if name:
        return load(name)
    names = known()
    if len(names) == 1:
        return load(names[0])
    there = f"one of {', '.join(names)}" if names else "the path of a scheme's folder"
    raise Refused([Problem("--scheme", expected=there)])


def run(where: str) -> None:
    """List all schemes, or load one (raising `Refused` with everything wrong in it) and describe it."""
    if not where:
        for name in known():
            say(name)
        return
    describe(load(where))


def describe(scheme: Scheme) -> None:
    """A few lines that tell an analyst what a scheme is made of."""
    say(f"{scheme.id}: {scheme.words.terms.ombudsman}")
    say(f"  year ends      {scheme.last_day.day}/{scheme.last_day.month}")
    say(f"  languages      {', '.join(scheme.languages)}")
    say(f"  measures       {', '.join(measure.id for measure in scheme.measures)}")
    say(f"  compared       {', '.join(kind.id for kind in scheme.kinds if kind.grouped)}")
    say(f"  not compared   {', '.join(kind.id for kind in scheme.kinds if not kind.grouped) or 'none'}")
    own = "with" if scheme.peers.include_own else "without"
    say(f"  average        {scheme.peers.averaging}, {own} the authority itself")
    say(f"  small numbers  {_small_numbers(scheme)}")
    say(f"  authorities    {number(len(scheme.authorities), 'authority', 'authorities')}")


def _small_numbers(scheme: Scheme) -> str:
    below = scheme.small_numbers.withhold_below
    return f"a rate of a base below {below} is withheld" if below else "nothing is withheld"
