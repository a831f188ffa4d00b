"""Letters by the hundred thousand: few on their way at once, none drawn twice, and real kills on the way."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import drawn_letters, printers
from tests.support.bulk_letters import WHOM, arguments
from upheld.letters import press as pressing
from upheld.letters.actions import LettersReport, write_letters
from upheld.letters.drawn import Written
from upheld.letters.facts import Addressee, LetterFacts
from upheld.letters.ledger import Entry, Ledger
from upheld.letters.press import LetterPress, PressStopped
from upheld.letters.printing import Job

ROOT = Path(__file__).parents[2]


def write(out: Path, **changed: Any) -> LettersReport:
    with LetterPress(workers=2) as press:
        return write_letters(**arguments(**changed), out=out, press=press)


def held(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Letters of a run that nothing happened to."""
    out = tmp_path_factory.mktemp("whole") / "letters"
    assert write(out).drawn == len(WHOM)
    return out


# What is drawn already


def test_a_second_run_draws_nothing_and_gives_the_same(whole, tmp_path):
    write(tmp_path / "letters")
    told: list[tuple[int, int]] = []
    report = write(tmp_path / "letters", progress=lambda *far: told.append(far))
    assert report.drawn == 0
    assert told == [(done, len(WHOM)) for done in range(1, len(WHOM) + 1)]
    assert held(tmp_path / "letters") == held(whole)


def test_only_a_letter_whose_content_changed_is_drawn_again(whole, tmp_path):
    write(tmp_path / "letters")
    assert write(tmp_path / "letters", chief={WHOM[3]: "Another Example"}).drawn == 1
    after = held(tmp_path / "letters")
    assert sum(after[name] != sha256 for name, sha256 in held(whole).items()) == 2  # its PDF and its page
    assert write(tmp_path / "letters").drawn == 1
    assert held(tmp_path / "letters") == held(whole)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 half of it", None])
def test_a_file_that_is_there_by_half_or_changed_is_never_taken_for_a_letter(content, whole, tmp_path):
    out = tmp_path / "letters"
    write(out)
    file = sorted(out.glob("*.pdf"))[2]
    file.write_bytes(content) if content is not None else file.unlink()
    assert write(out).drawn == 1
    assert held(out) == held(whole)


def test_another_day_or_another_layout_draws_all_again(tmp_path, monkeypatch):
    out = tmp_path / "letters"
    write(out)
    monkeypatch.setattr("upheld.letters.actions.recipe", lambda *_: "another layout")
    assert write(out).drawn == len(WHOM)


def test_a_ledger_whose_last_line_was_cut_off_is_read_and_gone_on_with(tmp_path):
    entry = Entry("a" * 64, hashlib.sha256(b"pdf").hexdigest(), hashlib.sha256(b"html").hexdigest())
    ledger = Ledger(tmp_path)
    for name in ("one", "two"):
        for kind in ("pdf", "html"):
            (tmp_path / f"{name}.{kind}").write_bytes(kind.encode())
        ledger.add(name, entry)
    path = tmp_path / ".drawn"
    path.write_bytes(path.read_bytes()[:-70])
    cut = Ledger(tmp_path)
    assert (cut.has("one", "a" * 64), cut.has("two", "a" * 64)) == (entry, None)
    cut.add("two", entry)
    assert Ledger(tmp_path).has("two", "a" * 64) == entry


# On record


@pytest.mark.parametrize("at_once", [1, 2, 500])
def test_letters_are_put_on_record_some_at_a_time_and_come_to_the_same(at_once, register, monkeypatch):
    from upheld.letters import drawn
    from upheld.letters.models import LetterText

    edition = drawn_letters.edition()
    facts = dict.fromkeys(WHOM, LetterFacts((Addressee("x"),)))
    monkeypatch.setattr(drawn, "AT_ONCE", at_once)

    def kept(texts: dict[str, str]) -> int:
        return drawn.keep(edition, (Written(whose, "en", text, "pdf") for whose, text in texts.items()), facts)

    first = {whose: f"letter of {whose}" for whose in WHOM[:5]}
    assert kept(first) == 5
    assert kept(first) == 0
    assert kept({WHOM[0]: "changed", **{whose: first[whose] for whose in WHOM[1:4]}}) == 1
    rows = {one.authority: one.text.content for one in edition.letters.select_related("text")}
    assert rows == {WHOM[0]: "changed", **{whose: first[whose] for whose in WHOM[1:4]}}, "one is gone"
    assert LetterText.objects.count() == 4


# Processes that die


def test_a_process_that_is_killed_is_replaced_and_every_letter_is_printed(whole, tmp_path):
    killed: list[int] = []

    def kill(done: int, _: int) -> None:
        if done == 5:
            killed.append(next(iter(press._pool._processes)))
            os.kill(killed[0], signal.SIGKILL)

    with LetterPress(workers=2) as press:
        report = write_letters(**arguments(progress=kill), out=tmp_path / "letters", press=press)
    assert killed
    assert (report.count, report.died) == (len(WHOM), 1)
    assert held(tmp_path / "letters") == held(whole)


