"""Health, numbers and stopping of the processes themselves, as a supervisor and Prometheus see them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from tests.support import small_bundle
from tests.support.ports import free_port
from upheld.console.numbers import OfTheRegister
from upheld.delivery.processes import this_process
from upheld.desk import jobs, signs_of_life
from upheld.desk.models import SignOfLife
from upheld.operations import metrics
from upheld.operations.health import LIVE, READY, Health
from upheld.operations.requests import Operated
from upheld.operations.schema import up_to_date
from upheld.publication.website.in_use import GONE
from upheld.vocabulary.problems import Refused

PATIENCE = 30


def got(port: int, path: str) -> tuple[int, str, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


def until(asked, wanted) -> object:
    """What is asked for, once it is as wanted."""
    for _ in range(PATIENCE * 10):
        try:
            if wanted(found := asked()):
                return found
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError("it never came")


@contextmanager
def running(*arguments: object, **more: str) -> Iterator[subprocess.Popen[str]]:
    own = {**os.environ, "UPHELD_LOGS": "json", "UPHELD_WORKERS": "2", "DJANGO_SETTINGS_MODULE": "", **more}
    line = [sys.executable, "-m", "upheld.console", *map(str, arguments)]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=own) as process:
        try:
            yield process
        finally:
            process.kill()


def numbers(port: int) -> dict[str, float]:
    """Every number that is served there, by its name with labels."""
    lines = [line for line in got(port, "/metrics")[1].splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def ask(operated: Operated, path: str, method: str = "GET") -> tuple[str, dict[str, str], bytes]:
    told: list = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    body = b"".join(operated(environ, lambda status, headers: told.extend((status, headers))))
    return told[0], dict(told[1]), body


def nothing(environ, start):
    raise AssertionError("health is no page")


def test_live_looks_at_nothing_and_ready_tells_why_not():
    asked = []
    missing = [""]
    health = Health([lambda: asked.append(1) or missing[0], lambda: 1 / 0], keep=0)
    operated = Operated(nothing, health)
    status, headers, body = ask(operated, LIVE)
    assert (status, body, asked) == ("200 OK", b"live\n", [])
    assert headers["Cache-Control"] == "no-store" and headers["X-Robots-Tag"] == "noindex"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    missing[0] = "the bundle cannot be read"
    status, headers, body = ask(operated, READY)
    assert status == "503 Service Unavailable" and headers["Cache-Control"] == "no-store"
    assert body.decode().splitlines() == [
        "not ready: the bundle cannot be read",
        "not ready: it cannot be looked at (ZeroDivisionError)",
    ]
    assert ask(operated, READY, "HEAD")[2] == b""


def test_many_who_ask_cost_what_one_does():
    asked = []
    health = Health([lambda: asked.append(1) or ""], keep=60)
    assert {health.answer(READY) for _ in range(50)} == {("200 OK", b"ready\n")}
    assert len(asked) == 1


def test_a_register_of_an_earlier_version_is_not_ready(either_register):
    check = up_to_date("register")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'desk' AND name = '0002_signs_of_life'")
    assert check() == "the register is of an earlier version: run upheld upgrade"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '0002_signs_of_life', %s)",
            [timezone.now()],
        )
    assert check() == ""


def test_a_worker_that_fell_silent_is_told(either_register):
    assert signs_of_life.why_no_worker() == signs_of_life.NEVER
    signs_of_life.give(timezone.now())
    assert signs_of_life.why_no_worker() == ""
    assert SignOfLife.objects.get().process == this_process()
    SignOfLife.objects.update(at=timezone.now() - 2 * signs_of_life.SILENT_FOR)
    assert "last sign of life 240 s ago" in signs_of_life.why_no_worker()


def test_numbers_of_the_register(either_register):
    def told() -> dict[str, float]:
        samples = [one for family in collector.collect() for one in family.samples]
        return {one.name + "".join(one.labels.values()): one.value for one in samples}

    from upheld.access.actions import record

    collector = OfTheRegister()
    assert told()["upheld_register_answers"] == 1 and "upheld_last_success_secondsbackup" not in told()
    jobs.ask("publish", None, by="ana")
    jobs.ask("redraw", None, by="ana", not_before=timezone.now() + timezone.timedelta(days=1))
    jobs.end(jobs.take_next(["publish"], timezone.now()), "it went wrong", failed=True)
    jobs.ask("reprint", None, by="ana")
    made = record("back up", "kept.tar", by="ana").at.timestamp()
    found = told()
    states = {state: found[f"upheld_jobs{state}"] for state in ("waiting", "later", "running", "failed", "done")}
    assert states == {"waiting": 1, "later": 1, "running": 0, "failed": 1, "done": 0}
    assert 0 < found["upheld_job_oldest_waiting_seconds"] < 60
    assert found["upheld_last_success_secondsbackup"] == pytest.approx(made)
    assert found["upheld_messagesdoubtful"] == 0


@pytest.mark.parametrize(
    "written", ["0.0.0.0:9101", "9101x", "example.org:9101", "10.0.0.7:9101", "[::]:9101", "70000"]
)
def test_numbers_are_served_to_this_machine_only(monkeypatch, written):
    monkeypatch.setenv("UPHELD_METRICS", written)
    with pytest.raises(Refused, match="a port of this machine only"):
        metrics.where()


@pytest.mark.parametrize(
    ("written", "where"),
    [("9101", ("127.0.0.1", 9101)), ("localhost:9101", ("127.0.0.1", 9101)), ("[::1]:9101", ("::1", 9101)), ("", None)],
)
def test_where_numbers_are_served(monkeypatch, written, where):
    monkeypatch.setenv("UPHELD_METRICS", written)
    assert metrics.where() == where


def test_a_bundle_that_is_taken_away_is_told_and_comes_back(tmp_path):
    bundle = small_bundle.write(small_bundle.ingredients(tmp_path / "made"), out := tmp_path / "out")
    port, front, letter = free_port(), "/", "/authorities/E07000107/letter.pdf"
    with running("serve", out / "bundle", "--port", port, UPHELD_WORKERS="1") as site:
        assert until(lambda: got(port, READY)[0], lambda status: status == 200)
        assert got(port, front)[0] == 200
        away = bundle.rename(out / "away")
        assert until(lambda: got(port, READY)[1], lambda told: told != "ready\n") == f"not ready: {GONE}\n"
        assert got(port, front)[0] == 200, "what is kept still answers"
        status, said, headers = got(port, letter)
        assert (status, said) == (503, f"Service unavailable: {GONE}.\n") and headers["cache-control"] == "no-store"
        away.rename(bundle)
        assert got(port, letter)[0] == 200
        until(lambda: got(port, READY)[0], lambda status: status == 200)
        site.terminate()
        assert "Traceback" not in site.communicate(timeout=PATIENCE)[1]


def test_a_site_of_two_processes_adds_up_and_tells_what_it_refuses(tmp_path):
    small_bundle.write(made := small_bundle.ingredients(tmp_path / "made"), out := tmp_path / "out")
    port, own = free_port(), free_port()
    with running("serve", out / "bundle", "--port", port, UPHELD_METRICS=str(own)) as site:
        assert until(lambda: got(port, READY)[:2], lambda told: told[0] == 200) == (200, "ready\n")
        for _ in range(40):
            assert got(port, "/authorities/E07000107/?words=Mrs+Quillfeather")[0] == 200
            assert got(port, "/nothing/")[0] == 404
        assert got(port, LIVE)[1] == "live\n"
        found = numbers(own)
        assert found['upheld_requests_total{method="GET",route="/authorities/<str:code>/",status="200"}'] == 40
        assert found['upheld_requests_total{method="GET",route="",status="404"}'] == 40
        assert found['upheld_request_seconds_count{route="/authorities/<str:code>/"}'] == 40
        assert not [name for name in found if "health" in name], "health is no page"
        assert found['upheld_bundle_edition{year="2022"}'] == 1 and found["upheld_bundle_refused"] == 0
        assert [name for name in found if name.startswith('upheld_build_info{python="3.')]
        assert got(port, "/metrics")[0] == 404, "never on the public address"
        small_bundle.write(made, out, number=2)
        until(lambda: numbers(own)['upheld_bundle_edition{year="2022"}'], lambda number: number == 2)
        assert numbers(own)["upheld_bundle_swaps"] == 2
        broken = shutil.copytree((out / "bundle").resolve(), out / "bundles" / "broken")
        (broken / "manifest.json").write_text("{}")
        (out / "new").symlink_to(broken)
        (out / "new").replace(out / "bundle")
        until(lambda: numbers(own)["upheld_bundle_refused"], lambda refused: refused == 1)
        assert got(port, READY)[0] == 200, "the one before it is still on show"
        site.terminate()
        assert site.stderr is not None
        said = site.stderr.read()
        assert "Traceback" not in said, said
        lines = [json.loads(line) for line in said.splitlines()]
        assert site.wait(PATIENCE) == 0
    assert {line["event"] for line in lines} >= {"request", "bundle shown"}
    assert any("is refused" in line.get("words", "") for line in lines)


def test_the_desk_is_ready_with_a_worker_which_stops_when_told_to(tmp_path):
    out, port, own = tmp_path / "out", free_port(), free_port()
    out.mkdir()
    with running("desk", "serve", out, "--insecure", "--port", port) as desk:
        status, told, headers = until(lambda: got(port, READY), lambda answer: True)
        assert (status, told) == (503, f"not ready: {signs_of_life.NEVER}\n")
        assert "no-store" in headers["cache-control"]
        assert got(port, LIVE)[:2] == (200, "live\n")
        with running("desk", "work", out, UPHELD_METRICS=str(own)) as worker:
            until(lambda: got(port, READY)[0], lambda status: status == 200)
            found = until(lambda: numbers(own), lambda found: found["upheld_register_answers"] == 1)
            assert time.time() - found["upheld_worker_sign_of_life_seconds"] < PATIENCE
            healthy = subprocess.run(
                [sys.executable, "-m", "upheld.console", "health", str(out)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert (healthy.returncode, healthy.stdout) == (0, "ready\n"), healthy.stderr
            upgrading = [sys.executable, "-m", "upheld.console", "upgrade", str(out), "--without-backup", "a test"]
            refused = subprocess.run(upgrading, capture_output=True, text=True, check=False)
            assert refused.returncode == 2 and "no worker while tables change" in refused.stderr
            worker.terminate()
            assert worker.wait(PATIENCE) == 0
            assert worker.stderr is not None
            events = [json.loads(line)["event"] for line in worker.stderr]
            assert events[0] == "worker started" and "stopping" in events and events[-1] == "said"
        desk.terminate()
        assert desk.wait(PATIENCE) == 0


def test_following_tells_of_its_bundle_and_its_database(tmp_path: Path):
    small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out")
    port, own, database = free_port(), free_port(), tmp_path / "subscriptions.sqlite3"
    bundle = tmp_path / "out" / "bundle"
    mail = {"UPHELD_MAIL": f"smtp://127.0.0.1:{free_port()}", "UPHELD_MAIL_FROM": "News <news@ombudsman.example>"}
    with (
        running("follow", "serve", bundle, "--database", database, "--port", port) as pages,
        running("follow", "send", bundle, "--database", database, UPHELD_METRICS=str(own), **mail) as sender,
    ):
        assert until(lambda: got(port, READY)[:2], lambda told: True) == (200, "ready\n")
        assert until(lambda: numbers(own), lambda found: True)["upheld_subscriptions_answer"] == 1
        for one in (sender, pages):
            one.terminate()
            assert one.wait(PATIENCE) == 0


def test_looking_a_bundle_through_ends_without_a_word_where_whoever_asked_is_gone(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "upheld.publication.website.checked_once", str(tmp_path)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")
