"""Messages to a real SMTP server: what it says, what it does not say, and what becomes of a message then."""

import email
import socket
import ssl
from dataclasses import replace
from datetime import timedelta
from email.policy import default
from functools import partial

import pytest
from django.utils import timezone

from tests.support.at_once import at_once
from tests.support.certificates import certificate
from tests.support.mail_server import mail_server
from tests.support.messages import OCCASION, SENDER, drafts, planned, states
from upheld.delivery.actions import plan, say
from upheld.delivery.models import Message, Run, Step
from upheld.delivery.pace import Pace
from upheld.delivery.queries import for_a_person, is_done, progress
from upheld.delivery.sending import LATER, send
from upheld.delivery.states import MoveRefused, State
from upheld.delivery.transports.smtp import SmtpTransport, server

SHORT_PATIENCE, LONG_PATIENCE = 5, 600


@pytest.fixture(scope="module")
def mail(tmp_path_factory):
    with mail_server(tmp_path_factory.mktemp("mail")) as found:
        yield found


@pytest.fixture
def taken(mail):
    """What the server has taken since the test began."""
    before = len(mail.taken)
    return lambda: mail.taken[before:]


def no_waiting():
    return Pace(sleep=lambda _: None)


def over(mail, **options):
    return SmtpTransport(server(f"smtp://127.0.0.1:{mail.port}"), SENDER, **options)


def sent(mail, **options):
    return send(OCCASION, over(mail, **options), by="ana")


def test_each_message_arrives_once_and_whole(either_register, mail, taken, tmp_path):
    planned(tmp_path, *(f"officer-{at}@council.example" for at in range(45)))
    assert sent(mail).became == {State.ACCEPTED: 45}
    assert sorted(one.recipient for one in taken()) == sorted(states())
    assert {one.message_id for one in taken()} == set(Message.objects.values_list("message_id", flat=True))
    assert is_done(OCCASION)
    assert sent(mail).became == {}
    assert len(taken()) == 45


def test_a_message_reads_as_it_was_written(register, mail, tmp_path):
    planned(tmp_path, "officer@council.example")
    sent(mail)
    told = email.message_from_bytes(mail.last(), policy=default)
    assert told["From"] == "The Ombudsman <letters@ombudsman.example>"
    assert told["To"] == "Officer 0 <officer@council.example>"
    assert told["Subject"] == "Your letter"
    assert told["Date"].datetime == SENDER.now
    assert told["Auto-Submitted"] == "auto-generated"
    body, letter = told.iter_parts()
    assert (
        body.get_content().replace("\r\n", "\n") == "Dear officer 0\n\nYour letter.\n.a line that begins with a dot\n"
    )
    assert letter.get_filename() == "letter-0.pdf"
    assert letter.get_content_type() == "application/pdf"
    assert letter.get_content() == b"%PDF-1.7 letter 0"


@pytest.mark.parametrize(
    "wish, becomes, told, was_taken",
    [
        ("refused", State.REFUSED, "550 5.1.1 (address) is not known here", 0),
        ("refused-after", State.REFUSED, "554 5.6.0 we do not like what it says", 0),
        ("refused-and-closed", State.REFUSED, "550 5.7.1 not you, and goodbye", 0),
        ("nonsense", State.PLANNED, "no answer that SMTP knows", 0),
        ("nonsense-after", State.DOUBTFUL, "no answer that SMTP knows", 0),
        ("later", State.PLANNED, "451 4.7.1 come back later", 0),
        ("later-after", State.PLANNED, "452 4.3.1 no room now", 0),
        ("closing", State.PLANNED, "421 4.3.2 we close now", 0),
        ("lost-before", State.DOUBTFUL, "no answer came after the message was handed over", 0),
        ("lost-after", State.DOUBTFUL, "no answer came after the message was handed over", 1),
        ("stalled", State.DOUBTFUL, "no answer came after the message was handed over: it took too long", 1),
    ],
)
def test_what_the_server_does_decides_what_becomes_of_a_message(
    either_register, mail, taken, tmp_path, wish, becomes, told, was_taken
):
    difficult = f"{wish}@council.example"
    planned(tmp_path, "before@council.example", difficult, "after@council.example")
    patience = SHORT_PATIENCE if wish == "stalled" else LONG_PATIENCE
    sent(mail, last_wait=patience)
    assert states() == {"before@council.example": "accepted", difficult: becomes, "after@council.example": "accepted"}
    message = Message.objects.get(recipient=difficult)
    assert told in message.told
    assert "@" not in message.told
    assert [one.recipient for one in taken()].count(difficult) == was_taken
    sent(mail, last_wait=patience)  # again, at once: nothing more goes by itself
    assert [one.recipient for one in taken()].count(difficult) == was_taken
    assert [one.recipient for one in for_a_person(OCCASION)] == ([] if becomes == State.PLANNED else [difficult])
    assert not is_done(OCCASION)


