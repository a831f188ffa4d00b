"""Who may do what: the one place. Whether it can be done *now* is for the rules of what is done.

Roles are held at the ombudsman, or at one authority: what an authority's people may do, they may do for their own
authority and for no other, and whoever asks about another's learns nothing, not even that there is something.
Every rule has two faces: `may` asks, `check_may` raises.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody is."""

    ANALYST = "analyst"
    CASEWORKER = "caseworker"
    APPROVER = "approver"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    LINK_OFFICER = "link_officer"
    READER = "reader"
    TRAINER = "trainer"


STAFF = frozenset(
    {
        Role.ANALYST,
        Role.CASEWORKER,
        Role.APPROVER,
        Role.PUBLISHER,
        Role.ADMINISTRATOR,
        Role.DIRECTOR,
        Role.TRAINER,
    }
)
AT_AN_AUTHORITY = frozenset({Role.LINK_OFFICER, Role.READER})


class Action(StrEnum):
    """What can be done, in the order of the year."""

    SEE_EDITIONS = "see editions"
    TAKE_EXTRACT = "take an extract"
    FREEZE = "freeze an edition"
    RUN_CHECK_ROUND = "open and close a check round"
    DECIDE_QUERY = "decide a query"
    APPROVE_FIGURES = "approve figures"
    EDIT_LETTER = "edit a letter"
    COMMENT_ON_LETTER = "comment on a letter"
    APPROVE_LETTER = "approve a letter"
    SEND = "send letters"
    SETTLE_MESSAGE = "say what became of a message"
    SCHEDULE_RELEASE = "announce, move and cancel a release"
    PUBLISH = "publish"
    RAISE_CORRECTION = "raise a correction"
    DECIDE_CORRECTION = "decide a correction"
    PUT_RIGHT = "put a case right for a correction"
    MANAGE_ACCOUNTS = "manage accounts"
    SEE_TRAIL = "read the audit trail"
    ERASE = "erase personal data"
    SEE_OWN_FIGURES = "see an authority's own figures"
    SEE_OWN_CASES = "see the cases behind an authority's own figures"
    RAISE_QUERY = "query a case"
    SIGN_OFF = "sign figures off"
    SEE_REMEDIES = "see remedies that are followed"
    FOLLOW_REMEDY = "follow a remedy until it is done"
    RECORD_FAILURE = "record that a remedy was not carried out"
    ANSWER_REMEDY = "see and answer an authority's own remedies"
    RECORD_SCRUTINY = "record that a committee considered a letter"
    RUN_TRAINING = "run training"
    BOOK_TRAINING = "book training"
    ASSESS_CODE = "assess clauses of the code in a case"
    ASSESS_OWN_CODE = "assess an authority itself against the code"
    SEE_DECISIONS = "see the texts of decisions before they are public"
    WORK_ON_DECISIONS = "work on the texts of decisions"
    PUBLISH_DECISION = "let a decision become public, or withdraw it"
    FOLLOW_REPORT = "follow what an authority answers to a public report"
    SEE_WARNINGS = "see early warnings"
    SETTLE_WARNING = "settle an early warning"


