"""Short public summaries of many shapes, put together from a topic's words and an outcome's frames."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

from sample_data.bodies import noun
from sample_data.cases import Case
from sample_data.mix import table

T = TypeVar("T")

AWKWARD = 0.004
AS_SAID = 0.5
NUMBERS = ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")


def write(cases: list[Case], random: Random) -> None:
    """Give every case its words and its summary."""
    frames, subjects = table("words/summaries"), table("words/complaints")
    for case in cases:
        case.words = _words(case, frames["people"], subjects[case.subject], random)
        case.summary = _summary(case, frames, random)


def _pick(random: Random, things: Sequence[T]) -> T:
    """``random.choice``, in a third of the time: there are hundreds of thousands to choose."""
    return things[int(random.random() * len(things))]


def _words(case: Case, people: list[dict[str, str]], topics: dict[str, Any], random: Random) -> dict[str, str]:
    """The blanks of a case's texts: person, topic, what was alleged, what was found, what came of it."""
    person, body = _pick(random, people), noun(case.authority)
    topic = _pick(random, list(topics))
    words = {
        **person,
        "They": person["they"].capitalize(),
        "body": body,
        "Body": f"T{body[1:]}",
        "months": _pick(random, NUMBERS),
        "amount": f"{50 * (2 + int(random.random() * random.random() * 40)):,}",
        "topic": topic,
    }
    return words | _matter(topics[topic], words, random)


def _matter(topic: dict[str, list[str]], words: dict[str, str], random: Random) -> dict[str, str]:
    about, alleged = _pick(random, topic["about"]), _pick(random, topic["fault"])
    cause = alleged if random.random() < AS_SAID else _pick(random, topic["fault"])
    not_yet_named = {**words, "they": words["who"], "their": f"{words['who']}'s"}
    return {
        "about": _filled(about, words),
        "about_whose": _filled(about, not_yet_named),
        "alleged": _filled(alleged, words),
        "alleged_whose": _filled(alleged, not_yet_named),
        "cause": _filled(cause, words),
        "effect": _filled(_pick(random, topic["effect"]), words),
    }


def _filled(text: str, words: dict[str, str]) -> str:
    return text.format_map(words) if "{" in text else text


def _summary(case: Case, frames: dict[str, Any], random: Random) -> str:
    if random.random() < AWKWARD:
        return _filled(_pick(random, frames["awkward"]["summaries"]), case.words)
    opening = _pick(random, frames["openings"])
    finding = "upheld_as_said" if case.upheld and _says_what_was_found(opening, case.words) else case.outcome
    parts = [opening, _pick(random, frames["findings"][finding])]
    ending = "satisfactory" if case.satisfactory_remedy else case.outcome
    if ending in frames["endings"]:
        parts.append(_pick(random, frames["endings"][ending]))
    return " ".join(part for part in parts if part).format_map(case.words)


def _says_what_was_found(opening: str, words: dict[str, str]) -> bool:
    """Whether a finding in full would only say again what the opening has said."""
    return words["alleged"] == words["cause"] and "{alleged" in opening
