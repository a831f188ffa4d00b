"""What is new is the difference of two bundles: told once to each who follows it, and never what was withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.subscriptions import DARTFORD, NOON, OTHER, Bundles, Post, decision, follows, passed

WEEK = timedelta(days=7)


@pytest.fixture
def bundles(tmp_path):
    return Bundles(tmp_path)


def told(post):
    return [(one.recipient, one.text) for one in post.take()]


def test_new_decisions_of_an_authority_are_told_once(database, bundles):
    post, first = Post(), bundles.write()
    follows("ana@example.com", "authority", DARTFORD)
    passed(first, post)
    assert post.take() == []
    second = bundles.write(decision("21 000 100"), decision("21 000 101", authority=OTHER))
    passed(second, post)
    ((recipient, text),) = told(post)
    assert recipient == "ana@example.com"
    assert "Decision 21 000 100" in text
    assert "Decision 21 000 101" not in text
    assert "http://site.example/decisions/21%20000%20100/" in text
    passed(second, post)
    passed(bundles.write(decision("21 000 100"), decision("21 000 101", authority=OTHER)), post)
    assert post.take() == []


def test_what_the_first_bundle_holds_is_no_news(database, bundles):
    post = Post()
    follows("ana@example.com", "authority", DARTFORD)
    passed(bundles.write(decision("21 000 100")), post)
    assert post.take() == []


def test_who_confirms_later_is_not_told_what_was_there_before(database, bundles):
    post = Post()
    passed(bundles.write(), post)
    passed(bundles.write(decision("21 000 100")), post)
    follows("ana@example.com", "authority", DARTFORD)
    passed(bundles.write(decision("21 000 100"), decision("21 000 101")), post)
    ((_, text),) = told(post)
    assert "21 000 101" in text
    assert "21 000 100" not in text


def test_a_subject_and_a_search(database, bundles):
    post = Post()
    passed(bundles.write(), post)
    follows("subject@example.com", "subject", "Housing")
    follows("search@example.com", "search", "?words=damp")
    follows("both@example.com", "search", "?words=damp&subject=Housing&authority=E06000058")
    follows("gone@example.com", "search", "?words=damp&subject=Nothing+of+ours")
    passed(
        bundles.write(
            decision("21 000 100", text="A damp wall."),
            decision("21 000 101", subject="Other", text="Dampness? No: damp."),
            decision("21 000 102", authority=OTHER, text="A damp cellar."),
            decision("21 000 103", text="Dry."),
        ),
        post,
    )
    mails = dict(told(post))
    found = {
        who: {one for one in ("100", "101", "102", "103") if f"Decision 21 000 {one}" in text}
        for who, text in mails.items()
    }
    assert found == {
        "subject@example.com": {"100", "102", "103"},
        "search@example.com": {"100", "101", "102"},
        "both@example.com": {"102"},
    }


def test_a_thing_that_two_subscriptions_hold_is_told_once(database, bundles):
    post = Post()
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    follows("ANA@example.com", "subject", "Housing")
    follows("ana@example.com", "search", "?words=damp", weekly=True)
    second = bundles.write(decision("21 000 100", text="damp"))
    passed(second, post)
    ((_, text),) = told(post)
    assert text.count("Decision 21 000 100") == 1
    passed(second, post, NOON + 2 * WEEK)
    assert post.take() == []


def test_what_is_withdrawn_before_the_mail_goes_is_never_told(database, bundles):
    from upheld.delivery.transports import Outcome

    post = Post(wish={"ana@example.com": Outcome.NOT_NOW})
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    follows("weekly@example.com", "authority", DARTFORD, weekly=True)
    passed(bundles.write(decision("21 000 100"), decision("21 000 101")), post)
    post.wish.clear()
    passed(bundles.write(decision("21 000 101")), post, NOON + timedelta(minutes=5))
    ((_, text),) = told(post)
    assert "21 000 101" in text
    assert "21 000 100" not in text
    passed(bundles.write(), post, NOON + WEEK)
    assert post.take() == []


def test_a_mail_of_which_nothing_is_left_is_dropped(database, bundles):
    from upheld.delivery.transports import Outcome
    from upheld.publication.subscriptions.models import Mail

    post = Post(wish={"ana@example.com": Outcome.NOT_NOW})
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    passed(bundles.write(decision("21 000 100")), post)
    post.wish.clear()
    passed(bundles.write(), post, NOON + timedelta(minutes=5))
    assert post.take() == []
    assert Mail.objects.get().state == "dropped"
    passed(bundles.write(decision("21 000 100")), post, NOON + timedelta(minutes=9))
    assert post.take() == []


def test_a_pass_that_ends_by_a_fault_leaves_its_mail_doubtful(database, bundles):
    from upheld.publication.subscriptions.models import Mail

    class Faulty(Post):
        def send(self, message, intend):
            intend()
            raise RuntimeError("whatever")

    post = Post()
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    new = bundles.write(decision("21 000 100"))
    with pytest.raises(RuntimeError):
        passed(new, Faulty())
    assert Mail.objects.get().state == "intended"
    passed(new, post)
    assert (Mail.objects.get().state, post.take()) == ("doubtful", [])


def test_weekly_mails_wait_for_their_day(database, bundles):
    post = Post()
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD, weekly=True)
    second = bundles.write(decision("21 000 100"))
    monday = datetime(2022, 8, 8, 7, 0, tzinfo=UTC)  # 8:00 by London's clocks in summer
    passed(second, post, monday - timedelta(seconds=1))
    assert post.take() == []
    passed(second, post, monday)
    assert "Decision 21 000 100" in told(post)[0][1]
    third = bundles.write(decision("21 000 100"), decision("21 000 101"))
    for later in (timedelta(seconds=1), timedelta(days=6)):
        passed(third, post, monday + later)
        assert post.take() == []
    passed(third, post, monday + WEEK)
    assert "Decision 21 000 101" in told(post)[0][1]


def test_after_a_quiet_week_a_weekly_mail_still_waits_for_its_day(database, bundles):
    post, monday = Post(), datetime(2022, 8, 8, 7, 0, tzinfo=UTC)
    first = bundles.write()
    passed(first, post)
    follows("ana@example.com", "authority", DARTFORD, weekly=True)
    follows("both@example.com", "authority", DARTFORD, weekly=True)
    follows("both@example.com", "subject", "Housing")
    passed(first, post, monday)
    second = bundles.write(decision("21 000 100"), decision("21 000 101", subject="Other"))
    passed(second, post, monday + timedelta(days=2))
    assert [one.recipient for one in post.take()] == ["both@example.com"]
    passed(second, post, monday + WEEK - timedelta(seconds=1))
    assert post.take() == []
    passed(second, post, monday + WEEK)
    mails = dict(told(post))
    assert {who: [f"21 000 {one}" in text for one in (100, 101)] for who, text in mails.items()} == {
        "ana@example.com": [True, True],
        "both@example.com": [False, True],
    }


def test_a_first_pass_late_in_the_week_tells_nothing_of_that_week(database, bundles):
    post, monday = Post(), datetime(2022, 8, 8, 7, 0, tzinfo=UTC)
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD, weekly=True)
    second = bundles.write(decision("21 000 100"))
    passed(second, post, monday + timedelta(days=2))
    assert post.take() == []
    passed(second, post, monday + WEEK)
    assert "Decision 21 000 100" in told(post)[0][1]


def test_a_correction_is_told_to_those_who_follow_whom_it_is_about(database, bundles):
    post = Post()
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    follows("ben@example.com", "authority", OTHER)
    passed(bundles.write(number=2), post)
    ((recipient, text),) = told(post)
    assert recipient == "ana@example.com"
    assert "Corrected figures for 2021-22: Dartford Borough Council. One count was wrong." in text


def test_a_changed_state_of_an_improvement_and_a_report(database, bundles):
    from dataclasses import replace

    from tests.support import small_bundle
    from upheld.publication.bundle.casework import PublicReport

    post = Post()
    passed(bundles.write(), post)
    follows("ana@example.com", "authority", DARTFORD)
    done = replace(small_bundle.CASEWORK.improvements[0], state="done")
    report = PublicReport(DARTFORD, "Second report", small_bundle.CASEWORK.reports[0].published_on)
    own = replace(small_bundle.CASEWORK, improvements=(done,), reports=(*small_bundle.CASEWORK.reports, report))
    passed(bundles.write(casework=own), post)
    ((_, text),) = told(post)
    assert "now done: Change the policy" in text
    assert "Public report, Dartford Borough Council: Second report" in text
    assert "bold" not in text
    assert text.startswith("These are made-up cases")


def improved(bundles, **changes):
    """A bundle whose one improvement is the small one's, but for what changes."""
    from dataclasses import replace

    from tests.support import small_bundle

    own = replace(small_bundle.CASEWORK.improvements[0], **{"key": "k1", "reference": "", **changes})
    return bundles.write(casework=replace(small_bundle.CASEWORK, improvements=(own,)))


