"""Two people approve figures, neither the one who froze them; and what else is in the way of a move."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.utils import timezone

from tests.support.at_once import at_once
from tests.support.desk import signed_in
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.editions import actions
from upheld.editions.approvals import approvals_of
from upheld.editions.blocking import in_the_way
from upheld.editions.models import Edition
from upheld.editions.states import MoveRefused, State

pytestmark = pytest.mark.usefixtures("either_register")


def edition(state: State = State.CHECK_CLOSED, frozen_by: str = "ana") -> Edition:
    return Edition.objects.create(
        scheme="local-government-england",
        year=2022,
        number=1,
        state=state,
        complete_years=[2022],
        snapshot_hash="s" * 64,
        figures_hash="f" * 64,
        sample=True,
        frozen_at=timezone.now(),
        frozen_by=frozen_by,
        sent_on=date(2022, 7, 20),
        released_on=date(2022, 7, 27),
    )


def approve(one: Edition, who: str, **more: object) -> Edition:
    return actions.approve(one, **{"by": who, "figures_hash": one.figures_hash, **more})


def test_one_approval_is_not_enough_and_two_are():
    one = edition()
    assert approve(one, "ben").state == State.CHECK_CLOSED
    assert in_the_way(one, State.APPROVED) == [
        "one more person must approve these figures, other than ana, who froze them"
    ]
    assert approve(one, "carla").state == State.APPROVED
    assert list(AuditEntry.objects.values_list("action", "by")) == [
        ("approve", "ben"),
        ("approve", "carla"),
        ("approved", "carla"),
    ]


@pytest.mark.parametrize("people", [("ben", "carla"), ("ben", "ben")], ids=["two", "one-twice"])
def test_two_approvals_at_the_same_moment(people):
    """Of two people both count; one who presses twice counts once."""
    one, told = edition(), []

    def work(who: str) -> None:
        try:
            told.append(approve(one, who).state)
        except MoveRefused as refusal:
            told.append(str(refusal))

    at_once(*(partial(work, who) for who in people))
    one.refresh_from_db()
    if people[0] == people[1]:
        assert one.state == State.CHECK_CLOSED
        assert any("ben has approved these figures already" in line for line in told)
    else:
        assert sorted(told) == [State.APPROVED, State.CHECK_CLOSED]
        assert one.state == State.APPROVED
    assert one.approvals.count() == len(set(people))


def test_nobody_approves_twice_and_nobody_what_they_froze():
    one = edition(frozen_by="ana")
    approve(one, "ben")
    for who, why in (
        ("ben", "has approved"),
        ("command edition approve, run by ben", "has approved"),
        ("ana", "froze"),
    ):
        with pytest.raises(MoveRefused, match=why):
            approve(one, who)
    assert [given.person for given in approvals_of(one)] == ["ben"]


def test_an_approval_is_of_the_figures_that_were_looked_at():
    one = edition()
    approve(one, "ben")
    with pytest.raises(MoveRefused, match="drawn again"):
        approve(one, "carla", figures_hash="e" * 64)
    Edition.objects.filter(pk=one.pk).update(figures_hash="e" * 64)
    one.refresh_from_db()
    assert approvals_of(one) == []
    assert approve(one, "carla").state == State.CHECK_CLOSED


def test_leaving_out_the_check_round_needs_a_reason():
    one = edition(State.DRAFT)
    approve(one, "ben")
    with pytest.raises(MoveRefused, match="say why"):
        approve(one, "carla")
    assert approve(one, "carla", reason="A correction of one letter").state == State.APPROVED


def test_one_person_alone_says_why():
    one = edition(State.DRAFT)
    with pytest.raises(MoveRefused, match="say why one person"):
        approve(one, "ana", alone=True)
    assert approve(one, "ana", alone=True, reason="An office of one").state == State.APPROVED


def test_letters_have_gone_only_when_they_have():
    one = edition(State.APPROVED)
    with pytest.raises(MoveRefused, match="no letters have been sent"):
        actions.move(one, State.SENT, by="dan")


def test_at_the_desk_two_approvers_approve_and_nobody_else_can():
    one = edition()
    page = f"/desk/editions/{one.pk}/"
    for name, posts, status in (
        ("ben", [Role.APPROVER], 302),
        ("eve", [Role.ANALYST, Role.PUBLISHER, Role.ADMINISTRATOR], 404),
        ("fay", [(Role.LINK_OFFICER, "E07000107")], 404),
        ("carla", [Role.APPROVER], 302),
    ):
        answer = signed_in(name, *posts).post(f"{page}approve", {"figures": one.figures_hash})
        assert answer.status_code == status, name
    one.refresh_from_db()
    assert one.state == State.APPROVED
    assert "carla" in signed_in("ben").get(page).content.decode()
