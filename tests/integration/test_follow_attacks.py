"""Following tried by strangers: to write to others, learn who follows, change what others follow, break a pass."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.integration.test_follow_pages import ASKED, EMAIL, browser, bundle, bundles, confirmed, links, mail  # noqa: F401
from tests.support.subscriptions import DARTFORD, NOON, Post, decision, follows, passed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def asked(browser, at, **more):  # noqa: F811
    """One more request, of another address and from another network."""
    return browser.post("/follow/", {**ASKED, "email": f"a{at}@example.com", **more}, REMOTE_ADDR=f"192.0.{at}.1")


def test_of_all_addresses_together_only_so_many_are_written_to(browser, bundle, monkeypatch):  # noqa: F811
    from upheld.publication.subscriptions import actions
    from upheld.publication.subscriptions.limits import OF_ALL, Allowed

    assert (OF_ALL.most, OF_ALL.span) == (1000, timedelta(hours=1))
    monkeypatch.setattr(actions, "OF_ALL", Allowed("all", 5, timedelta(hours=1)))
    for _ in range(6):
        asked(browser, 1)  # one address again and again takes one of all
    told = [asked(browser, at) for at in range(1, 12)]
    answers = {(answer.status_code, answer["Location"], answer.content) for answer in told}
    assert len(answers) == 1, "nobody learns that it was one too many"
    assert len(mail(bundle)) == 5
    later = timezone.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr("upheld.publication.subscriptions.views.timezone.now", lambda: later)
    asked(browser, 40)
    assert [one.recipient for one in mail(bundle, later)] == ["a40@example.com"]


def test_no_page_and_no_answer_tells_an_address(browser, bundle):  # noqa: F811
    browser.post("/follow/", ASKED)
    (link,) = links(mail(bundle)[0].text)
    manage = confirmed_by(browser, link)
    pages = [browser.get(one) for one in ("/follow/", "/follow/sent/", manage, manage.replace("manage", "stop"))]
    assert not [one for one in pages if EMAIL in one.content.decode() or EMAIL in str(one.headers)]
    unknown = [browser.get(f"/follow/{one}/x/") for one in ("confirm", "manage", "stop")]
    assert {(one.status_code, one.content) for one in unknown} == {(404, browser.get("/follow/manage/y/").content)}


def confirmed_by(browser, link):  # noqa: F811
    return browser.post(link)["Location"].partition("?")[0]


def test_old_links_open_nothing_that_came_later(browser, bundle):  # noqa: F811
    from upheld.publication.subscriptions.models import Follower

    browser.post("/follow/", ASKED)
    (confirm,) = links(mail(bundle)[0].text)
    manage = confirmed_by(browser, confirm)
    stop = manage.replace("manage", "stop")
    browser.post(stop)
    again = follows(EMAIL, "authority", DARTFORD)
    for one in (confirm, manage):
        assert browser.get(one).status_code == browser.post(one, {"do": "stop_all"}).status_code == 404
    browser.post(stop)
    assert Follower.objects.get() == again, "a link that was used up ends nothing that was begun later"


def test_programs_that_look_at_every_link_change_nothing(browser, bundles, bundle):  # noqa: F811
    from upheld.publication.subscriptions.models import Follower, Subscription

    confirmed(browser, bundle)
    (news,) = mail(bundles.write(decision("21 000 100")))
    before = [*Follower.objects.values()], [*Subscription.objects.values()]
    for link in links(news.text):
        for method in (browser.get, browser.head, browser.options):
            method(link)
        browser.get(f"{link}?do=stop_all&List-Unsubscribe=One-Click")
    assert ([*Follower.objects.values()], [*Subscription.objects.values()]) == before


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart"])
def test_one_press_of_a_mail_program_stops_it(kind, browser, bundles, bundle):  # noqa: F811
    """RFC 8058, 3.1: one POST with these fields, without cookies, that leads nowhere else."""
    from upheld.publication.subscriptions.models import Follower

    confirmed(browser, bundle)
    (news,) = mail(bundles.write(decision("21 000 100")))
    stop, browser.cookies = news.stop.removeprefix("http://testserver"), type(browser.cookies)()
    if kind == "multipart":
        answer = browser.post(stop, {"List-Unsubscribe": "One-Click"})
    else:
        answer = browser.post(stop, "List-Unsubscribe=One-Click", content_type=kind)
    assert answer.status_code == 200 and not answer.cookies
    assert not Follower.objects.exists()


EVIL = "damp \r\nBcc: x@example.com\r\n\r\n<script>alert(1)</script> \u202egro.live \x00 =HYPERLINK(1)"


def test_words_of_a_search_stay_words_in_the_mail_of_news(browser, bundles, bundle):  # noqa: F811
    asked = {"what": "search", "words": EVIL, "email": EMAIL, "often": "at_once"}
    answer = browser.post("/follow/", asked)
    if answer.status_code == 302:
        (link,) = links(mail(bundle)[0].text)
        assert "<script>alert" not in browser.get(link).content.decode()
        browser.post(link)
    follows("ben@example.com", "search", "?words=damp+%0D%0ABcc%3A+x%40example.com+script")
    text = f"damp Bcc x example com script alert 1 gro live HYPERLINK {EVIL}"
    found = mail(bundles.write(decision("21 000 100", text=text)))
    assert found
    for news in found:
        assert "Bcc" not in news.subject and "\r" not in news.text and "\u202e" not in news.text
        assert not [line for line in news.text.splitlines() if line.startswith(("Bcc", "<script"))]


@pytest.mark.parametrize("words", ["x" * 1001, "ŵ" * 400, "a " * 5000, "\U0001f600" * 300])
def test_more_words_than_a_search_may_have_are_refused_in_words(words, browser, bundle):  # noqa: F811
    answer = browser.post("/follow/", {"what": "search", "words": words, "email": EMAIL, "often": "at_once"})
    assert answer.status_code in (302, 400)
    from upheld.publication.subscriptions.models import Request

    assert all(len(one.value) <= 1000 for one in Request.objects.all())


@pytest.mark.parametrize("words", ["e\u0301te\u0301", "Żółć", "漢字", "\u200b\u200bdamp", "🏠 damp", "سكن"])
def test_words_in_any_writing_are_followed_as_the_site_searches_them(words, browser, bundle):  # noqa: F811
    browser.post("/follow/", {"what": "search", "words": words, "email": EMAIL, "often": "at_once"})
    for one in mail(bundle):
        (link,) = links(one.text)
        assert browser.get(link).status_code == 200
        assert browser.get(browser.post(link)["Location"]).status_code == 200


def test_a_bundle_that_changes_in_the_midst_of_a_pass(browser, bundles, bundle):  # noqa: F811
    """The pass ends with the bundle that it began with; what the new one brings is told by the next, once."""
    for at in range(3):
        follows(f"a{at}@example.com", "authority", DARTFORD)
    passed(bundle, Post())

    class Swapping(Post):
        def send(self, message, intend):
            if not self.sent:
                bundles.write(decision("21 000 100"), decision("21 000 101"))
            return super().send(message, intend)

    first, second = Swapping(), Post()
    passed(bundles.write(decision("21 000 100")), first, NOON)
    assert len(first.sent) == 3
    assert all("21 000 100" in one.text and "21 000 101" not in one.text for one in first.sent)
    assert browser.get("/follow/").status_code == 200
    from upheld.publication.website.in_use import whole

    for _ in range(2):
        passed(whole(bundles.link.resolve()), second, NOON + timedelta(minutes=1))
    assert len(second.sent) == 3
    assert all("21 000 101" in one.text and "Decision 21 000 100" not in one.text for one in second.sent)


def test_an_authority_that_is_gone_breaks_no_page_and_no_pass(browser, bundles, bundle):  # noqa: F811
    """It ended, and a bundle may know it no more: who follows it still sees that, and may stop."""
    from upheld.publication.subscriptions.models import Follower
    from upheld.publication.subscriptions.tokens import managing

    passed(bundle, Post())
    gone = follows(EMAIL, "authority", "E07000163")
    follows(EMAIL, "search", "?words=damp&authority=E07000163")
    follows("ben@example.com", "authority", DARTFORD)
    news = mail(bundles.write(decision("21 000 100", text="damp")))
    assert [one.recipient for one in news] == ["ben@example.com"]
    manage = f"/follow/manage/{managing(gone)}/"
    assert "E07000163" in browser.get(manage).content.decode()
    browser.post(manage, {"do": "stop_all"})
    assert [one.email for one in Follower.objects.all()] == ["ben@example.com"]
    answer = browser.post("/follow/", {**ASKED, "of": "?authority=E07000163"})
    assert answer.status_code == 400 and "Choose one thing to follow" in answer.content.decode()
