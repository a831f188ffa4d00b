"""The pages of decisions at the desk: what was found is marked and settled, by forms alone; hostile texts stay text."""

from __future__ import annotations

import re

import pytest

from tests.support.desk import signed_in
from upheld.access.permissions import Role
from upheld.casework.statements.identifying import Kind
from upheld.casework.statements.models import Accepted, Checked, DayException
from upheld.casework.statements.texts import Findings, put, text_now
from upheld.desk.decision_shown import to_settle
from upheld.register.models import Case, Decision

HOSTILE = "Mrs Smith <script>alert(1)</script> rang 01632 960001."


@pytest.fixture
def reference(edition, settings):
    from tests.support.round_pages import SCHEME

    row = Decision.objects.filter(withdrawn_on__isnull=True).first()
    put(SCHEME, row.pk, {"title": row.title, "text": HOSTILE, "public_from": row.public_from.isoformat()}, by="ana")
    return row.pk


def page(client, reference):
    return client.get(f"/desk/decisions/case/{reference}/").content.decode()


def post(client, reference, where, act, **given):
    given = {"seen": text_now(reference).digest, "act": act, **given}
    return client.post(f"/desk/decisions/{where}/{reference}/", given)


def keys(text):
    return re.findall(r'name="with-(\w+)"', text)


def test_a_decision_is_settled_checked_let_go_and_withdrawn(reference):
    cai, pip = signed_in("cai", Role.CASEWORKER), signed_in("pip", Role.PUBLISHER)
    text = page(cai, reference)
    assert "<script>alert" not in text
    assert '<mark><span class="govuk-visually-hidden">[name: </span>Smith' in text
    assert "Withdraw it" not in text
    name, phone = keys(text)
    settled = {f"do-{name}": "mask", f"with-{name}": "X", f"do-{phone}": "accept", f"why-{phone}": "The office's."}
    assert post(cai, reference, "work", "settle", **settled).status_code == 302
    assert text_now(reference).text.startswith("Mrs X <script>")
    assert Accepted.objects.get().why == "The office's."
    assert "<del>" in page(cai, reference)
    assert post(cai, reference, "work", "check").status_code == 302
    assert post(pip, reference, "publish", "let go").status_code == 302
    assert Checked.objects.get().let_go_by == "pip"
    assert reference in pip.get("/desk/decisions/?standing=let+go").content.decode()
    assert "Change it by hand" not in page(pip, reference)
    assert post(pip, reference, "publish", "choose", never="yes", reason="A child.").status_code == 302
    assert DayException.objects.get().day is None
    assert post(pip, reference, "publish", "withdraw", reason="It named her.").status_code == 302
    assert "It named her." in page(cai, reference)


def test_the_queue_says_how_much_is_open_of_what_waits(reference):
    cai, pip = signed_in("cai", Role.CASEWORKER), signed_in("pip", Role.PUBLISHER)
    row = re.compile(rf'decisions/case/{reference}/">.*?</tr>', re.DOTALL)

    def listed(standing=""):
        found = row.search(cai.get(f"/desk/decisions/{standing}").content.decode())
        return found.group() if found else ""

    assert listed() == ""
    assert "open" not in listed("?standing=public,+not+checked")
    assert post(pip, reference, "publish", "choose", day="2090-01-01", reason="Later.").status_code == 302
    assert "<td>2 open</td>" in listed()
    masked = {f"do-{key}": "mask" for key in keys(page(cai, reference))}
    words = {f"with-{key}": "X" for key in keys(page(cai, reference))}
    assert post(cai, reference, "work", "settle", **masked, **words).status_code == 302
    assert "<td>nothing open</td>" in listed()


def test_each_name_is_offered_a_letter_of_its_own():
    found = Findings((), (), ((Kind.NAME, "Smith"), (Kind.AGE, "nine"), (Kind.NAME, "Jones")))
    assert [one.instead for one in to_settle(found, "Mr X told Mrs Smith and Ms Jones, aged nine.")] == [
        "Y",
        "some years",
        "Z",
    ]
    many = Findings((), (), tuple((Kind.NAME, f"N{n}") for n in range(30)))
    assert [one.instead for one in to_settle(many)].count("X") == 8


def test_what_cannot_be_done_is_told_and_what_was_written_is_kept(reference):
    cai, pip = signed_in("cai", Role.CASEWORKER), signed_in("pip", Role.PUBLISHER)
    answer = post(cai, reference, "work", "edit", title="T", text="Mine.", seen="old").content.decode()
    assert "changed since you looked" in answer
    assert "\nMine.</textarea>" in answer
    assert "Settle what was found first" in post(cai, reference, "work", "check").content.decode()
    for day in ("", "soon", "2022-02-31"):
        answer = post(pip, reference, "publish", "choose", day=day, reason="An inquest.").content.decode()
        assert "Give the day" in answer
        assert answer.count('value="An inquest."') == 1
    assert post(cai, reference, "publish", "withdraw", reason="R").status_code == 404
    assert post(pip, reference, "work", "edit", title="T", text="x").status_code == 404
    assert post(cai, reference, "work", "else").status_code == 404
    assert cai.get("/desk/decisions/case/none/").status_code == 404


def test_a_text_is_put_in_by_a_form(edition):
    cai = signed_in("cai", Role.CASEWORKER)
    case = Case.objects.filter(decision__isnull=True, decided_on__isnull=False).first()
    given = {"reference": case.pk, "title": "Bins", "text": "Mr X's bins."}
    assert cai.post("/desk/decisions/new/", given).status_code == 302
    assert Decision.objects.get(pk=case.pk).title == "Bins"
    again = cai.post("/desk/decisions/new/", given).content.decode()
    assert "has a decision to publish already" in again
    assert "Mr X&#39;s bins." in again


@pytest.mark.parametrize("of", ["a text there is", "a text put in"])
def test_a_text_is_kept_whole_or_refused_and_line_ends_count_once(reference, of):
    cai = signed_in("cai", Role.CASEWORKER)
    case = Case.objects.filter(decision__isnull=True, decided_on__isnull=False).first().pk

    def given(title, text):
        if of == "a text there is":
            return post(cai, reference, "work", "edit", title=title, text=text.replace("\n", "\r\n"))
        return cai.post("/desk/decisions/new/", {"reference": case, "title": title, "text": text.replace("\n", "\r\n")})

    most = "He waits.\n" * 19_999 + "He waited."  # 200,000 characters
    told = given("T" * 501, f"{most}+-").content.decode()
    assert "A title has at most 500 characters; this one has 501." in told
    assert "A text has at most 200,000 characters; this one has 200,002." in told
    assert "He waited.+-</textarea>" in told and "T" * 501 in told
    assert not Decision.objects.filter(title__startswith="TT").exists()
    assert given("T" * 500, most).status_code == 302
    assert Decision.objects.get(title="T" * 500).text == most
