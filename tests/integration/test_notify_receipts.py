"""What GOV.UK Notify calls back with: taken from whoever has the token, and from nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.support.messages import planned, states
from upheld.delivery.models import Message
from upheld.delivery.pace import Pace
from upheld.delivery.states import State

AT, TOKEN = "/desk/notify/receipts", "a-long-token-that-nobody-guesses"
TO = "officer@council.example"


@pytest.fixture
def message(either_register, tmp_path, settings):
    settings.UPHELD_NOTIFY_TOKEN = TOKEN
    (made,) = planned(tmp_path, TO)
    Message.objects.update(state=State.ACCEPTED, remote="n-1")
    return made


def called(body, token=f"Bearer {TOKEN}"):
    headers = {"x-forwarded-proto": "https", "authorization": token}
    client = Client(HTTP_HOST="localhost", headers=headers, enforce_csrf_checks=True)
    return client.post(AT, body, content_type="application/json").status_code


def receipt(message, status="permanent-failure", **more):
    return {"id": "n-1", "reference": message.message_id, "to": TO, "status": status, **more}


@pytest.mark.parametrize("status, becomes", [("permanent-failure", State.BOUNCED), ("delivered", State.DELIVERED)])
def test_a_receipt_is_put_to_its_message(message, status, becomes):
    assert called(receipt(message, status)) == 204
    assert states() == {TO: becomes}
    assert called(receipt(message, status)) == 204, "again, as it may come"
    assert message.steps.filter(state=becomes).count() == 1


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"])
def test_nobody_without_the_token_is_heard(message, token):
    assert called(receipt(message), token) == 403
    assert states() == {TO: State.ACCEPTED}


def test_where_no_token_is_set_nobody_is_heard(message, settings):
    settings.UPHELD_NOTIFY_TOKEN = ""
    assert called(receipt(message), "Bearer ") == 403


@pytest.mark.parametrize("body", ["", "[]", "{", "null", '{"reference": 1, "status": []}', b"\xff"])
def test_what_is_no_receipt_is_refused(message, body):
    assert called(body) == 400
    assert states() == {TO: State.ACCEPTED}


def test_a_receipt_of_somebody_elses_changes_nothing(message):
    assert called(receipt(message, id="n-2")) == 204
    assert called(receipt(message, reference="<unknown@x.example>")) == 204
    assert states() == {TO: State.ACCEPTED}


def test_no_more_go_in_a_minute_than_a_server_wants():
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(30, clock=lambda: now[0], sleep=sleep)
    for _ in range(4):
        pace.wait()
    assert slept == [2.0, 2.0, 2.0]
    now[0] += 60
    pace.wait()
    pace.wait()
    assert slept == [2.0] * 4, "time that nobody used is not made up for"