def test_all_processes_killed_before_anything_was_asked_of_them_are_replaced(whole, tmp_path):
    with LetterPress(workers=2) as press:
        for process in [*press._pool._processes]:
            os.kill(process, signal.SIGKILL)
        time.sleep(0.3)
        write_letters(**arguments(), out=tmp_path / "letters", press=press)
    assert held(tmp_path / "letters") == held(whole)


def test_a_letter_over_which_processes_die_is_named_and_the_others_are_kept(whole, tmp_path, monkeypatch):
    real = pressing.print_letters
    monkeypatch.setattr(pressing, "print_letters", printers.die_over_one)
    out = tmp_path / "letters"
    with pytest.raises(PressStopped) as stopped:
        write(out)
    assert f"{printers.DEADLY}.pdf" in {one.file for one in stopped.value.problems}
    assert len(stopped.value.problems) <= 2  # it, and what the other process had in hand
    assert not out.exists()
    monkeypatch.setattr(pressing, "print_letters", real)
    assert 0 < write(out).drawn < len(WHOM)
    assert held(out) == held(whole)


def test_a_slow_letter_keeps_no_other_waiting(tmp_path, monkeypatch):
    monkeypatch.setattr(pressing, "print_letters", printers.slow_with_one)
    done: list[str] = []
    jobs = [Job("", "", "", 0, str(tmp_path / f"{n}")) for n in range(60)]
    with LetterPress(workers=2) as press:
        done += [Path(path).name for path, _ in press.printed(jobs)]
    assert sorted(done, key=int) == [str(n) for n in range(60)]
    assert done.index("1") >= 40, "the others were done meanwhile"


def test_only_a_few_are_on_their_way_however_many_there_are(monkeypatch):
    """Memory: what is asked for is never far ahead of what is done."""
    monkeypatch.setattr(pressing, "print_letters", printers.nothing)
    asked = done = furthest = 0

    def many() -> Any:
        nonlocal asked
        for n in range(3_000):
            asked += 1
            yield Job("", "", "", 0, str(n))

    with LetterPress(workers=2) as press:
        for _ in press.printed(many()):
            done += 1
            furthest = max(furthest, asked - done)
    assert done == 3_000
    assert furthest <= 32, "sixteen letters for each process"


# The whole run that is ended


def run(out: Path, **more: Any) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-m", "tests.support.letters_once", str(out)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=environment, **pipes, **more)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found]


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def all_gone(processes: list[int]) -> bool:
    until = time.monotonic() + 20
    while not all(map(is_gone, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return all(map(is_gone, processes))


def told(process: subprocess.Popen[str], letters: int) -> None:
    """Wait until a run has told that so many letters are done."""
    for line in process.stdout:
        if int(line) >= letters:
            return
    raise AssertionError(process.stderr.read())


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks the kernel for a process's children")
def test_a_run_that_is_killed_leaves_no_process_and_the_next_goes_on(whole, tmp_path):
    out = tmp_path / "letters"
    with run(out) as process:
        told(process, 6)
        processes = children(process.pid)
        assert len(processes) >= 2
        process.kill()
    assert all_gone(processes)
    assert not out.exists()
    assert write(out).drawn <= len(WHOM) - 5
    assert held(out) == held(whole)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".letters.drawn", "letters"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks the kernel for a process's children")
def test_a_review_that_is_killed_leaves_no_process(tmp_path):
    small = ROOT / "sample_data" / "small"
    command = [sys.executable, "-m", "upheld.console", "review", str(small), "--year=2022", f"--out={tmp_path}/out"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and len(processes := children(process.pid)) < 5:
            time.sleep(0.02)  # one that counts, two that print, one for the workbook, and Python's own tracker
        process.kill()
    assert len(processes) >= 5
    assert all_gone(processes)


def test_ctrl_c_ends_at_once_without_a_word_from_processes_and_the_next_goes_on(whole, tmp_path):
    out = tmp_path / "letters"
    with run(out, start_new_session=True) as process:
        told(process, 6)
        os.killpg(process.pid, signal.SIGINT)  # a terminal tells everybody in the group
        assert process.wait(timeout=20) == 130
        assert process.stderr.read() == ""
    assert write(out).drawn <= len(WHOM) - 5
    assert held(out) == held(whole)


def test_a_full_disk_is_told_by_the_file_and_the_next_run_goes_on(whole, tmp_path):
    """No file may be longer than most PDFs are: like a full disk, by the kernel's own refusal."""
    out = tmp_path / "letters"
    sizes = sorted(path.stat().st_size for path in whole.glob("*.pdf"))
    least = sizes[len(sizes) // 2]
    with run(out, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (least, least))) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("OSError [Errno 27]"), said
    assert not out.exists()
    part = tmp_path / "letters.part"
    assert not list(part.glob("*.pdf.*")), "nothing half written stays"
    assert write(out).drawn <= len(WHOM)
    assert held(out) == held(whole)


def test_a_run_that_stopped_between_two_renames_leaves_the_letters_that_stood(whole, tmp_path):
    out = tmp_path / "letters"
    write(out)
    out.rename(tmp_path / "letters.old")
    assert write(out).drawn == 0
    assert held(out) == held(whole)
