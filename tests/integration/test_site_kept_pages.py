"""Whole answers kept in front of Django: sent as they were, never of another bundle, never without bound."""

import gzip
import threading
from contextlib import contextmanager
from time import sleep

import brotli
import pytest
from django.urls import reverse

from tests.support import small_bundle
from tests.support.waiting import wait_until
from tests.support.wsgi import site
from upheld.publication.bundle.swap import point
from upheld.publication.website.encodings import best
from upheld.publication.website.jinja import address_of
from upheld.publication.website.kept import Answer, Kept, Shelf
from upheld.publication.website.whole_pages import first_asked, in_order

DARTFORD = "/authorities/E07000107/"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def bundle(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    small_bundle.write(made, out)
    return out / "bundle"


@pytest.fixture
def asked(bundle):
    with site(bundle) as asked:
        yield asked


def test_a_page_is_made_once_and_sent_as_it_was(asked):
    first, second = asked.ask(DARTFORD), asked.ask(DARTFORD)
    assert first == second and first.status == 200
    assert asked.made == 1
    assert first.headers["Content-Length"] == str(len(first.body))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/authorities/e07000107/", 301), ("/about", 301), ("/search/?name=york", 200)],
)
def test_what_leads_nowhere_or_elsewhere_is_kept_too(asked, path, status):
    assert [asked.ask(path).status for _ in range(2)] == [status, status]
    assert asked.made == 1


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None), ("x", None)])
def test_each_client_gets_the_form_that_it_takes(asked, accepted, encoding):
    asked.ask(DARTFORD, accept_encoding="br, gzip")
    plain = asked.ask(DARTFORD)
    found = asked.ask(DARTFORD, accept_encoding=accepted)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(found.body) == plain.body
    assert found.headers.get("Content-Encoding") == encoding
    assert found.headers["Vary"] == "Accept-Encoding"
    assert (found.headers["ETag"] == plain.headers["ETag"]) == (encoding is None)


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("br;q=0.1, gzip", "gzip"), ("*", "br"), ("*;q=0", ""), ("identity", ""), ("br;q=0, *", "gzip"),
        ("GZIP", "gzip"), ("gzip;q=zero", ""), (",;;=,", ""), ("br;q=nan", ""),
    ],
)  # fmt: skip
def test_the_form_follows_the_clients_weights(accepted, form):
    assert best(accepted) == form


