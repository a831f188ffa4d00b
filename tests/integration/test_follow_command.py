"""The command of following: one pass over a real mail server, what is doubtful, what came back, and forgetting."""

import mailbox
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from tests.support.mail_server import ROOT, mail_server
from tests.support.subscriptions import DARTFORD, Bundles, Post, decision, follows, passed

FROM = "Made-up Ombudsman <news@ombudsman.example>"
BOUNCE = """From: mailer@example.com
To: news@ombudsman.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; ana@example.com
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 <ana@example.com> is not known

--part
Content-Type: text/rfc822-headers

Message-ID: <{name}@ombudsman.example>

--part--
"""


@pytest.fixture
def bundles(tmp_path):
    return Bundles(tmp_path)


def upheld(database, *arguments, **own):
    """What a command says, and how it ended."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {"UPHELD_SUBSCRIPTIONS_DATABASE": database, "UPHELD_MAIL_FROM": FROM, "UPHELD_SECRET_KEY": "k" * 50}
    command = [sys.executable, "-m", "upheld.console", "follow", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env={**environment, **own}, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_doubtful_mail_is_listed_and_settled_and_never_sent_by_itself(database, bundles, tmp_path):
    from upheld.publication.subscriptions.models import Mail

    passed(bundles.write(), Post())
    now = datetime.now(UTC)
    for name in ("lost-after", "ana", "refused"):
        follows(f"{name}@example.com", "authority", DARTFORD, now=now)
    bundles.write(decision("21 000 100"))
    with mail_server(tmp_path) as mail:
        own = {"UPHELD_MAIL": f"smtp://127.0.0.1:{mail.port}"}
        code, told, _ = upheld(database, "send", bundles.link, "--once", **own)
        assert code == 0
        assert "1 mail handed over." in told
        assert "1 mail refused." in told
        assert "1 mail handed over without an answer." in told
        upheld(database, "send", bundles.link, "--once", **own)
        assert sorted(one.recipient for one in mail.taken) == ["ana@example.com", "lost-after@example.com"]
    doubtful = Mail.objects.get(state="doubtful")
    _, told, _ = upheld(database, "status")
    assert f"  {doubtful.pk}  news" in told
    assert "@" not in told
    assert upheld(database, "settle", doubtful.pk, "perhaps")[0] == 2
    assert upheld(database, "settle", doubtful.pk, "arrived")[0] == 0
    assert upheld(database, "settle", doubtful.pk, "again")[0] == 2, "what arrived does not go again"
    doubtful.refresh_from_db()
    assert doubtful.state == "accepted"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_a_way_to_send_nothing_is_lost(database, bundles):
    from upheld.publication.subscriptions.models import Mail

    passed(bundles.write(), Post())
    follows("ana@example.com", "authority", DARTFORD)
    bundles.write(decision("21 000 100"))
    code, _, told = upheld(database, "send", bundles.link, "--once", UPHELD_MAIL="smtp://127.0.0.1:9")
    assert (code, Mail.objects.get().state) == (2, "planned")
    assert "UPHELD_MAIL" in told
    assert upheld(database, "send", bundles.link, "--once", UPHELD_MAIL="")[0] == 2
    assert upheld(database, "send", bundles.out / "none", "--once", UPHELD_MAIL="smtp://127.0.0.1:9")[0] == 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_came_back_again_and_again_ends_it(database, bundles, tmp_path):
    from upheld.publication.subscriptions.models import Follower, Mail

    box = mailbox.Maildir(str(tmp_path / "box"))
    post = Post()
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    for at in range(3):
        passed(bundles.write(*(decision(f"21 000 10{one}") for one in range(at + 1))), post)
        name = Mail.objects.order_by("-pk")[0].name
        box.add(BOUNCE.replace("{name}", name).encode())
        assert Follower.objects.exists()
        code, told, _ = upheld(database, "bounces", tmp_path / "box")
        went = "1 follower was let go of: mail does not reach them.\n" if at == 2 else ""
        assert (code, told) == (0, f"1 mail came back; 0 other mails left for a person.\n{went}")
    assert not Follower.objects.exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_forgetting(database, bundles):
    from upheld.publication.subscriptions.models import Follower

    passed(bundles.write(), Post())
    follows("ana@example.com", "authority", DARTFORD)
    known = upheld(database, "forget", "ANA@example.com")
    assert not Follower.objects.exists()
    assert upheld(database, "forget", "nobody@example.com") == known


def test_no_preview_is_told_of(tmp_path):
    from tests.support import small_bundle

    small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out", preview=True)
    database = str(tmp_path / "s.sqlite3")
    code, _, told = upheld(database, "send", tmp_path / "out/bundle", "--once", UPHELD_MAIL="smtp://127.0.0.1:9")
    assert code == 2
    assert "this one is a preview" in told
