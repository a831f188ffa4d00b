"""What every answer carries, whatever it answers: a matrix over the kinds of pages and what is asked."""

import pytest

from tests.support import small_bundle
from tests.support.hostile import PAGES
from tests.support.wsgi import site

FRAMED = "/embed/E07000107/"


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    small_bundle.write(small_bundle.ingredients(tmp_path_factory.mktemp("made")), out)
    with site(out / "bundle") as asked:
        yield asked


WAYS = {
    "plain": {},
    "packed": {"accept_encoding": "br"},
    "known": {"if_none_match": "*"},
    "head": {"method": "HEAD"},
    "post": {"method": "POST"},
    "wrong host": {"host": "evil.example"},
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("way", WAYS)
def test_every_answer_has_its_headers(asked, path, way):
    answer = asked.ask(path, **WAYS[way])
    policy = {
        one.partition(" ")[0]: one.partition(" ")[2] for one in answer.headers["Content-Security-Policy"].split("; ")
    }
    assert policy["default-src"] == "'none'" and policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == ("*" if path == FRAMED and answer.status in (200, 304) else "'none'")
    assert not any("unsafe" in value or "http" in value for value in policy.values())
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    assert "Set-Cookie" not in answer.headers
    is_kept = answer.status in (200, 301, 302, 304, 404, 410)
    assert ("max-age" in answer.headers["Cache-Control"]) == is_kept


@pytest.mark.parametrize("path", [path for path in PAGES if path.endswith(".svg") or path == FRAMED])
def test_other_sites_may_show_what_is_made_for_them(asked, path):
    assert asked.ask(path).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert asked.ask("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", PAGES)
def test_whatever_is_there_has_a_tag_that_holds(asked, path):
    answer = asked.ask(path)
    if answer.status == 200:
        again = asked.ask(path, if_none_match=answer.headers["ETag"])
        assert (again.status, again.body) == (304, b"")
        assert {"Cache-Control", "ETag", "Content-Security-Policy"} <= set(again.headers)
        packed = asked.ask(path, accept_encoding="gzip")
        if "Content-Encoding" in packed.headers:
            assert packed.headers["ETag"] != answer.headers["ETag"]
            assert "Accept-Encoding" in answer.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("path", ["/glossary/", "/downloads/2022/figures.csv", "/api/v1/years"])
@pytest.mark.parametrize("sent", [{"if_match": '"x"'}, {"if_unmodified_since": "Mon, 01 Jan 2001 00:00:00 GMT"}])
def test_a_condition_on_writing_changes_no_answer(asked, path, sent):
    for form in ("br", "gzip", "br"):
        assert asked.ask(path, accept_encoding=form, **sent).status == 200


@pytest.mark.parametrize("sent", [{"method": "POST"}, {"host": "evil.example"}, {"host": "testserver:99999"}])
def test_what_is_refused_is_kept_by_nobody(asked, sent):
    answer = asked.ask("/glossary/", **sent)
    assert answer.status in (400, 405)
    assert answer.headers["Cache-Control"] == "no-store"


def test_hosts_of_any_length_fill_no_memory(asked):
    kept = asked.application.turns.now().kept.others
    before = len(kept)
    for at in range(5):
        asked.ask(f"/glossary/?n={at}", host="testserver:" + "0" * 5000 + "80")
    assert len(kept) == before
