"""`upheld mail` as a person uses it: say what would go, to oneself, for real, once; and what came back."""

import csv
import email
import mailbox
import shutil
import sqlite3
from contextlib import closing
from email.policy import default

import pytest

from tests.integration.test_bounces import report
from tests.integration.test_review import ALONE, SMALL, upheld
from tests.support.mail_server import mail_server

FROM = "Made-up Ombudsman <letters@ombudsman.example>"


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    return shutil.copytree(SMALL, tmp_path_factory.mktemp("mailing") / "extract")


@pytest.fixture(scope="module")
def contacts(extract):
    with (extract / "contacts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reviewed(extract):
    done = upheld("review", extract, "--year", 2022, "--out", extract.parent / "out")
    assert done.returncode == 0, done.stderr
    return extract.parent / "out"


@pytest.fixture
def out(reviewed, tmp_path):
    return shutil.copytree(reviewed, tmp_path / "out", symlinks=True)


@pytest.fixture
def mail(tmp_path):
    with mail_server(tmp_path) as found:
        yield found


def sent(out, mail, *options):
    address = f"smtp://127.0.0.1:{mail.port}"
    return upheld("mail", "send", 2022, "--out", out, *options, UPHELD_MAIL=address, UPHELD_MAIL_FROM=FROM)


def approved(out):
    assert upheld("edition", "approve", 2022, "--register", out / "register.sqlite3", *ALONE).returncode == 0


def test_from_dry_run_to_a_message_that_came_back(out, mail, contacts, tmp_path):
    told = sent(out, mail)
    assert told.returncode == 0, told.stderr
    assert "2022 edition 1 (draft)" in told.stdout and "Nothing was sent." in told.stdout
    assert not mail.taken

    told = sent(out, mail, "--to", "me@ombudsman.example")
    assert told.returncode == 0, told.stderr
    rehearsed = len(mail.taken)
    assert rehearsed and {one.recipient for one in mail.taken} == {"me@ombudsman.example"}
    last = email.message_from_bytes(mail.last(), policy=default)
    assert last["Subject"].startswith("[") and "sample" in last["Subject"].lower()
    assert "sample" in last.get_body().get_content().splitlines()[0].lower()

    told = sent(out, mail, "--for-real", "--leave-out")
    assert (told.returncode, len(mail.taken)) == (2, rehearsed)
    assert "'draft' found; expected an approved edition" in told.stderr

    approved(out)
    told = sent(out, mail, "--for-real", "--leave-out")
    assert told.returncode == 0, told.stderr
    real = mail.taken[rehearsed:]
    known = {row["email"] for row in contacts if row["role"] != "monitoring_officer"}
    assert real and {one.recipient for one in real} <= known
    assert len({one.recipient for one in real}) == len(real) == rehearsed

    told = sent(out, mail, "--for-real", "--leave-out")
    assert "Nothing was left to send." in told.stdout
    assert len(mail.taken) == 2 * rehearsed

    back = mailbox.Maildir(str(tmp_path / "back"))
    back.add(report(real[0].message_id))
    register = ("--register", out / "register.sqlite3")
    told = upheld("mail", "bounces", tmp_path / "back", *register)
    assert told.stdout == "1 message came back, 0 arrived; 0 other mails left for a person.\n", told.stderr
    told = upheld("mail", "status", 2022, *register)
    assert f"{rehearsed - 1:5,}  accepted\n      1  bounced" in told.stdout
    assert "1 message waits for a person" in told.stdout and "@" not in told.stdout
    number = told.stdout.split("person:\n")[1].split()[0]
    told = upheld("mail", "settle", number, "drop", "--reason", "sent by post", *register)
    assert told.stdout == f"Message {number} is dropped.\n", told.stderr
    with closing(sqlite3.connect(out / "register.sqlite3")) as connection:
        trail = connection.execute("SELECT action, detail FROM access_auditentry").fetchall()
    assert [action for action, _ in trail][-1] == "message dropped"
    assert not [detail for _, detail in trail if "example.org" in detail]


def test_letters_without_one_chief_officer_are_held_back(out, mail):
    approved(out)
    told = sent(out, mail, "--for-real")
    assert told.returncode == 2
    assert "no chief officer is known" in told.stdout
    assert "or --leave-out to send the others without them" in told.stderr
    assert not mail.taken


@pytest.mark.parametrize(
    "setting, told",
    [
        ({"UPHELD_MAIL": "smtps://ana:topsecret@"}, "UPHELD_MAIL: expected how messages travel: smtps://user:password"),
        ({"UPHELD_MAIL_FROM": "nobody"}, "UPHELD_MAIL_FROM: 'nobody' found; expected who messages come from"),
        ({"UPHELD_MAIL": "notify"}, "UPHELD_NOTIFY_TEMPLATE: expected the id of the template"),
        ({"UPHELD_MAIL": "notify", "UPHELD_NOTIFY_TEMPLATE": "x"}, "UPHELD_NOTIFY_KEY: expected a key"),
        ({"UPHELD_MAIL": "smtp://127.0.0.1:9"}, "UPHELD_MAIL: expected a way to send; 127.0.0.1:9"),
    ],
)
def test_settings_that_are_wrong_are_told_without_secrets(out, setting, told):
    given = {"UPHELD_MAIL": "smtp://127.0.0.1:9", "UPHELD_MAIL_FROM": FROM, **setting}
    done = upheld("mail", "send", 2022, "--out", out, "--to", "me@ombudsman.example", **given)
    assert done.returncode == 2
    assert told in done.stderr
    assert "topsecret" not in done.stderr + done.stdout and "Traceback" not in done.stderr


def test_an_address_that_is_none_is_told(out, mail):
    done = sent(out, mail, "--to", "me")
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "--to: 'me' found; expected an e-mail address")
