"""The closed vocabulary of measures, which are made of these words alone: a new need is a new word here."""

from __future__ import annotations

from enum import StrEnum


class Base(StrEnum):
    """What a measure counts from."""

    INVESTIGATIONS = "investigations"
    UPHELD_DECISIONS = "upheld_decisions"
    COMPLIANCE_OUTCOMES = "compliance_outcomes"
    ENQUIRIES = "enquiries"
    RESIDENTS = "residents"


class Counted(StrEnum):
    """What a measure counts."""

    UPHELD = "upheld"
    COMPLIED = "complied"
    COMPLIED_LATE = "complied_late"
    SATISFACTORY_REMEDY = "satisfactory_remedy"
    ANSWERED_LATE = "answered_late"


class DatedBy(StrEnum):
    """The day that puts an event into a year."""

    DECISION = "decision"
    COMPLIANCE_OUTCOME = "compliance_outcome"
    RECEIPT = "receipt"
    REPLY_DUE = "reply_due"


class ShownAs(StrEnum):
    """How a rate is printed."""

    PERCENT = "percent"
    PER_100K = "per_100k"


class Better(StrEnum):
    """Which way is good."""

    LOWER = "lower"
    HIGHER = "higher"


class Averaging(StrEnum):
    """How figures of similar authorities become one: sum of counts over sum of bases, or mean of rates."""

    POOLED = "pooled"
    MEAN = "mean"


class Result(StrEnum):
    """What became of a remedy."""

    ON_TIME = "on_time"
    LATE = "late"
    NOT_COMPLIED = "not_complied"


class Role(StrEnum):
    """Who somebody is at an authority."""

    CHIEF_OFFICER = "chief_officer"
    LINK_OFFICER = "link_officer"
    LEADER = "leader"
    SCRUTINY_CHAIR = "scrutiny_chair"
    MONITORING_OFFICER = "monitoring_officer"
