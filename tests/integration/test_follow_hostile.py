"""Whatever is thrown at the pages of following: an answer in words, never a fault, a trace, or a file taken."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import subscriptions
from tests.support.hostile import piece
from tests.support.subscriptions import DARTFORD, Bundles, follows

TRACE = re.compile(rb"Traceback|site-packages|\.py\b|Error at |DEBUG = ")
EXPECTED = {200, 301, 302, 400, 403, 404, 405, 414, 429}
FIELDS = ("of", "what", "authority", "subject", "words", "email", "often", "language", "do", "List-Unsubscribe")
PATHS = (
    "/follow/",
    "/follow/sent/",
    "/follow/confirm/{}/",
    "/follow/manage/{}/",
    "/follow/stop/{}/",
    "/{}",
    "/assets/{}",
)
METHODS = ("get", "post", "head", "put", "delete", "options")
ours = st.sampled_from(
    ["authority", "search", "subject", "at_once", "weekly", f"?authority={DARTFORD}", "a@example.com"]
)
value = st.one_of(piece, ours)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_breaks_them(database, tmp_path):
    from upheld.publication.subscriptions.tokens import managing

    bundles = Bundles(tmp_path)
    bundles.write()
    token = managing(follows("ana@example.com", "authority", DARTFORD))

    @settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(
        path=st.sampled_from(PATHS),
        part=st.one_of(st.just(token), piece),
        method=st.sampled_from(METHODS),
        sent=st.dictionaries(st.sampled_from(FIELDS), value, max_size=6),
        network=st.integers(1, 250),
    )
    def throw(path, part, method, sent, network):
        kept = {name: text.encode("utf-8", "replace").decode() for name, text in sent.items()}
        where = path.format(part.encode("utf-8", "replace").decode().replace("\x00", "%00"))
        answer = getattr(client, method)(where, kept, REMOTE_ADDR=f"192.0.2.{network}")
        assert answer.status_code in EXPECTED, (answer.status_code, method, where, kept)
        if answer.status_code >= 400:
            assert not TRACE.search(answer.content)
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert all("\n" not in told and "\r" not in told for told in answer.headers.values())

    with subscriptions.client_on(bundles.link) as client:
        throw()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_file_is_taken(database, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bundles = Bundles(tmp_path)
    bundles.write()
    with subscriptions.client_on(bundles.link) as client:
        file = SimpleUploadedFile("a.txt", b"a")
        answer = client.post("/follow/", {"email": "a@example.com", "file": file})
        assert answer.status_code == 400
        large = client.post("/follow/", {"email": "a@example.com", "words": "a" * 100_000})
        assert large.status_code == 400
