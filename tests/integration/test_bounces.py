"""What comes back to the mailbox finds its message, and nothing else does."""

import mailbox

import pytest

from tests.support.messages import OCCASION, planned, states
from upheld.delivery.bounces import read
from upheld.delivery.mailboxes import Folder, notification, opened
from upheld.delivery.models import Message
from upheld.delivery.states import State

REPORT = """\
From: MAILER-DAEMON@mx.example
To: back@ombudsman.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your message could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Wed, 20 Jul 2022 09:00:00 +0000

Final-Recipient: rfc822; officer@council.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <officer@council.example> user unknown

--part
Content-Type: {kind}

From: The Ombudsman <letters@ombudsman.example>
To: Officer <officer@council.example>
Message-ID: {message_id}
Subject: Your letter
{body}
--part--
"""


def report(message_id, action="failed", kind="message/rfc822"):
    body = "\nDear officer\n" if kind == "message/rfc822" else ""
    return REPORT.format(action=action, message_id=message_id, kind=kind, body=body).replace("\n", "\r\n").encode()


@pytest.fixture
def box(tmp_path):
    return mailbox.Maildir(str(tmp_path / "back"))


def accepted(tmp_path):
    (message,) = planned(tmp_path, "officer@council.example")
    Message.objects.update(state=State.ACCEPTED)
    return message


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_message_that_came_back_is_found_by_its_identifier(register, box, tmp_path, kind):
    message = accepted(tmp_path)
    box.add(report(message.message_id, kind=kind))
    with opened(str(tmp_path / "back")) as found:
        assert read(found).came_back == 1
    assert states(OCCASION) == {"officer@council.example": State.BOUNCED}
    assert Message.objects.get().told == "5.1.1 smtp; 550 5.1.1 (address) user unknown"


def test_reading_again_changes_nothing(register, box, tmp_path):
    message = accepted(tmp_path)
    box.add(report(message.message_id))
    folder = Folder(tmp_path / "back")
    read(folder)
    assert read(folder).came_back == 0
    assert message.steps.count() == 2  # planned, bounced


def test_an_arrival_is_taken_and_a_delay_is_not(register, box, tmp_path):
    message = accepted(tmp_path)
    box.add(report(message.message_id, "delayed"))
    assert read(Folder(tmp_path / "back")).others == 1
    box.add(report(message.message_id, "delivered"))
    assert read(Folder(tmp_path / "back")).arrived == 1
    assert states(OCCASION) == {"officer@council.example": State.DELIVERED}


def test_what_is_about_no_message_of_ours_stays_for_a_person(register, box, tmp_path):
    accepted(tmp_path)
    box.add(report("<somebody@else.example>"))
    box.add(b"From: officer@council.example\r\nSubject: out of office\r\n\r\nI am away.\r\n")
    box.add(b"Content-Type: multipart/report; boundary=x\r\n\r\nbroken")
    box.add(b"\xff\xfe\x00")
    folder = Folder(tmp_path / "back")
    assert read(folder).others == 4
    assert read(folder).others == 4
    assert states(OCCASION) == {"officer@council.example": State.ACCEPTED}


def test_a_report_with_the_letter_attached_in_another_order_is_read(register):
    told = notification(report("<a@b.example>"))
    assert (told.message_id, told.to) == ("<a@b.example>", State.BOUNCED)


@pytest.mark.parametrize("wrong", ["/nowhere", "http://mail.example", "imaps://"])
def test_a_mailbox_that_is_none_is_told(wrong):
    with pytest.raises(ValueError, match="expected imaps://"), opened(wrong):
        pass