def test_a_page_that_is_known_is_not_sent_again(asked):
    tag = asked.ask(DARTFORD).headers["ETag"]
    for known in (tag, f'"x", W/{tag}', "*"):
        answer = asked.ask(DARTFORD, if_none_match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == tag and "max-age" in answer.headers["Cache-Control"]
        assert "Content-Length" not in answer.headers
    assert asked.ask(DARTFORD, if_none_match='"other"').status == 200
    assert asked.ask("/nothing", if_none_match="*").status == 404


def test_head_is_get_without_its_body(asked):
    for path in (DARTFORD, "/nothing", "/about", f"{DARTFORD}letter.pdf"):
        head, get = asked.ask(path, "HEAD"), asked.ask(path)
        assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_odd_methods_are_refused_and_not_kept(asked, method):
    assert asked.ask(DARTFORD, method).status == 405
    assert asked.ask(DARTFORD).status == 200


def test_a_body_or_a_long_query_is_answered_but_not_kept(asked):
    for _ in range(2):
        assert asked.ask(DARTFORD, body=b"x").status == 200
        assert asked.ask(f"{DARTFORD}?{'x' * 2000}").status == 200
    assert asked.made == 4
    assert asked.ask(f"{DARTFORD}?{'x' * 20_000}").status == 414


def test_the_same_question_in_another_order_is_kept_once(asked):
    first = asked.ask("/?sort=rate&order=down&kind=district&kind=county")
    assert asked.ask("/?kind=district&order=down&kind=county&sort=rate") == first
    assert asked.made == 1
    assert asked.ask("/?kind=county&order=down&kind=district&sort=rate").status == 200
    assert asked.made == 2


@pytest.mark.parametrize(
    ("query", "ordered"),
    [("b=1&a=2&b=0", "a=2&b=1&b=0"), ("a", "a="), ("", ""), ("a=%C3%A9+x", "a=%C3%A9+x"), ("a=é", "a=é"), ("&&", "")],
)
def test_a_query_has_one_order(query, ordered):
    assert in_order(query) == ordered
    assert in_order(in_order(query)) == in_order(query)


def test_pages_lead_where_readers_came_from_behind_a_server_that_encrypts(asked):
    asked.application.scheme = "https"
    answer = asked.ask(f"{DARTFORD}embed/")
    assert "https://testserver/embed/E07000107.svg" in answer.text and "http://testserver" not in answer.text
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_bundle_is_prepared_before_its_turn_comes(made, tmp_path):
    small_bundle.write(made, tmp_path)
    with site(tmp_path / "bundle") as asked:
        asked.application.turns.prepare = asked.application.prepare
        assert asked.ask("/").status == 200
        assert asked.made == 1 + len(first_asked(asked.application.turns.now().bundle))


def test_a_flood_of_queries_and_wrong_addresses_does_not_push_a_page_out(asked, monkeypatch):
    kept = Kept(Shelf(200_000), Shelf(50_000))
    monkeypatch.setattr(asked.application.turns, "_turn", type(asked.application.turns.now())(
        asked.application.turns.now().bundle, kept))  # fmt: skip
    asked.ask(DARTFORD)
    for turn in range(60):
        asked.ask(f"/?n={turn}")
        asked.ask(f"/nothing/{turn}")
        asked.ask("/", host=f"testserver:{turn}")
    made = asked.made
    asked.ask(DARTFORD)
    assert asked.made == made
    assert len(kept.pages) == 1
    assert kept.others.size <= 50_000


def test_a_shelf_lets_go_of_what_was_asked_for_longest_ago():
    shelf = Shelf(3 * 4000)
    for name in "abc":
        shelf.keep(name, Answer("200 OK", [], b"x" * 900, ""))
    shelf.get("a")
    shelf.keep("d", Answer("200 OK", [], b"x" * 900, ""))
    assert [bool(shelf.get(name)) for name in "abcd"] == [True, False, True, True]
    shelf.keep("d", Answer("200 OK", [], b"x" * 1800, ""))
    assert shelf.size <= shelf.limit


def test_a_host_that_is_not_ours_is_refused_and_not_kept(asked):
    assert asked.ask("/", host="evil.example").status == 400
    assert asked.ask("/", host="evil.example").status == 400
    assert asked.made == 2


def test_a_new_bundle_takes_effect_without_a_restart_and_a_broken_one_does_not(made, tmp_path):
    small_bundle.write(made, tmp_path)
    with site(tmp_path / "bundle") as asked:
        old = asked.ask(DARTFORD)
        assert "edition 1" in old.text
        small_bundle.write(made, tmp_path, number=2)
        wait_until(lambda: "edition 2" in asked.ask(DARTFORD).text)
        assert asked.ask(DARTFORD, if_none_match=old.headers["ETag"]).status == 200
        broken = small_bundle.write(made, tmp_path, sample=False)
        (broken / "manifest.json").write_text("{")
        for _ in range(5):
            assert "edition 2" in asked.ask(DARTFORD).text


def test_a_preview_is_never_kept_from_being_released(made, tmp_path):
    small_bundle.write(made, tmp_path, preview=True)
    with site(tmp_path / "bundle") as asked:
        assert asked.ask(DARTFORD).status == 503
        small_bundle.write(made, tmp_path)
        wait_until(lambda: asked.ask(DARTFORD).status == 200)


def test_without_a_bundle_it_says_so_until_there_is_one(made, tmp_path):
    with site(tmp_path / "bundle") as asked:
        assert asked.ask("/").status == 503
        small_bundle.write(made, tmp_path)
        assert asked.ask("/").status == 200


def test_the_old_bundle_answers_while_the_new_one_is_read(made, tmp_path, monkeypatch):
    small_bundle.write(made, tmp_path)
    with site(tmp_path / "bundle") as asked:
        asked.ask("/")
        follower = asked.application.turns.follower
        go, real = threading.Event(), follower.current
        monkeypatch.setattr(follower, "current", lambda: (go.wait(60), real())[1])
        small_bundle.write(made, tmp_path, number=2)
        assert "edition 1" in asked.ask(DARTFORD).text
        go.set()
        wait_until(lambda: "edition 2" in asked.ask(DARTFORD).text)


def test_no_answer_mixes_two_bundles_while_they_are_swapped(made, tmp_path):
    small_bundle.write(made, tmp_path)
    other = small_bundle.write(made, tmp_path, number=2, sample=False)
    first = small_bundle.write(made, tmp_path)
    stop, wrong, answers = threading.Event(), [], []

    def ask():
        turn = 0
        while not stop.is_set():
            turn += 1
            answer = asked.ask(DARTFORD if turn % 2 else f"{DARTFORD}?n={turn}")
            is_first = "These are made-up cases" in answer.text
            answers.append(is_first)
            if answer.status != 200 or ("One count was wrong" in answer.text) == is_first:
                wrong.append(answer.text)

    with site(tmp_path / "bundle") as asked:
        askers = [threading.Thread(target=ask) for _ in range(2)]
        for asker in askers:
            asker.start()
        try:
            for turn in range(20):
                to = (other, first)[turn % 2]
                point(tmp_path / "bundle", to)
                wait_until(lambda to=to: answers[-3:] == [to is first] * 3)
        finally:
            stop.set()
            for asker in askers:
                asker.join()
    assert not wrong


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("front", ()), ("authority", ("E07000107",)), ("authority_year", ("E07000107", 2022)),
        ("rate_drawing", ("E07000107", 2021, "uphold_rate")), ("national_kind", (2022, "district")),
        ("authority", ("a b<é>",)), ("authority", ("{0}",)), ("download", (2022, "figures.csv")),
        ("authority", ("part-0-mark",)), ("national_kind", (2022, "9990")),
    ],
)  # fmt: skip
def test_an_address_put_together_is_the_one_that_django_gives(bundle, name, parts):
    with site(bundle):
        assert address_of(name, *parts) == reverse(name, args=parts)


