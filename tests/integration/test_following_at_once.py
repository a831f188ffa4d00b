"""Two at the same moment: nobody is told twice, nothing is confirmed twice, no limit is passed."""

from datetime import timedelta
from threading import Barrier

import pytest

from tests.support.at_once import at_once
from tests.support.subscriptions import DARTFORD, NOON, Bundles, Post, decision, follows, passed
from upheld.publication.subscriptions.following import Followed, What


@pytest.fixture
def bundles(tmp_path):
    return Bundles(tmp_path)


def test_two_passes(database, bundles):
    from upheld.publication.subscriptions.models import Mail, Published

    passed(bundles.write(), Post())
    for at in range(20):
        follows(f"a{at}@example.com", "authority", DARTFORD)
    new = bundles.write(decision("21 000 100"))
    posts = [Post(), Post(), Post()]
    at_once(*(lambda one=one: passed(new, one) for one in posts))
    sent = sorted(one.recipient for post in posts for one in post.sent)
    assert sent == sorted(f"a{at}@example.com" for at in range(20))
    assert Mail.objects.count() == 20
    assert Published.objects.values("key").distinct().count() == Published.objects.count()


def test_the_link_of_the_pass_that_sends_is_the_one_that_leads_somewhere(database, bundles):
    """Each pass writes the mail, both before either sends it; the one that is too late must not change the link."""
    import re

    from upheld.publication.subscriptions import actions, tokens

    class Slow(Post):
        def send(self, message, intend):
            both.wait(timeout=60)
            return super().send(message, intend)

    both = Barrier(2)
    bundle = bundles.write()
    passed(bundle, Post())
    actions.ask(actions.Wish("ana@example.com", Followed(What.AUTHORITY, DARTFORD), False, "en"), NOON)
    posts = [Slow(), Slow()]
    at_once(*(lambda one=one: passed(bundle, one) for one in posts))
    (sent,) = [one for post in posts for one in post.sent]
    token = re.search(r"/follow/confirm/([^/\s]+)/", sent.text).group(1)
    assert tokens.request_of(token, 60) is not None


def test_two_confirm_the_same_request(database, bundles):
    from upheld.publication.subscriptions import actions
    from upheld.publication.subscriptions.models import Follower, Request, Subscription

    passed(bundles.write(), Post())
    actions.ask(actions.Wish("ana@example.com", Followed(What.AUTHORITY, DARTFORD), False, "en"), NOON)
    request = Request.objects.get()
    found = []
    at_once(*(lambda: found.append(actions.confirm(request, NOON)) for _ in range(4)))
    assert len([one for one in found if one]) == 1
    assert (Follower.objects.count(), Subscription.objects.count()) == (1, 1)


def test_two_requests_of_one_address(database, bundles):
    from upheld.publication.subscriptions.models import Follower, Subscription

    passed(bundles.write(), Post())
    at_once(*(lambda at=at: follows("ana@example.com", "search", f"?words=w{at}") for at in range(4)))
    assert (Follower.objects.count(), Subscription.objects.count()) == (1, 4)


def test_stopping_while_a_pass_plans(database, bundles):
    from upheld.publication.subscriptions import actions
    from upheld.publication.subscriptions.models import Follower, Mail

    passed(bundles.write(), Post())
    followers = [follows(f"a{at}@example.com", "authority", DARTFORD) for at in range(10)]
    new = bundles.write(decision("21 000 100"))
    at_once(lambda: passed(new, Post()), *(lambda one=one: actions.stop_all(one) for one in followers))
    assert not Follower.objects.exists()
    assert not Mail.objects.exists()


def test_a_limit(database):
    from upheld.publication.subscriptions.limits import Allowed, take

    allowed = Allowed("three", 3, timedelta(hours=1))
    found = []
    at_once(*(lambda: found.append(take(allowed, "ana", NOON)) for _ in range(8)))
    assert sorted(found) == [False] * 5 + [True] * 3
    assert take(allowed, "ben", NOON)
    assert take(allowed, "ana", NOON + timedelta(hours=1))


def test_no_address_is_kept_of_who_asked(database):
    from upheld.publication.subscriptions.limits import Allowed, take
    from upheld.publication.subscriptions.models import Limit

    take(Allowed("address", 3, timedelta(hours=1)), "ana@example.com", NOON)
    assert "ana" not in str(Limit.objects.values().get())