def test_a_connection_lost_before_the_last_dot_is_made_again(register, mail, taken, tmp_path):
    planned(tmp_path, "a@council.example", "once-dropped-at-data@council.example", "b@council.example")
    assert sent(mail).became == {State.ACCEPTED: 3}
    assert len(taken()) == 3


def test_not_now_waits_longer_each_time_and_goes_to_a_person_in_the_end(register, mail, taken, tmp_path):
    planned(tmp_path, "later@council.example")
    for wait in LATER:
        before = timezone.now()
        assert sent(mail).became == {State.PLANNED: 1}
        message = Message.objects.get()
        assert wait <= message.not_before - before < wait + timedelta(minutes=1)
        assert sent(mail).became == {}
        Message.objects.update(not_before=timezone.now())
    assert sent(mail).became == {State.REFUSED: 1}
    assert [one.state for one in for_a_person(OCCASION)] == [State.REFUSED]
    assert not taken()


def test_not_now_and_then_no(register, mail, taken, tmp_path):
    planned(tmp_path, "later-then-refused@council.example", "after@council.example")
    assert sent(mail).became == {State.PLANNED: 1, State.ACCEPTED: 1}
    Message.objects.filter(state=State.PLANNED).update(not_before=timezone.now())
    assert sent(mail).became == {State.REFUSED: 1}
    assert "no, after all" in for_a_person(OCCASION)[0].told
    assert [one.recipient for one in taken()] == ["after@council.example"]


def test_not_now_and_then_yes(register, mail, taken, tmp_path):
    planned(tmp_path, "once-later@council.example")
    sent(mail)
    assert progress(OCCASION).waits_until is not None
    Message.objects.update(not_before=timezone.now())
    assert sent(mail).became == {State.ACCEPTED: 1}
    assert len(taken()) == 1


def test_where_nobody_answers_nothing_is_lost(register, tmp_path):
    planned(tmp_path, "officer@council.example")
    nobody = SmtpTransport(server("smtp://127.0.0.1:9"), SENDER)
    told = send(OCCASION, nobody, by="ana", pace=no_waiting())
    assert "127.0.0.1:9 (none) cannot be used" in told.failed
    assert states() == {"officer@council.example": State.PLANNED}
    assert Message.objects.get().run is None
    assert progress(OCCASION).failed == told.failed


def test_a_sender_that_is_not_wanted_stops_everything_and_blames_no_recipient(register, mail, tmp_path):
    planned(tmp_path, "a@council.example", "b@council.example")
    unwanted = SmtpTransport(
        server(f"smtp://127.0.0.1:{mail.port}"), replace(SENDER, returns_to="unwanted@ombudsman.example")
    )
    assert "takes no mail from this sender: 550" in send(OCCASION, unwanted, by="ana", pace=no_waiting()).failed
    assert set(states().values()) == {State.PLANNED}


def test_a_letter_that_changed_since_it_was_planned_does_not_go(register, mail, taken, tmp_path):
    planned(tmp_path, "a@council.example", "b@council.example", "c@council.example")
    (tmp_path / "letter-0.pdf").write_bytes(b"%PDF-1.7 another")
    (tmp_path / "letter-1.pdf").unlink()
    assert sent(mail).became == {State.REFUSED: 2, State.ACCEPTED: 1}
    told = [one.told for one in for_a_person(OCCASION)]
    assert told == [
        "letter-0.pdf is not the file that this message was planned with; plan it again",
        "No such file or directory",
    ]
    assert [one.recipient for one in taken()] == ["c@council.example"]


