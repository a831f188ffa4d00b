"""The mix of cases: what ``mix.toml`` says, and how to read a number that changes by year."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).parent


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file beside this module, such as ``mix`` or ``words/people``."""
    return tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))


def mix() -> dict[str, Any]:
    """How many cases of which sort."""
    return table("mix")


def of_year(numbers: Mapping[str, float], year: int) -> float:
    """The number for a year; for years not named, that of the nearest one."""
    return numbers[min(numbers, key=lambda known: (abs(int(known) - year), known))]


def randomness(seed: int, part: str) -> Random:
    """A generator for one part of the extract, so that a change in one leaves the others as they were."""
    return Random(f"{seed} {part}")


def subjects(kind: str) -> dict[str, list[float]]:
    """Weights of subjects for a kind of authority."""
    known = mix()["subjects"]
    weights: dict[str, list[float]] = known.get(kind, known["everything"])
    return weights


def rounded(number: float) -> int:
    """The nearest whole number, halves upwards."""
    return int(number + 0.5)