def test_an_improvement_is_told_once_in_each_state_whatever_else_changes(database, bundles):
    post = Post()
    passed(improved(bundles), post)
    follows("ana@example.com", "authority", DARTFORD)
    extended = {"due_on": datetime(2023, 1, 1, tzinfo=UTC).date(), "state": "due"}
    passed(improved(bundles, **extended), post)
    assert "now due: Change the policy" in told(post)[0][1]
    for same in ({}, extended, {"reference": "21 000 001"}, {"text": "Change the Policy"}, {"category": "apology"}):
        passed(improved(bundles, **same), post)
        assert post.take() == [], same
    passed(improved(bundles, state="done"), post)
    assert "now done: Change the policy" in told(post)[0][1]
    passed(improved(bundles, key="k2", state="done"), post)
    assert "now done: Change the policy" in told(post)[0][1], "another one with the same text"


def test_what_a_bundle_without_keys_told_is_no_news_once_there_are_keys(database, bundles):
    from upheld.delivery.transports import Outcome

    post = Post()
    passed(improved(bundles, key=""), post)
    follows("ana@example.com", "authority", DARTFORD)
    follows("late@example.com", "authority", DARTFORD)
    post.wish["late@example.com"] = Outcome.NOT_NOW
    passed(improved(bundles, key="", state="done"), post)
    assert [one.recipient for one in post.take()] == ["ana@example.com"]
    post.wish.clear()
    passed(improved(bundles, state="done"), post, NOON + timedelta(minutes=5))
    assert [one.recipient for one in post.take()] == ["late@example.com"]