def test_planning_again_makes_no_second_message(either_register, mail, taken, tmp_path):
    letters = drafts(tmp_path, "a@council.example", "B@council.example")
    assert plan(OCCASION, letters, domain=SENDER.domain, by="ana") == 2
    assert plan(OCCASION, letters, domain=SENDER.domain, by="ben") == 0
    sent(mail)
    assert plan(OCCASION, letters, domain=SENDER.domain, by="ben") == 0
    assert sent(mail).became == {}
    assert len(taken()) == 2


def test_a_new_version_takes_the_place_of_one_that_has_not_gone(register, mail, taken, tmp_path):
    planned(tmp_path / "first", "a@council.example")
    newer = drafts(tmp_path / "second", "z@council.example", "a@council.example")[1:]
    assert plan(OCCASION, newer, domain=SENDER.domain, by="ana") == 1
    sent(mail)
    assert [one.state for one in Message.objects.order_by("pk")] == [State.DROPPED, State.ACCEPTED]
    assert len(taken()) == 1


def test_a_version_that_comes_back_goes_after_all(register, mail, taken, tmp_path):
    """A letter changed and changed back before it went: its first message was dropped for a version that is no more."""
    first = drafts(tmp_path / "first", "a@council.example")
    second = drafts(tmp_path / "second", "z@council.example", "a@council.example")[1:]
    for version in (first, second, first):
        plan(OCCASION, version, domain=SENDER.domain, by="ana")
    sent(mail)
    assert [one.state for one in Message.objects.order_by("pk")] == [State.ACCEPTED, State.DROPPED]
    assert [one.message_id for one in taken()] == [Message.objects.get(version=first[0].version).message_id]


def test_what_a_person_dropped_is_not_planned_again_by_itself(register, mail, taken, tmp_path):
    letters = drafts(tmp_path, "a@council.example")
    plan(OCCASION, letters, domain=SENDER.domain, by="ana")
    say(Message.objects.get(), State.DROPPED, reason="sent by post", by="ben")
    assert plan(OCCASION, letters, domain=SENDER.domain, by="ana") == 0
    assert sent(mail).became == {}
    assert not taken()


def test_two_who_send_at_the_same_moment_send_each_message_once(either_register, mail, taken, tmp_path):
    letters = drafts(tmp_path, *(f"officer-{at}@council.example" for at in range(60)))

    def plan_and_send(who):
        plan(OCCASION, letters, domain=SENDER.domain, by=who)
        send(OCCASION, over(mail), by=who)

    at_once(*(partial(plan_and_send, who) for who in ("ana", "ben", "carla")))
    assert list(states().values()) == [State.ACCEPTED] * 60
    assert sorted(one.recipient for one in taken()) == sorted(states())


def test_two_who_settle_a_doubt_at_the_same_moment_settle_it_once(either_register, mail, taken, tmp_path):
    planned(tmp_path, "lost-after@council.example")
    sent(mail)
    (doubtful,) = for_a_person(OCCASION)
    told = []

    def settle(to):
        try:
            say(Message.objects.get(pk=doubtful.pk), to, reason="I looked", by="ben")
            told.append(to)
        except MoveRefused:
            told.append("refused")

    at_once(partial(settle, State.ACCEPTED), partial(settle, State.ACCEPTED))
    assert sorted(told) == [State.ACCEPTED, "refused"]
    assert Step.objects.filter(message=doubtful, state=State.ACCEPTED).count() == 1