def test_a_page_asked_for_twice_at_once_is_made_once(bundle):
    with site(bundle) as ours, held_up(ours) as (begun, go_on):
        asked = [threading.Thread(target=ours.ask, args=("/method/",), daemon=True) for _ in range(2)]
        for one in asked:
            one.start()
        assert begun.wait(10)
        sleep(0.2)  # time enough for the other to ask too, if it were let
        go_on.set()
        for one in asked:
            one.join(10)
        assert ours.made == 1


def test_what_is_kept_is_sent_while_another_page_is_made(bundle):
    with site(bundle) as ours:
        kept = ours.ask("/authorities/")
        with held_up(ours) as (begun, go_on):
            slow = threading.Thread(target=ours.ask, args=("/method/",), daemon=True)
            slow.start()
            assert begun.wait(10)
            told: list[bytes] = []
            other = threading.Thread(target=lambda: told.append(ours.ask("/authorities/").body), daemon=True)
            other.start()
            other.join(10)
            go_on.set()
            slow.join(10)
        assert told == [kept.body]


def test_a_page_that_cannot_be_made_holds_up_none_after_it(bundle):
    with site(bundle) as ours:
        made, ours.application.application = ours.application.application, broken
        with pytest.raises(ZeroDivisionError):
            ours.ask("/method/")
        ours.application.application = made
        told: list[int] = []
        after = threading.Thread(target=lambda: told.append(ours.ask("/method/").status), daemon=True)
        after.start()
        after.join(10)
        assert told == [200]


def broken(environ, start):
    raise ZeroDivisionError


@contextmanager
def held_up(ours):
    """Django waits with every answer: an event that is set once it was asked, and one that lets it go on."""
    begun, go_on, made = threading.Event(), threading.Event(), ours.application.application

    def slowly(environ, start):
        begun.set()
        go_on.wait(10)
        return made(environ, start)

    ours.application.application = slowly
    try:
        yield begun, go_on
    finally:
        go_on.set()
        ours.application.application = made
