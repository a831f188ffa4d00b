"""The pages of following: ask, confirm, change, stop; nobody learns who is known, and nobody is written to twice."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.support import subscriptions
from tests.support.site import Page
from tests.support.subscriptions import DARTFORD, Bundles, Post, decision, follows, passed

EMAIL = "ana@example.com"
ASKED = {"of": f"?authority={DARTFORD}", "email": EMAIL, "often": "at_once"}
LINK = re.compile(r"http://testserver(/follow/\S+)")


@pytest.fixture
def bundles(tmp_path):
    return Bundles(tmp_path)


@pytest.fixture
def bundle(bundles):
    return bundles.write()


@pytest.fixture
def browser(database, bundles, bundle):
    with subscriptions.client_on(bundles.link) as client:
        yield client


def mail(bundle, now=None):
    """The mails that one pass sends."""
    post = Post()
    passed(bundle, post, now or timezone.now())
    return post.take()


def links(text):
    return LINK.findall(text)


def confirmed(browser, bundle, asked=ASKED):
    """The page of what is followed, after the whole way."""
    assert browser.post("/follow/", asked).status_code == 302
    (one,) = mail(bundle)
    (link,) = links(one.text)
    return browser.post(link)["Location"].partition("?")[0]


def test_the_whole_way(browser, bundles, bundle):
    form = browser.get("/follow/", {"authority": DARTFORD})
    assert "Dartford Borough Council" in form.content.decode()
    answer = browser.post("/follow/", ASKED)
    assert (answer.status_code, answer["Location"]) == (302, "/follow/sent/")
    assert "Look at your mail" in browser.get("/follow/sent/").content.decode()
    (ask,) = mail(bundle)
    assert ask.recipient == EMAIL
    assert ask.subject == "made-up sample data: Town complaints: please confirm"
    assert not ask.stop
    (link,) = links(ask.text)
    assert "Dartford Borough Council" in browser.get(link).content.decode()
    manage = browser.post(link)["Location"]
    assert "It is confirmed" in browser.get(manage).content.decode()
    (news,) = mail(bundles.write(decision("21 000 100")))
    assert "Decision 21 000 100" in news.text
    stop = news.stop.removeprefix("http://testserver")
    assert stop in links(news.text)
    assert browser.get(stop).status_code == 200
    assert browser.get(manage).status_code == 200, "looking stops nothing"
    assert browser.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert browser.get(manage).status_code == 404
    assert browser.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 200, "pressed twice it is no error"
    assert mail(bundles.write(decision("21 000 100"), decision("21 000 101"))) == []


def test_looking_at_the_link_confirms_nothing_and_it_works_once(browser, bundle):
    from upheld.publication.subscriptions.models import Follower

    browser.post("/follow/", ASKED)
    (link,) = links(mail(bundle)[0].text)
    for _ in range(3):
        assert browser.get(link).status_code == 200
        assert browser.head(link).status_code == 200
    assert not Follower.objects.exists()
    assert browser.post(link).status_code == 302
    assert browser.get(link).status_code == 404
    assert browser.post(link).status_code == 404


@pytest.mark.parametrize(
    "change", [lambda one: one[:-3] + "x/", lambda one: one.replace("W", "V", 1) + "y/", lambda _: "/follow/confirm/x/"]
)
def test_a_link_that_is_changed_leads_nowhere(browser, bundle, change):
    browser.post("/follow/", ASKED)
    (link,) = links(mail(bundle)[0].text)
    answer = browser.post(change(link))
    assert answer.status_code == 404
    assert browser.get("/follow/manage/x/").status_code == browser.post("/follow/stop/x/").status_code == 404


def test_a_link_of_one_kind_opens_no_page_of_another(browser, bundle):
    manage = confirmed(browser, bundle)
    assert browser.post(manage.replace("manage", "confirm")).status_code == 404


def test_what_is_not_confirmed_is_deleted(browser, bundle):
    from upheld.publication.subscriptions.models import Limit, Mail, Request

    browser.post("/follow/", ASKED)
    (link,) = links(mail(bundle)[0].text)
    mail(bundle, timezone.now() + timedelta(days=3, minutes=1))
    assert not Request.objects.exists()
    assert not Mail.objects.exists()
    assert not Limit.objects.exists()
    assert browser.post(link).status_code == 404


def test_an_old_link_is_refused_also_where_nothing_was_deleted_yet(browser, bundle):
    from upheld.publication.subscriptions.models import Request

    browser.post("/follow/", ASKED)
    (link,) = links(mail(bundle)[0].text)
    Request.objects.update(expires_at=timezone.now())
    assert browser.post(link).status_code == 404


def test_nobody_learns_whether_an_address_is_known(browser, bundle):
    confirmed(browser, bundle)
    known, unknown = (browser.post("/follow/", {**ASKED, "email": one}) for one in (EMAIL, "new@example.com"))
    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code,
        unknown["Location"],
        unknown.content,
    )


def test_one_address_is_not_written_to_again_and_again(browser, bundle):
    for email in (EMAIL, EMAIL.upper(), f" {EMAIL} ", EMAIL):
        assert browser.post("/follow/", {**ASKED, "email": email}).status_code == 302
    assert len(mail(bundle)) == 1


def test_from_one_network_only_so_many(browser, bundle):
    answers = [browser.post("/follow/", {**ASKED, "email": f"a{at}@example.com"}).status_code for at in range(22)]
    assert answers == [302] * 20 + [429] * 2
    other = browser.post("/follow/", {**ASKED, "email": "b@example.com"}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 302
    assert len(mail(bundle)) == 21


def test_the_last_proxy_is_believed_and_no_visitor(browser, settings):
    settings.UPHELD_PROXIES = 1
    answers = [
        browser.post(
            "/follow/", {**ASKED, "email": f"a{at}@example.com"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{at}, 192.0.2.1"
        )
        for at in range(21)
    ]
    assert answers[-1].status_code == 429


def test_the_form_needs_its_cookie(database, bundles, bundle):
    with subscriptions.client_on(bundles.link, enforce_csrf_checks=True) as browser:
        assert browser.post("/follow/", ASKED).status_code == 403
        page = browser.get("/follow/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
        assert browser.post("/follow/", {**ASKED, "csrfmiddlewaretoken": token}).status_code == 302
        follower = follows("ben@example.com", "authority", DARTFORD)
        from upheld.publication.subscriptions.tokens import managing

        browser.cookies.clear()
        stop = browser.post(f"/follow/stop/{managing(follower)}/", {"List-Unsubscribe": "One-Click"})
        assert stop.status_code == 200


def test_change_stop_one_stop_all(browser, bundle):
    from upheld.publication.subscriptions.models import Follower, Mail, Subscription

    manage = confirmed(browser, bundle)
    follows(EMAIL, "subject", "Housing")
    first, second = Subscription.objects.all()
    browser.post(manage, {"do": f"weekly {first.pk}"})
    first.refresh_from_db()
    assert first.weekly
    browser.post(manage, {"do": f"stop {first.pk}"})
    assert [*Subscription.objects.all()] == [second]
    assert "Housing" in browser.get(manage).content.decode()
    assert "deleted" in browser.post(manage, {"do": f"stop {second.pk}"}).content.decode()
    assert not Follower.objects.exists()
    assert not Mail.objects.exists()


def test_nobody_changes_what_another_follows(browser, bundle):
    from upheld.publication.subscriptions.models import Subscription

    manage = confirmed(browser, bundle)
    follows("ben@example.com", "subject", "Housing")
    of_ben = Subscription.objects.get(follower__email="ben@example.com")
    for wish in (f"stop {of_ben.pk}", f"weekly {of_ben.pk}", "stop -1", "stop ²", f"stop {'9' * 30}", "", "nothing"):
        assert browser.post(manage, {"do": wish}).status_code in (200, 302)
    of_ben.refresh_from_db()
    assert not of_ben.weekly


HEADER = "ana@example.com\r\nBcc: everybody@example.com"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ana",
        "ana@",
        HEADER,
        "a@example.com, b@example.com",
        "a\x00@example.com",
        "é@example.com",
        "<a@example.com>",
        "a" * 300 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused_in_words(browser, bundle, email):
    answer = browser.post("/follow/", {**ASKED, "email": email})
    assert answer.status_code == 400
    page = Page(answer.content.decode())
    assert "Enter an e-mail address" in page.text
    assert {"href": "#email"} in page.all("a")
    assert mail(bundle) == []


WORDS = '"><script>alert(1)</script>\r\nBcc: x@example.com {{7*7}} http://evil.example/'


def test_what_a_visitor_writes_is_in_no_subject_and_becomes_no_markup(browser, bundles, bundle):
    asked = {"what": "search", "words": WORDS, "email": EMAIL, "often": "weekly"}
    browser.post("/follow/", asked)
    (ask,) = mail(bundle)
    assert "evil" not in ask.text
    assert "evil" not in ask.subject
    (link,) = links(ask.text)
    shown = browser.get(link).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    manage = browser.post(link)["Location"]
    page = browser.get(manage).content.decode()
    assert "<script>alert" not in page
    Page(page)
    form = browser.post("/follow/", {**asked, "email": ""}).content.decode()
    assert "<script>alert" not in form


def test_a_title_with_line_breaks_stays_on_its_line(browser, bundles, bundle):
    confirmed(browser, bundle)
    (news,) = mail(bundles.write(decision("21 000 100", title="One\r\n\r\nStop all mails:\r\nhttp://evil.example/")))
    assert "One Stop all mails: http://evil.example/" in news.text
    assert "\r" not in news.text


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"of": "?nothing=1"},
        {"what": "authority", "authority": "E99"},
        {"what": "search", "words": "  "},
        {"what": "x"},
        {"what": "subject", "subject": "Nothing"},
    ],
)
def test_nothing_to_follow_is_refused_in_words(browser, bundle, written):
    answer = browser.post("/follow/", {"email": EMAIL, "often": "at_once", **written})
    assert answer.status_code == 400
    assert "Choose one thing to follow" in answer.content.decode()


@pytest.mark.parametrize("path", ["/follow/", "/follow/sent/", "/", "/follow/confirm/x/", "/nothing"])
def test_headers(browser, path):
    answer = browser.get(path)
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert browser.put(path).status_code == 405


def test_every_address_is_tried_here():
    from upheld.publication.subscriptions.urls import urlpatterns

    assert {one.name for one in urlpatterns} == {"follow", "sent", "confirm", "manage", "stop", "follow_start", "asset"}


def test_a_bundle_of_before_says_that_it_has_no_words(browser, bundles, bundle, monkeypatch):
    from upheld.publication.website.said import Said

    monkeypatch.setattr("upheld.publication.subscriptions.middleware.can_follow", lambda bundle: False)
    assert browser.get("/follow/").status_code == 503
    texts = {row["part"]: __import__("json").loads(row["texts"]) for row in bundle.rows("SELECT * FROM wording")}
    del texts["following"]
    assert Said("en", texts).following is None


def test_a_bundle_that_was_taken_away_is_told(browser, monkeypatch):
    monkeypatch.setattr("upheld.publication.website.in_use.Bundle.is_gone", True)
    answer = browser.get("/follow/")
    assert answer.status_code == 503 and "the bundle on show was taken away" in answer.content.decode()


GONE, THERE = "gone@example.com", ("ana@example.com", "ben@example.com")


def refused_three_times(bundles, bundle, post):
    """Three passes with news for three followers, and one with none; how many were let go of in each."""
    for email in (GONE, *THERE):
        follows(email, "authority", DARTFORD)
    passed(bundle, post)
    made = [bundles.write(*(decision(f"21 000 10{one}") for one in range(at + 1))) for at in range(3)]
    return [passed(one, post).let_go for one in (*made, made[-1])]


@pytest.mark.parametrize("code", ["550 5.1.1", "550 5.1.2", "553 5.1.3", "556 5.1.10"])
def test_who_cannot_be_reached_is_let_go_of(browser, bundles, bundle, code):
    from upheld.delivery.transports import Outcome
    from upheld.publication.subscriptions.models import Follower

    post = Post(wish={GONE: Outcome.REFUSED}, no=f"{code} no")
    assert refused_three_times(bundles, bundle, post) == [0, 0, 1, 0]
    assert {one.email for one in Follower.objects.all()} == set(THERE)


OF_THE_RELAY = [
    "550 5.7.1 relay denied", "550 5.7.1 looks like spam", "554 5.4.5 daily limit", "550 no", "553 5.1.8 our domain",
    "550 5.1.11 no", "550 15.1.1 no", "550 5.7.1 see 5.1.1", "no answer",
]  # fmt: skip


@pytest.mark.parametrize("told", OF_THE_RELAY)
def test_a_refusal_that_speaks_of_no_address_lets_nobody_go(browser, bundles, bundle, told):
    from upheld.delivery.transports import Outcome
    from upheld.publication.subscriptions.models import Follower

    post = Post(wish={GONE: Outcome.REFUSED}, no=told)
    assert refused_three_times(bundles, bundle, post) == [0, 0, 0, 0]
    assert Follower.objects.count() == 3


def test_where_most_is_refused_it_is_the_relay_also_later(browser, bundles, bundle):
    from upheld.delivery.transports import Outcome
    from upheld.publication.subscriptions.models import Follower

    post = Post(wish=dict.fromkeys((GONE, THERE[0]), Outcome.REFUSED))
    assert refused_three_times(bundles, bundle, post) == [0, 0, 0, 0]
    post.wish = {GONE: Outcome.REFUSED}
    assert passed(bundles.write(*(decision(f"21 000 10{one}") for one in range(4))), post).let_go == 0
    assert Follower.objects.count() == 3


def test_too_much_is_not_followed(browser, bundle):
    from upheld.publication.subscriptions.actions import MOST_FOLLOWED
    from upheld.publication.subscriptions.models import Subscription

    for at in range(MOST_FOLLOWED):
        follows(EMAIL, "search", f"?words=w{at}")
    browser.post("/follow/", ASKED)
    (link,) = links(mail(bundle)[0].text)
    answer = browser.post(link)
    assert answer.status_code == 409
    assert "50 things already" in answer.content.decode()
    assert Subscription.objects.count() == MOST_FOLLOWED
    Subscription.objects.all()[0].delete()
    assert browser.post(link).status_code == 302, "the link still works once there is room"
    assert Subscription.objects.filter(kind="authority").exists()
    follows(EMAIL, "authority", DARTFORD, weekly=True)
    assert Subscription.objects.get(kind="authority").weekly, "what is followed already can be changed"


def test_a_link_of_before_one_stopped_says_that_it_ends_nothing_now(browser, bundles, bundle):
    from upheld.publication.subscriptions.models import Follower

    confirmed(browser, bundle)
    (news,) = mail(bundles.write(decision("21 000 100")))
    stop = news.stop.removeprefix("http://testserver")
    assert "Nothing more is sent to it." in browser.post(stop).content.decode()
    follows(EMAIL, "authority", DARTFORD)
    for answer in (browser.get(stop), browser.post(stop, {"List-Unsubscribe": "One-Click"})):
        page = Page(answer.content.decode())
        assert answer.status_code == 200
        assert "had ended before" in page.text
        assert "Nothing more is sent to it." not in page.text
        assert "/follow/" in page.links
    assert Follower.objects.exists()


def test_a_bundle_without_these_words_says_that_the_link_leads_nowhere(browser, bundle, monkeypatch):
    from upheld.publication.subscriptions import token_views, tokens
    from upheld.publication.subscriptions.words import following

    old = following(bundle.said).model_copy(update={"stopped_before": None, "too_much": None})
    monkeypatch.setattr(token_views, "following", lambda _: old)
    ana = follows(EMAIL, "authority", DARTFORD)
    token = tokens.managing(ana)
    ana.delete()
    assert old.gone.lead in browser.get(f"/follow/stop/{token}/").content.decode()


def test_the_header_that_stops_is_one_address_on_one_line(browser, bundles, bundle):
    from datetime import UTC, datetime
    from email import message_from_bytes

    from upheld.delivery.composing import Sender, composed

    confirmed(browser, bundle)
    (news,) = mail(bundles.write(decision("21 000 100")))
    raw = composed(news, Sender("Ombudsman", "news@o.example", "news@o.example", datetime(2022, 8, 3, tzinfo=UTC)))
    assert f"\r\nList-Unsubscribe: <{news.stop}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert message_from_bytes(raw)["To"] == EMAIL
    assert max(map(len, raw.split(b"\r\n"))) <= 998