def test_a_person_says_what_became_of_a_doubtful_message(register, mail, taken, tmp_path):
    planned(tmp_path, "lost-after@council.example", "once-lost-before@council.example", "lost-after+2@council.example")
    sent(mail)
    arrived, lost, given_up = for_a_person(OCCASION)
    say(arrived, State.ACCEPTED, reason="they rang", by="ben")
    say(lost, State.PLANNED, reason="not in their log", by="ben")
    say(given_up, State.DROPPED, reason="they have it on paper", by="ben")
    assert sent(mail).became == {State.ACCEPTED: 1}
    assert is_done(OCCASION)
    told = list(Step.objects.filter(message=lost).values_list("state", "by"))
    assert told == [
        ("planned", "ana"), ("intended", "ana"), ("doubtful", "ana"),
        ("planned", "ben"), ("intended", "ana"), ("accepted", "ana"),
    ]  # fmt: skip
    with pytest.raises(MoveRefused, match="nobody can say of a message that is accepted"):
        say(Message.objects.get(pk=lost.pk), State.PLANNED, reason="again", by="ben")
    with pytest.raises(MoveRefused, match="moved on in the meantime"):
        say(lost, State.PLANNED, reason="seen too late", by="carla")


def test_what_a_dead_process_held_is_free_or_doubtful(either_register, mail, taken, tmp_path):
    first, second = planned(tmp_path, "a@council.example", "b@council.example")
    now = timezone.now()
    dead = Run.objects.create(
        name="dead", host=socket.gethostname(), process="1 999999999", by="ana", started_at=now, seen_at=now
    )
    Message.objects.filter(pk=first.pk).update(run=dead, state=State.INTENDED)
    Message.objects.filter(pk=second.pk).update(run=dead)
    sent(mail)
    assert states() == {"a@council.example": State.DOUBTFUL, "b@council.example": State.ACCEPTED}
    assert "sending was stopped" in Message.objects.get(pk=first.pk).told


def test_what_a_living_process_elsewhere_holds_is_left_alone(register, mail, taken, tmp_path):
    first, second = planned(tmp_path, "a@council.example", "b@council.example")
    now = timezone.now()
    other = Run.objects.create(name="other", host="elsewhere", process="1 1", by="ana", started_at=now, seen_at=now)
    Message.objects.filter(pk=first.pk).update(run=other, state=State.INTENDED)
    Message.objects.filter(pk=second.pk).update(run=other)
    assert sent(mail).became == {}
    Run.objects.filter(pk=other.pk).update(seen_at=now - timedelta(hours=1))
    assert sent(mail).became == {State.ACCEPTED: 1}
    assert Message.objects.get(pk=first.pk).state == State.DOUBTFUL


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_encrypted_and_with_an_entry(register, tmp_path, scheme):
    planned(tmp_path, "a@council.example")
    made = certificate(tmp_path)
    context = ssl.create_default_context(cafile=str(made))
    with mail_server(tmp_path, made, wrapped=scheme == "smtps") as mail:
        to = server(f"{scheme}://ana:secret@127.0.0.1:{mail.port}")
        assert "secret" not in repr(to)
        wrong = server(f"{scheme}://ana:wrong@127.0.0.1:{mail.port}")
        told = send(OCCASION, SmtpTransport(wrong, SENDER, context=context), by="ana", pace=no_waiting())
        assert "535" in told.failed and "wrong" not in told.failed
        told = send(OCCASION, SmtpTransport(to, SENDER), by="ana", pace=no_waiting())
        assert "certificate verify failed" in told.failed  # nobody vouches for this certificate
        assert not mail.taken
        assert send(OCCASION, SmtpTransport(to, SENDER, context=context), by="ana").became == {State.ACCEPTED: 1}


@pytest.mark.parametrize("wrong", ["mail.example", "http://mail.example", "smtp://", "smtps://user:topsecret@"])
def test_an_address_that_is_no_server_is_told_without_its_password(wrong):
    with pytest.raises(ValueError, match="expected smtps://") as told:
        server(wrong)
    assert "topsecret" not in str(told.value)


@pytest.mark.parametrize("field", ["subject", "name"])
def test_nothing_put_into_a_header_becomes_another_header(register, mail, taken, tmp_path, field):
    (message,) = planned(tmp_path, "a@council.example")
    setattr(message, field, "Letter\r\nBcc: everybody@evil.example")
    message.save()
    assert sent(mail).became == {State.REFUSED: 1}
    assert not taken()
