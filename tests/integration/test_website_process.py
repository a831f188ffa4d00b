"""The public site as a process: what it opens, and what it refuses to serve."""

import os
import socket
import subprocess
import sys

import pytest

from tests.support import small_bundle, small_year

DARTFORD = "/authorities/E07000107/"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


WATCHED = """
import os, sys
opened = []
def hook(event, args):
    if event in ("open", "sqlite3.connect", "os.listdir", "os.scandir") and args and args[0] is not None:
        opened.append(str(args[0]))
from upheld.config.website_wsgi import application
from django.test import Client
client = Client(raise_request_exception=True)
client.get("/", headers={"host": "localhost"})
sys.addaudithook(hook)
for path in sys.argv[1:]:
    assert client.get(path, headers={"host": "localhost"}).status_code == 200, path
print("\\n".join(opened))
print("modules:", [name for name in sys.modules if name.startswith("upheld.")])
"""


def test_the_process_opens_the_bundle_and_nothing_unpublished(made, tmp_path):
    bundle = small_bundle.write(made, tmp_path)
    (tmp_path / "register.sqlite3").write_text("secret")
    paths = ["/", DARTFORD, "/search/?name=york", "/method/", f"{DARTFORD}letter/", "/downloads/2022/figures.csv"]
    environment = {
        **os.environ,
        "UPHELD_BUNDLE": str(tmp_path / "bundle"),
        "PYTHONPATH": os.pathsep.join(["src", "."]),
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, *paths],
        cwd=small_year.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    *opened, modules = run.stdout.splitlines()
    ours = [name for name in opened if str(tmp_path) in name]
    assert ours and all(str(bundle) in name for name in ours), ours
    for stage in ("register", "intake", "editions", "letters", "delivery", "desk", "portal", "access"):
        assert f"'upheld.{stage}" not in modules


def test_serving_refuses_in_words_what_it_cannot_serve(made, tmp_path):
    from upheld.publication.website.serving import serve
    from upheld.vocabulary.problems import Refused

    with pytest.raises(Refused, match="a whole bundle"):
        serve(tmp_path / "bundle")
    small_bundle.write(made, tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Refused, match="a port that is free"):
            serve(tmp_path / "bundle", port=taken.getsockname()[1])