def test_mails_and_pages_in_each_language(database, tmp_path):
    import tomllib

    from tests.support import small_bundle, small_year, subscriptions
    from upheld.publication.subscriptions.tokens import managing
    from upheld.publication.website.in_use import whole
    from upheld.vocabulary.following_wording import FollowingWording

    file = small_year.ROOT / "tests/support/schemes/landlord-wales/wording/cy/following.toml"
    welsh = FollowingWording.model_validate(tomllib.loads(file.read_text()), context={"language": "cy"})
    english = small_year.scheme().wording["en"]
    wording = {"en": english, "cy": english.model_copy(update={"language": "cy", "following": welsh})}
    scheme = small_year.scheme().model_copy(update={"languages": ["en", "cy"], "wording": wording})
    made = small_bundle.ingredients(tmp_path / "made")

    def write(*decisions):
        small_bundle.write(made, tmp_path / "out", scheme=scheme, casework=subscriptions.casework(*decisions))
        return whole((tmp_path / "out" / "bundle").resolve())

    post = Post()
    passed(write(), post)
    ana = follows("ana@example.com", "authority", DARTFORD, language="cy")
    follows("ben@example.com", "authority", DARTFORD, language="xx")
    passed(write(decision("21 000 100")), post)
    mails = dict(told(post))
    assert "Penderfyniad, Dartford Borough Council: Decision 21 000 100" in mails["ana@example.com"]
    assert "Decision, Dartford Borough Council: Decision 21 000 100" in mails["ben@example.com"]
    with subscriptions.client_on(tmp_path / "out" / "bundle") as browser:
        page = browser.get(f"/follow/manage/{managing(ana)}/").content.decode()
        assert '<html lang="cy"' in page
        assert "Beth yr ydych yn ei ddilyn" in page
        assert 'name="language"' in browser.get("/follow/").content.decode()
