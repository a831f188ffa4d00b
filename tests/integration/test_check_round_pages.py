"""The check round played through in the portal and at the desk, by people with their posts."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.support.desk import signed_in
from tests.support.round_pages import SCHEME, ask, busiest, first_case, link_officer, unmasked
from tests.unit.test_uploads import ATTACKS, PDF
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.access.upload_limit import KEPT_OF_EACH, LimitedUploads
from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.desk import jobs
from upheld.desk.models import Job
from upheld.desk.query_views import ABOUT_IN_WORDS
from upheld.editions.behind import behind
from upheld.editions.blocking import in_the_way
from upheld.editions.check_round import reading, rounds
from upheld.editions.check_round.models import Query, QueryFile, SignOff
from upheld.editions.check_round.words import About
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.portal import files
from upheld.portal.lines import figure_lines
from upheld.portal.shown import Own
from upheld.register import queries as register_queries
from upheld.register.models import Case, Contact, PriorRow
from upheld.statistics.counting import SnapshotFiles
from upheld.vocabulary.values import Rate, Withheld


def test_lists_of_every_letter_measure_agree_with_the_figures(edition: Edition):
    snapshot = SnapshotFiles(django_settings.UPHELD_OUT / "snapshots" / edition.snapshot_hash)
    told = 0
    for authority, figures in reading.year_figures(edition).authorities.items():
        for measure in (one for one in SCHEME.measures if one.in_letter):
            value = figures.figures[measure.id].value
            found = behind(SCHEME, snapshot, authority, 2022, measure.id)
            counts = (value.count, value.base) if isinstance(value, Rate) else (0, 0)
            assert (sum(one.counts for one in found), len(found)) == counts, (authority, measure.id)
            told += len(found)
    assert told > 0


def test_a_draft_is_shown_to_nobody_before_its_round(edition: Edition):
    [authority, _] = busiest(edition)
    client = link_officer(authority)
    assert "no figures to show" in client.get(f"/portal/{authority}/").content.decode()
    assert client.get(f"/portal/{authority}/editions/{edition.pk}/").status_code == 404


def test_an_authority_sees_its_figures_and_every_case_behind_them(opened: Edition):
    [authority, other] = busiest(opened)
    client, base = link_officer(authority), f"/portal/{authority}/editions/{opened.pk}"
    assert "Please check your figures of 2021-22" in client.get(f"/portal/{authority}/").content.decode()
    page = client.get(f"{base}/").content.decode()
    assert "Uphold rate" in page
    cases = client.get(f"{base}/cases/decided/?sort=decided&order=down").content.decode()
    assert first_case(opened, authority) in cases
    assert first_case(opened, other) not in cases
    assert register_queries.directory(SCHEME)[other].name(date(2022, 3, 31)) not in page + cases
    for which in ("uphold_rate", "compliance_rate", "received", "reply_lateness", "upheld_per_100k"):
        assert client.get(f"{base}/cases/{which}/").status_code == 200
    assert client.get(f"{base}/cases/nothing/").status_code == 404


def test_files_hold_the_same_cases_and_nothing_that_runs(opened: Edition):
    [authority, _] = busiest(opened)
    client, base = link_officer(authority), f"/portal/{authority}/editions/{opened.pk}"
    text = client.get(f"{base}/cases/decided.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("reference,subject,received_on,decided_on,outcome")
    assert len(text.splitlines()) == 1 + reading.own_figures(opened, authority).decided
    assert "made-up sample data" in text
    for name in ("cases/decided.xlsx", "figures.xlsx"):
        assert client.get(f"{base}/{name}").content.startswith(b"PK")
    figures = client.get(f"{base}/figures.csv").content.decode("utf-8-sig").splitlines()
    assert len(figures) == 1 + sum(one.in_figures for one in SCHEME.measures)


def test_no_case_is_a_formula_in_a_file(opened: Edition, monkeypatch: pytest.MonkeyPatch):
    [authority, _] = busiest(opened)
    lines = files.case_lines
    monkeypatch.setattr(files, "case_lines", lambda found: [replace(one, reference="=1+1") for one in lines(found)])
    base = f"/portal/{authority}/editions/{opened.pk}/cases/decided"
    text = link_officer(authority).get(f"{base}.csv").content.decode("utf-8-sig")
    assert "\n'=1+1," in text and "\n=1+1," not in text
    book = link_officer(authority).get(f"{base}.xlsx").content
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "sheet" in name]
    assert any(b"=1+1" in one for one in sheets) and not any(b"<f>" in one for one in sheets)


def test_readers_see_figures_and_no_cases(opened: Edition):
    [authority, _] = busiest(opened)
    client, base = signed_in("rea", (Role.READER, authority)), f"/portal/{authority}/editions/{opened.pk}"
    page = client.get(f"{base}/")
    assert page.status_code == 200
    assert "/cases/" not in page.content.decode()
    for address in ("cases/decided/", "cases/decided.csv", "query", "queries/"):
        assert client.get(f"{base}/{address}").status_code == 404
    assert client.post(f"{base}/sign-off").status_code == 404


def test_a_query_goes_to_staff_who_decide_it_and_the_register_changes(opened: Edition):
    [authority, _] = busiest(opened)
    officer, reference = link_officer(authority), first_case(opened, authority, "uphold_rate")
    sent = ask(officer, opened, authority, case=reference, files=SimpleUploadedFile("proof.pdf", PDF))
    query = Query.objects.get()
    assert sent["Location"].endswith("/queries/1/")
    caseworker, desk = signed_in("cas", Role.CASEWORKER), f"/desk/editions/{opened.pk}/queries/"
    assert (
        reference
        in caseworker.get(desk, {"state": "open", "about": "outcome", "authority": authority}).content.decode()
    )
    page = caseworker.get(f"{desk}{query.pk}/").content.decode()
    assert "It ended otherwise" in page and "proof.pdf" in page
    row = Case.objects.get(pk=reference)
    subject = next(one for one in SCHEME.subjects if one != row.subject)
    given = {"state": "accepted", "reason": "You are right", "case-subject": subject, "case-reference": "other"}
    assert caseworker.post(f"{desk}{query.pk}/", given).status_code == 302
    row.refresh_from_db()
    assert row.subject == subject
    assert PriorRow.objects.get().by == "cas"
    assert Job.objects.get().kind == "redraw"
    rounds.close_round(opened, now=timezone.now(), by="ana", reason="All have telephoned")
    opened.refresh_from_db()
    assert "the figures are to be drawn again, because the register has changed" in in_the_way(opened, State.APPROVED)
    jobs.end(Job.objects.get(), "drawn")
    assert not [block for block in in_the_way(opened, State.APPROVED) if "drawn" in block]
    assert "You are right" in officer.get(sent["Location"]).content.decode()
    assert "settled in the meantime" in caseworker.post(f"{desk}{query.pk}/", given).content.decode()
    trail = str(list(AuditEntry.objects.values_list("subject", "detail")))
    assert "It ended otherwise" not in trail and "You are right" not in trail and "proof" not in trail


@pytest.mark.parametrize("about", About)
def test_each_thing_that_can_be_wrong_is_asked_about_and_told_at_the_desk(about: About, opened: Edition):
    [authority, _] = busiest(opened)
    case = "one that is not here" if about == About.MISSING else first_case(opened, authority)
    client = link_officer(authority)
    assert (
        f'value="{about}"' in client.get(f"/portal/{authority}/editions/{opened.pk}/query?case={case}").content.decode()
    )
    sent = ask(client, opened, authority, case=case, about=about)
    one = Query.objects.get()
    assert (one.about, one.reference) == (about, case)
    assert client.get(sent["Location"]).status_code == 200
    desk = signed_in("cas", Role.CASEWORKER).get(f"/desk/editions/{opened.pk}/queries/{one.pk}/").content.decode()
    assert ABOUT_IN_WORDS[about].capitalize() in desk


def test_more_fields_make_no_query_another(opened: Edition):
    [authority, other] = busiest(opened)
    more = {"authority": other, "number": 99, "state": "accepted", "asked_by": "olga", "decision": "Yes", "round": 7}
    given = {"case": first_case(opened, authority), "about": "outcome", "reason": "It ended otherwise"}
    link_officer(authority).post(f"/portal/{authority}/editions/{opened.pk}/query", {**given, **more})
    one = Query.objects.get()
    assert (one.authority, one.number, one.state, one.asked_by, one.decision) == (authority, 1, "open", "lin", "")
    more = {"decided_by": "boss", "case-summary": "x", "case-public_from": "2020-01-01", "state": "not accepted"}
    before = Case.objects.values().get(pk=one.reference)
    page = f"/desk/editions/{opened.pk}/queries/{one.pk}/"
    signed_in("cas", Role.CASEWORKER).post(page, {**more, "reason": "No", "asked_by": "x", "authority": other})
    one.refresh_from_db()
    assert (one.decided_by, one.asked_by, one.authority) == ("cas", "lin", authority)
    assert Case.objects.values().get(pk=one.reference) == before


def test_what_the_rules_forbid_is_told_on_the_page(opened: Edition):
    [authority, _] = busiest(opened)
    reference = first_case(opened, authority, "compliance_rate")
    ask(link_officer(authority), opened, authority, case=reference)
    query = Query.objects.get()
    given = {"state": "accepted", "reason": "You are right", "case-outcome": "not_upheld"}
    page = signed_in("cas", Role.CASEWORKER).post(f"/desk/editions/{opened.pk}/queries/{query.pk}/", given)
    assert "as the register holds a compliance outcome" in page.content.decode()
    assert Case.objects.get(pk=reference).outcome == "upheld"
    assert Job.objects.count() == 0


def test_what_is_wrong_with_a_query_is_told_and_nothing_is_kept(opened: Edition):
    [authority, other] = busiest(opened)
    client = link_officer(authority)
    own, others = first_case(opened, authority), first_case(opened, other)
    answers = [ask(client, opened, authority, case=case) for case in (others, "no such case")]
    assert {one.status_code for one in answers} == {200}
    assert len({one.content.decode().replace(others, "no such case").split("<form")[0] for one in answers}) == 1
    assert "Choose what is wrong" in ask(client, opened, authority, case=own, about="weather").content.decode()
    bad = SimpleUploadedFile("proof.pdf", ATTACKS["a document with macros"])
    assert "proof.pdf: the file holds macros" in ask(client, opened, authority, case=own, files=bad).content.decode()
    assert Query.objects.count() == 0
    assert not [path for path in django_settings.UPHELD_FILES.rglob("*") if path.is_file()]


def test_a_huge_file_fills_no_disk_and_is_told(opened: Edition, monkeypatch: pytest.MonkeyPatch):
    [authority, _] = busiest(opened)
    written: list[int] = []
    complete = LimitedUploads.file_complete

    def measured(self: LimitedUploads, size: int):
        written.append(os.fstat(self.file.fileno()).st_size)
        return complete(self, size)

    monkeypatch.setattr(LimitedUploads, "file_complete", measured)
    huge = SimpleUploadedFile("proof.pdf", PDF[:-6] + b" " * 30_000_000 + b"%%EOF\n")
    page = ask(link_officer(authority), opened, authority, case=first_case(opened, authority), files=huge)
    assert "proof.pdf: the file is larger than 10 MB" in page.content.decode()
    assert 0 < written[0] <= KEPT_OF_EACH + 2**20
    assert Query.objects.count() == 0
    assert not [path for path in django_settings.UPHELD_FILES.rglob("*") if path.is_file()]


def test_more_files_than_any_form_takes_are_not_looked_at(opened: Edition):
    [authority, _] = busiest(opened)
    files = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(11)]
    answer = ask(link_officer(authority), opened, authority, case=first_case(opened, authority), files=files)
    assert answer.status_code == 400 and Query.objects.count() == 0


def test_what_was_handed_in_has_no_address_but_its_own(opened: Edition):
    [authority, _] = busiest(opened)
    officer = link_officer(authority)
    ask(officer, opened, authority, case=first_case(opened, authority), files=SimpleUploadedFile("a.pdf", PDF))
    key = QueryFile.objects.get().key
    [path] = [one for one in django_settings.UPHELD_FILES.rglob("*") if one.is_file()]
    assert path.stat().st_mode & 0o777 == 0o600
    within = f"files/queries/{key[:2]}/{key}"
    own = f"/portal/{authority}/editions/{opened.pk}/queries/1/files"
    tried = [f"/{within}", f"/assets/{within}", f"/assets/..%2f{within}", f"/assets/../{within}", f"/assets{path}"]
    tried += [f"{own}/{key[:31]}", f"{own}/..%2f{key}", f"{own}/{key.upper()}", f"{own}/{key}.pdf", f"{own}/"]
    for address in tried:
        answer = officer.get(address)
        assert answer.status_code in (301, 404) and PDF not in answer.content, address
    assert officer.get(f"{own}/{key}").content == PDF


def test_after_the_deadline_nothing_can_be_asked(opened: Edition):
    [authority, _] = busiest(opened)
    rounds.Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    client = link_officer(authority)
    file = SimpleUploadedFile("proof.pdf", PDF)
    answer = ask(client, opened, authority, case=first_case(opened, authority), files=file)
    assert "time for queries is over" in answer.content.decode()
    client.post(f"/portal/{authority}/editions/{opened.pk}/sign-off", {"figures": "x"})
    assert Query.objects.count() == SignOff.objects.count() == 0
    assert not [path for path in django_settings.UPHELD_FILES.rglob("*") if path.is_file()]


def test_figures_are_signed_off_with_the_accounts_name_and_it_is_withdrawn(opened: Edition):
    [authority, _] = busiest(opened)
    client, base = link_officer(authority), f"/portal/{authority}/editions/{opened.pk}"
    page = client.get(f"{base}/").content.decode()
    shown = page.partition('name="figures" value="')[2][:64]
    client.post(f"{base}/sign-off", {"figures": shown})
    assert SignOff.objects.get().by == "lin"
    assert "Signed off</span>" in client.get(f"{base}/").content.decode()
    client.post(f"{base}/withdraw-sign-off")
    assert SignOff.objects.count() == 0


def test_an_officer_cannot_learn_that_anothers_query_exists(opened: Edition):
    [authority, other] = busiest(opened)
    officer = link_officer(other, "olga")
    ask(officer, opened, other, case=first_case(opened, other), files=SimpleUploadedFile("a.pdf", PDF))
    theirs, key = Query.objects.get().number, QueryFile.objects.get().key
    client, base = link_officer(authority), f"/portal/{authority}/editions/{opened.pk}/queries"
    there = f"/portal/{other}/editions/{opened.pk}/queries"
    for address in ("/", "/files/" + key, "/withdraw"):
        pairs = [f"{base}/{number}{address}" for number in (theirs, theirs + 999)]
        pairs += [f"{there}/{number}{address}" for number in (theirs, theirs + 999)]
        send = client.post if address == "/withdraw" else client.get
        answers = [send(one) for one in pairs]
        assert {one.status_code for one in answers} == {404}
        assert len({(unmasked(one.content), *sorted(one.headers.items())) for one in answers}) == 1, address
    assert Query.objects.get().state == "open"
    mine = ask(client, opened, authority, case=first_case(opened, authority))
    assert mine["Location"].endswith("/queries/1/")  # a number that counts all would tell how many others asked
    assert client.get(f"/desk/editions/{opened.pk}/queries/").status_code == 404


def test_a_file_is_given_out_to_be_saved_and_nothing_else(opened: Edition):
    [authority, _] = busiest(opened)
    officer = link_officer(authority)
    ask(
        officer, opened, authority, case=first_case(opened, authority), files=SimpleUploadedFile("ü\r\nx.html.pdf", PDF)
    )
    query, file = Query.objects.get(), QueryFile.objects.get()
    for client, address in (
        (officer, f"/portal/{authority}/editions/{opened.pk}/queries/{query.number}/files/{file.key}"),
        (signed_in("cas", Role.CASEWORKER), f"/desk/editions/{opened.pk}/queries/{query.pk}/files/{file.key}"),
    ):
        answer = client.get(address)
        assert answer.content == PDF
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Content-Disposition"].startswith("attachment;")
    assert signed_in("pub", Role.PUBLISHER).get(address).status_code == 404


def test_the_round_at_the_desk(edition: Edition):
    [authority, _] = busiest(edition)
    Contact.objects.filter(role="link_officer").delete()
    Contact.objects.create(authority=authority, role="link_officer", email="lo@council.example", name="Lo Fisher")
    analyst, base = signed_in("ana", Role.ANALYST), f"/desk/editions/{edition.pk}/check-round/"
    day = (timezone.now() + timedelta(days=10)).date().isoformat()
    analyst.post(f"{base}open", {"day": "2021-01-01", "hour": "17:00"})
    assert Edition.objects.get().state == State.DRAFT
    analyst.post(f"{base}open", {"day": day, "hour": "17:00"})
    assert Edition.objects.get().state == State.CHECK_OPEN
    page = analyst.get(base).content.decode()
    assert "cannot be invited by mail" in page
    for _ in range(2):
        analyst.post(f"{base}invite", {"what": "invite"})
        analyst.post(f"{base}invite", {"what": "remind"})
    [invitation, reminder] = Message.objects.order_by("pk")
    assert (invitation.kind, reminder.kind, invitation.recipient) == ("invitation", "reminder", "lo@council.example")
    assert "17:00 on" in invitation.text and invitation.attached == []
    assert invitation.occasion == "local-government-england 2022 edition 1: check round"
    analyst.post(f"{base}close", {"reason": ""})
    assert Edition.objects.get().state == State.CHECK_OPEN
    analyst.post(f"{base}close", {"reason": "All telephoned"})
    assert Edition.objects.get().state == State.CHECK_CLOSED
    assert "no reply" in analyst.get(base, {"answer": "no reply"}).content.decode()
    assert signed_in("cas", Role.CASEWORKER).post(f"{base}open", {"day": day, "hour": "17:00"}).status_code == 404


@pytest.mark.parametrize(("day", "hour"), [("2027-03-28", "01:30"), ("soon", "17:00"), ("2027-06-01", "25:00")])
def test_a_deadline_that_clocks_never_show(day: str, hour: str, edition: Edition):
    client = signed_in("ana", Role.ANALYST)
    client.post(f"/desk/editions/{edition.pk}/check-round/open", {"day": day, "hour": hour})
    assert Edition.objects.get().state == State.DRAFT


def test_what_is_withheld_is_still_the_authoritys_own_and_the_average_stays_withheld(opened: Edition):
    [authority, _] = busiest(opened)
    figures = reading.own_figures(opened, authority)
    figure = figures.figures["uphold_rate"]
    kept_back = replace(figure, value=Withheld(), group=replace(figure.group, value=Withheld()))
    own = Own(authority, opened, replace(figures, figures={**figures.figures, "uphold_rate": kept_back}), None)
    line = next(one for one in figure_lines(own) if one.id == "uphold_rate")
    assert (line.shown, line.withheld) == ("withheld", True)
    assert line.average.startswith("withheld")
    assert str(figure.value.count) in line.basis and str(figure.value.base) in line.basis
    assert "%" not in line.basis + line.average


def test_the_desk_sees_who_was_invited_and_who_has_looked(opened: Edition):
    [authority, other] = busiest(opened)
    Contact.objects.filter(role="link_officer").exclude(authority=authority).delete()
    analyst, base = signed_in("ana", Role.ANALYST), f"/desk/editions/{opened.pk}/check-round/"
    analyst.post(f"{base}invite", {"what": "invite"})
    signed_in("ray", (Role.READER, other)).get(f"/portal/{other}/editions/{opened.pk}/")
    link_officer(authority).get(f"/portal/{authority}/editions/{opened.pk}/")
    page = analyst.get(base).content.decode()
    assert "1 has looked at its figures" in page
    assert page.count("<td>planned</td>") == 1 and page.count("<td>not yet</td>") == page.count("<td>none</td>")


def test_a_decision_and_the_drawing_that_it_asks_for_come_together(opened: Edition, monkeypatch: pytest.MonkeyPatch):
    [authority, _] = busiest(opened)
    reference = first_case(opened, authority, "uphold_rate")
    ask(link_officer(authority), opened, authority, case=reference)
    query, subject = Query.objects.get(), Case.objects.get(pk=reference).subject
    given = {"state": "accepted", "reason": "Yes", "case-subject": next(x for x in SCHEME.subjects if x != subject)}

    def ends(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "ask", ends)
    with pytest.raises(KeyboardInterrupt):
        signed_in("cas", Role.CASEWORKER).post(f"/desk/editions/{opened.pk}/queries/{query.pk}/", given)
    assert Query.objects.get().state == "open" and Case.objects.get(pk=reference).subject == subject


def test_a_case_that_changed_meanwhile_is_shown_as_it_is_now(opened: Edition):
    [authority, _] = busiest(opened)
    reference = first_case(opened, authority, "uphold_rate")
    ask(link_officer(authority), opened, authority, case=reference)
    caseworker, page = (
        signed_in("cas", Role.CASEWORKER),
        f"/desk/editions/{opened.pk}/queries/{Query.objects.get().pk}/",
    )
    form = caseworker.get(page).content.decode()
    seen = form.partition('name="seen" value="')[2][:64]
    before = Case.objects.get(pk=reference)
    day = before.received_on - timedelta(days=1)
    Case.objects.filter(pk=reference).update(received_on=day)
    given = {"state": "accepted", "reason": "Kept", "seen": seen, "case-received_on": before.received_on.isoformat()}
    told = caseworker.post(page, given).content.decode()
    assert "changed since you looked" in told and f'value="{day.isoformat()}"' in told and "Kept" in told
    assert Case.objects.get(pk=reference).received_on == day


def test_a_letter_that_nobody_was_sent_is_not_shown(opened: Edition, tmp_path: Path):
    [authority, _] = busiest(opened)
    Edition.objects.update(state=State.SENT)
    for state, content in (("accepted", b"%PDF sent"), ("dropped", b"%PDF never sent")):
        path = tmp_path / f"{state}.pdf"
        path.write_bytes(content)
        file = {"name": path.name, "path": str(path), "sha256": hashlib.sha256(content).hexdigest()}
        Message.objects.create(
            occasion=letters_of(opened),
            version=state,
            recipient="chief@council.example",
            kind="chief_officer",
            authority=authority,
            subject="x",
            text="x",
            attached=[file],
            message_id=f"<{state}@x>",
            state=state,
            planned_at=timezone.now(),
            changed_at=timezone.now(),
        )
    letter = link_officer(authority).get(f"/portal/{authority}/editions/{opened.pk}/letter.pdf")
    assert letter.content == b"%PDF sent"