GRANTED: dict[Action, frozenset[Role]] = {
    Action.SEE_EDITIONS: STAFF,
    Action.TAKE_EXTRACT: frozenset({Role.ANALYST}),
    Action.FREEZE: frozenset({Role.ANALYST}),
    Action.RUN_CHECK_ROUND: frozenset({Role.ANALYST}),
    Action.DECIDE_QUERY: frozenset({Role.CASEWORKER}),
    Action.APPROVE_FIGURES: frozenset({Role.APPROVER}),
    Action.EDIT_LETTER: frozenset({Role.ANALYST, Role.CASEWORKER}),
    Action.COMMENT_ON_LETTER: frozenset({Role.ANALYST, Role.CASEWORKER, Role.APPROVER, Role.PUBLISHER}),
    Action.APPROVE_LETTER: frozenset({Role.APPROVER}),
    Action.SEND: frozenset({Role.PUBLISHER}),
    Action.SETTLE_MESSAGE: frozenset({Role.PUBLISHER}),
    Action.SCHEDULE_RELEASE: frozenset({Role.PUBLISHER}),
    Action.PUBLISH: frozenset({Role.PUBLISHER}),
    Action.RAISE_CORRECTION: frozenset({Role.ANALYST, Role.CASEWORKER}),
    Action.DECIDE_CORRECTION: frozenset({Role.APPROVER}),
    Action.PUT_RIGHT: frozenset({Role.CASEWORKER}),
    Action.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_TRAIL: frozenset({Role.APPROVER, Role.ADMINISTRATOR}),
    Action.ERASE: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_OWN_FIGURES: AT_AN_AUTHORITY,
    Action.SEE_OWN_CASES: frozenset({Role.LINK_OFFICER}),
    Action.RAISE_QUERY: frozenset({Role.LINK_OFFICER}),
    Action.SIGN_OFF: frozenset({Role.LINK_OFFICER}),
    Action.SEE_REMEDIES: frozenset({Role.ANALYST, Role.CASEWORKER, Role.APPROVER, Role.DIRECTOR}),
    Action.FOLLOW_REMEDY: frozenset({Role.CASEWORKER}),
    Action.RECORD_FAILURE: frozenset({Role.DIRECTOR}),
    Action.ANSWER_REMEDY: frozenset({Role.LINK_OFFICER}),
    Action.RECORD_SCRUTINY: frozenset({Role.LINK_OFFICER}),
    Action.RUN_TRAINING: frozenset({Role.TRAINER}),
    Action.BOOK_TRAINING: frozenset({Role.LINK_OFFICER}),
    Action.ASSESS_CODE: frozenset({Role.CASEWORKER}),
    Action.ASSESS_OWN_CODE: frozenset({Role.LINK_OFFICER}),
    Action.SEE_DECISIONS: frozenset({Role.CASEWORKER, Role.PUBLISHER}),
    Action.WORK_ON_DECISIONS: frozenset({Role.CASEWORKER}),
    Action.PUBLISH_DECISION: frozenset({Role.PUBLISHER}),
    Action.FOLLOW_REPORT: frozenset({Role.CASEWORKER}),
    Action.SEE_WARNINGS: frozenset({Role.ANALYST, Role.APPROVER}),
    Action.SETTLE_WARNING: frozenset({Role.ANALYST}),
}
"""The table. An administrator has no part in figures: who gives out roles takes none of the year's decisions."""


@dataclass(frozen=True)
class Post:
    """A role, and the authority that it is held at: "" at the ombudsman."""

    role: Role
    authority: str = ""

    def __post_init__(self) -> None:
        if (self.role in AT_AN_AUTHORITY) != bool(self.authority):
            where = "at an authority" if self.role in AT_AN_AUTHORITY else "at the ombudsman"
            raise ValueError(f"the role {self.role} is held {where}")


@dataclass(frozen=True)
class Person:
    """Somebody who asks. ``second_factor`` is whether they came in with one: without it staff may do nothing."""

    account: str
    posts: frozenset[Post] = field(default_factory=frozenset)
    second_factor: bool = False
    is_active: bool = True


class NotAllowed(Exception):
    """Somebody who may not. What they asked for is not in it."""


def may(person: Person, action: Action, authority: str = "") -> bool:
    """Whether somebody may do something; for what is an authority's own, ``authority`` is whose it is."""
    if not person.is_active:
        return False
    return any(_grants(post, person, action, authority) for post in person.posts)


def check_may(person: Person, action: Action, authority: str = "") -> None:
    """Raise `NotAllowed` where somebody may not."""
    if not may(person, action, authority):
        raise NotAllowed(f"this account may not {action}")


def _grants(post: Post, person: Person, action: Action, authority: str) -> bool:
    if post.role not in GRANTED[action]:
        return False
    if post.role in STAFF:
        return person.second_factor
    return bool(authority) and post.authority == authority


def permissions_page() -> str:
    """``docs/generated/permissions.md``."""
    roles = [role.replace("_", " ") for role in Role]
    rows = [[action, *("yes" if role in GRANTED[action] else "" for role in Role)] for action in Action]
    table = "\n".join("| " + " | ".join(row) + " |" for row in (["may", *roles], ["---"] * (len(roles) + 1), *rows))
    return f"""# Who may do what

Written from the table in `access/permissions.py`. Link officers and readers belong to an authority, and may do this for
their own alone. The others belong to the ombudsman, and may do nothing without a second factor.

{table}
"""
