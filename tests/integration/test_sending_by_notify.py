"""Messages by GOV.UK Notify, tried against a stand-in that speaks its documented protocol."""

import base64
import logging

import pytest

from tests.support.messages import OCCASION, planned, states
from tests.support.notify_service import KEY, TEMPLATE, notify_service
from upheld.delivery.actions import ask_about_doubtful, receipt
from upheld.delivery.models import Message
from upheld.delivery.pace import Pace
from upheld.delivery.sending import send
from upheld.delivery.states import State
from upheld.delivery.transports.notify import NotifyTransport


@pytest.fixture
def notify():
    with notify_service() as found:
        yield found


def by(notify, key=KEY, template=TEMPLATE):
    return NotifyTransport(key, template, notify.address)


def sent(transport):
    return send(OCCASION, transport, by="ana", pace=Pace(sleep=lambda _: None))


def test_each_message_is_taken_once_with_its_letter(either_register, notify, tmp_path):
    planned(tmp_path, *(f"officer-{at}@council.example" for at in range(5)))
    assert sent(by(notify)).became == {State.ACCEPTED: 5}
    assert sent(by(notify)).became == {}
    assert sorted(one["email_address"] for one in notify.taken) == sorted(states())
    first = notify.taken[0]
    assert first["personalisation"]["subject"] == "Your letter"
    assert first["personalisation"]["text"].startswith("Dear officer 0\n")
    file = first["personalisation"]["file 1"]
    assert (base64.b64decode(file["file"]), file["filename"]) == (b"%PDF-1.7 letter 0", "letter-0.pdf")
    message = Message.objects.get(recipient="officer-0@council.example")
    assert (message.remote, message.message_id) == (first["id"], first["reference"])


@pytest.mark.parametrize(
    "wish, becomes, told, was_taken",
    [
        ("team", State.REFUSED, "Can't send to (address) using a team-only API key", 0),
        ("many", State.PLANNED, "Exceeded rate limit", 0),
        ("broken", State.DOUBTFUL, "the service does not know the message yet", 0),
        ("lost", State.ACCEPTED, "GOV.UK Notify says: created", 1),
    ],
)
def test_what_the_service_says_decides(register, notify, tmp_path, wish, becomes, told, was_taken, caplog):
    with caplog.at_level(logging.DEBUG):
        planned(tmp_path, f"{wish}@council.example", "after@council.example")
        sent(by(notify))
        sent(by(notify))
    assert states() == {f"{wish}@council.example": becomes, "after@council.example": State.ACCEPTED}
    assert told in Message.objects.get(recipient=f"{wish}@council.example").told
    assert len(notify.taken) == 1 + was_taken
    assert "council.example" not in caplog.text


def test_a_doubt_is_settled_by_asking_the_service(register, notify, tmp_path):
    (message,) = planned(tmp_path, "broken@council.example")
    sent(by(notify))
    assert ask_about_doubtful(OCCASION, by(notify), by="ana") == 0
    notify.taken.append({"reference": message.message_id, "id": "n-1", "status": "delivered"})  # it had it after all
    assert ask_about_doubtful(OCCASION, by(notify), by="ana") == 1
    assert (Message.objects.get().state, Message.objects.get().remote) == (State.ACCEPTED, "n-1")


@pytest.mark.parametrize(
    "key, template, body, told",
    [
        (KEY[:-1] + "1", TEMPLATE, None, "Invalid token"),
        (KEY, "00000000-0000-0000-0000-000000000000", None, "has no template for us"),
        (KEY, TEMPLATE, "((text))", "the template at GOV.UK Notify lacks: ((file 1))"),
    ],
)
def test_what_is_set_up_wrongly_stops_everything_and_nothing_goes(
    register, notify, tmp_path, key, template, body, told
):
    notify.body = body or notify.body
    planned(tmp_path, "a@council.example", "b@council.example")
    assert told in sent(by(notify, key, template)).failed
    assert set(states().values()) == {State.PLANNED}
    assert not notify.taken


def test_where_nobody_answers_nothing_is_lost(register, tmp_path):
    planned(tmp_path, "a@council.example")
    nobody = NotifyTransport(KEY, TEMPLATE, "http://127.0.0.1:9")
    assert "127.0.0.1:9" in sent(nobody).failed
    assert states() == {"a@council.example": State.PLANNED}


def test_a_service_that_goes_away_between_template_and_message_leaves_no_doubt(register, tmp_path):
    planned(tmp_path, "a@council.example")
    with notify_service() as notify:
        transport = by(notify)
        transport._check_template({})
        transport.client.request_session.close()
    assert "cannot be reached" in sent(transport).failed
    assert states() == {"a@council.example": State.PLANNED}


def test_a_key_that_is_none_is_told_without_it():
    with pytest.raises(ValueError, match=r"expected a key of GOV\.UK Notify") as told:
        NotifyTransport("topsecret", TEMPLATE)
    assert "topsecret" not in str(told.value)


def test_receipts_say_what_arrived_and_what_came_back(either_register, notify, tmp_path):
    first, second = planned(tmp_path, "a@council.example", "b@council.example")
    sent(by(notify))
    assert receipt(first.message_id, "delivered")
    assert receipt(second.message_id, "permanent-failure", Message.objects.get(pk=second.pk).remote)
    assert list(states().values()) == [State.DELIVERED, State.BOUNCED]
    assert not receipt(first.message_id, "delivered")  # said already
    assert not receipt("<nobody@ombudsman.example>", "delivered")
    assert not receipt(first.message_id, "sent")
    assert not receipt(second.message_id, "delivered", "another id")
    assert list(states().values()) == [State.DELIVERED, State.BOUNCED]


def test_a_receipt_settles_a_doubt(register, notify, tmp_path):
    (message,) = planned(tmp_path, "broken@council.example")
    sent(by(notify))
    assert receipt(message.message_id, "delivered")
    assert states() == {"broken@council.example": State.DELIVERED}
