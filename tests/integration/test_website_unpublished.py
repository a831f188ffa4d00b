"""What must never be in a bundle: people, personal remedies, texts that are not public yet or no longer."""

from datetime import date

import pytest

from tests.support import small_bundle, small_year
from upheld.publication.bundle.casework import public_casework
from upheld.publication.bundle.contents import EditionFacts
from upheld.register.models import Case, Compliance, Contact, Decision, Recommendation

pytestmark = pytest.mark.django_db
AS_AT = date(2022, 7, 27)
PUBLIC = {
    "the title of a public decision",
    "the text of a public decision",
    "an improvement of a public decision",
    "an improvement without a decision to publish",
    "a report that is out",
    "REF 4",
    "the reason of a withdrawal",
}
SECRET = {
    "Secret Name of an officer",
    "secret.address@example.gov.uk",
    "Dear Secret salutation",
    "a personal remedy that is secret",
    "a secret summary",
    "the secret title of a decision still to come",
    "the secret text of a decision still to come",
    "the secret text of a withdrawn decision",
    "a secret improvement of a decision still to come",
    "a secret improvement of a withdrawn decision",
    "a secret improvement of an open case",
    "a secret report still to come",
    "SECRET/REF",
}


def case(reference, **changes):
    facts = {
        "authority": "E07000107",
        "subject": "Housing",
        "received_on": date(2021, 5, 1),
        "outcome": "upheld",
    }
    return Case.objects.create(reference=reference, **{**facts, "decided_on": date(2021, 8, 1), **changes})


def recommend(of, number, text, public):
    due = {"category": "procedure_or_policy", "due_on": date(2021, 12, 1)}
    Recommendation.objects.create(case=of, number=number, text=text, public=public, **due)


@pytest.fixture
def register():
    """One case of each sort."""
    Contact.objects.create(
        authority="E07000107",
        role="link_officer",
        email="secret.address@example.gov.uk",
        name="Secret Name of an officer",
        salutation="Dear Secret salutation",
    )
    shown = case(
        "REF 1",
        summary="a secret summary",
        public_report_on=date(2022, 1, 5),
        public_report_title="a report that is out",
    )
    told = {"title": "the title of a public decision", "text": "the text of a public decision"}
    Decision.objects.create(case=shown, public_from=AS_AT, **told)
    recommend(shown, 1, "an improvement of a public decision", True)
    recommend(shown, 2, "a personal remedy that is secret", False)
    Compliance.objects.create(case=shown, recorded_on=date(2022, 1, 1), result="late")
    recommend(case("REF 2"), 1, "an improvement without a decision to publish", True)

    waiting = case(
        "SECRET/REF 3",
        public_report_on=date(2022, 7, 28),
        public_report_title="a secret report still to come",
    )
    told = {
        "title": "the secret title of a decision still to come",
        "text": "the secret text of a decision still to come",
    }
    Decision.objects.create(case=waiting, public_from=date(2022, 7, 28), **told)
    recommend(waiting, 1, "a secret improvement of a decision still to come", True)

    withdrawn = case("REF 4")
    told = {"title": "a title", "text": "the secret text of a withdrawn decision"}
    when = {"withdrawn_on": AS_AT, "withdrawn_reason": "the reason of a withdrawal"}
    Decision.objects.create(case=withdrawn, public_from=date(2021, 9, 1), **told, **when)
    recommend(withdrawn, 1, "a secret improvement of a withdrawn decision", True)
    recommend(case("SECRET/REF 5", decided_on=None, outcome=""), 1, "a secret improvement of an open case", True)


@pytest.fixture
def bundle(register, tmp_path):
    made = small_bundle.ingredients(tmp_path / "made")
    edition = EditionFacts(1, "a" * 64, "b" * 64, AS_AT)
    return small_bundle.write(made, tmp_path / "out", edition=edition, casework=None)


def test_nothing_secret_is_in_any_byte_of_the_bundle(bundle):
    written = b"\n".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file())
    assert {text for text in PUBLIC if text.encode() not in written} == set()
    assert {text for text in SECRET if text.encode() in written} == set()


def test_a_decision_is_public_from_its_day_until_it_is_withdrawn(register):
    directory = small_year.directory()
    titles = {
        day: sorted(one.reference for one in public_casework(directory, day).decisions)
        for day in (date(2022, 7, 26), date(2022, 7, 27), date(2022, 7, 28))
    }
    assert list(titles.values()) == [["REF 4"], ["REF 1"], ["REF 1", "SECRET/REF 3"]]


def test_an_improvement_done_later_is_not_told_before(register):
    Recommendation.objects.filter(case_id="REF 2").update(completed_on=date(2022, 7, 28), result="late")
    before = {one.text: one for one in public_casework(small_year.directory(), AS_AT).improvements}
    after = {one.text: one for one in public_casework(small_year.directory(), date(2022, 7, 28)).improvements}
    text = "an improvement without a decision to publish"
    assert (before[text].completed_on, before[text].state) == (None, "overdue")
    assert (after[text].completed_on, after[text].state) == (date(2022, 7, 28), "late")


def test_what_is_decided_after_an_authoritys_last_day_is_its_successors(register):
    late = case("REF 6", authority="E07000048", decided_on=date(2021, 6, 1))
    Decision.objects.create(case=late, public_from=date(2021, 8, 1), title="late", text="late")
    found = {one.reference: one.authority for one in public_casework(small_year.directory(), AS_AT).decisions}
    assert found["REF 6"] == "E06000058"


def test_one_withdrawn_before_it_was_public_was_never_there(register):
    never = case("SECRET/REF 7")
    days = {"public_from": date(2022, 7, 20), "withdrawn_on": date(2022, 7, 20)}
    Decision.objects.create(case=never, title="a title", text="a text", withdrawn_reason="a reason", **days)
    found = public_casework(small_year.directory(), AS_AT)
    assert [one.reference for one in found.withdrawn] == ["REF 4"]
    assert "SECRET/REF 7" not in {one.reference for one in found.decisions}
