"""A machine of its own with a live systemd, on which the how-to of running it for real is done.

Its commands are taken from the page, word for word but for what fetches from the network and for whom is invited. The
machine shares this one's kernel, so it is started only where `ASKED_FOR` says so: on a machine that nobody else needs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SUPPORT = Path(__file__).parent
ROOT = SUPPORT.parents[1]
HOW_TO = ROOT / "docs" / "how-to" / "run-it-for-real.md"
ASKED_FOR = "UPHELD_TEST_MACHINE"
NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup"]
# With whoever started it, it ends too. Its control groups lie below some of its own, which are entered first.
ENTER = 'for one in $GROUPS_OF_ITS_OWN; do echo $$ > "$one/cgroup.procs"; done; exec "$@"'
INTO = ["setpriv", "--pdeathsig", "KILL", "sh", "-ec", ENTER, "sh"]
NOT_ENTERED = ("cpuset",)  # which wants to be told its processors first; systemd makes nothing there
SYSTEMD, PYTHON = Path("/lib/systemd/systemd"), "/usr/bin/python3"
SECONDS = 400
REVIEWER, APPROVERS = "ana", ("ben", "cleo")


def why_not() -> str:
    """Why no such machine can be started here, "" where it can."""
    if ASKED_FOR not in os.environ:
        return f"it is root's and shares this machine's kernel: {ASKED_FOR}=1 asks for it"
    if os.geteuid():
        return "a machine of its own needs root"
    if not SYSTEMD.exists() or not shutil.which("unshare") or not shutil.which("setpriv"):
        return "systemd is not installed"
    if not Path(PYTHON).exists() or not _runs(
        [PYTHON, "-c", "import ensurepip, sys; assert sys.version_info >= (3, 11)"]
    ):
        return f"{PYTHON} is none that the program can be built with"
    if ROOT.stat().st_dev != Path("/").stat().st_dev:
        return "this folder is on another disk than the system"
    if not _groups() or not all(os.access(one, os.W_OK) for one in _groups()):
        return "no control groups can be made here"
    tried = "mount -t tmpfs t /mnt && mkdir /mnt/a /mnt/b /mnt/c && mount -t overlay o -o lowerdir=/,upperdir=/mnt/a,"
    done = _runs([*NAMESPACES, "sh", "-ec", f"mount --make-rprivate /; {tried}workdir=/mnt/b /mnt/c"])
    return "" if done else "no mounts of one's own are allowed here"


def _runs(line: list[str]) -> bool:
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


def _groups() -> list[Path]:
    """Where this machine's control groups are: one place for each of their hierarchies."""
    mounts = (line.split() for line in Path("/proc/self/mountinfo").read_text().splitlines())
    kinds = ((Path(one[4]), one[one.index("-") + 1]) for one in mounts)
    return [path for path, kind in kinds if kind in ("cgroup", "cgroup2") and path.name not in NOT_ENTERED]


@contextmanager
def _groups_of_its_own() -> Iterator[list[Path]]:
    """A control group in each hierarchy for the machine; they go, with all below, once what ran there has ended."""
    own = [groups / f"upheld-machine-{os.getpid()}" for groups in _groups()]
    try:
        for one in own:
            one.mkdir()
        yield own
    finally:
        end = time.monotonic() + 10
        while (left := [one for one in own if one.exists()]) and time.monotonic() < end:
            below = [one for top in left for one in (top, *top.rglob("*/"))]
            for one in sorted(below, key=lambda one: -len(one.parts)):
                with suppress(OSError):  # a process of it is still ending
                    one.rmdir()
            time.sleep(0.1)


def blocks(heading: str) -> list[str]:
    """The commands of a section of the how-to, as they stand there: each block that is set in."""
    section = HOW_TO.read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in found]


def commands() -> list[dict[str, str]]:
    """All that the how-to says, in order, with who says it: two people approve, neither of whom ran the review."""
    _from_the_net, install, secrets = blocks("An empty Debian machine")
    review, begin = blocks("The first year")
    extract = "cp -r sample_data/small/. /srv/upheld/extract; chown -R upheld: /srv/upheld/extract"
    # commands by hand are given where their account may not look: an open folder in one of root's
    closed = "mkdir -m 700 -p /srv/closed; mkdir -p /srv/closed/open"
    said = ["cd /usr/local/src/upheld\n" + install + extract, secrets, closed]
    told = [{"command": one, "by": ""} for one in said]
    for line in review.splitlines():
        line = line.replace("NAME EMAIL", "ana ana@ombudsman.example")
        who = APPROVERS if " approve " in line else (REVIEWER,)
        told += [{"command": f"cd /srv/closed/open; {line}", "by": one} for one in who]
    return [*told, {"command": begin.replace("curl ", "true "), "by": ""}, {"command": _with_following(), "by": ""}]


def _with_following() -> str:
    [line] = re.findall(r"`(systemctl enable --now upheld-follow [^`]*)`", HOW_TO.read_text())
    return str(line)


def ran(folder: Path) -> dict[str, Any]:
    """What was found on a machine on which all of it was done (`machine_steps`)."""
    (folder / "commands.json").write_text(json.dumps(commands()))
    script = [str(SUPPORT / "machine.sh"), str(ROOT), str(folder), str(SUPPORT / "machine_steps.py")]
    found = folder / "found.json"
    with _groups_of_its_own() as groups, (folder / "console.log").open("w") as console:
        line, own = [*INTO, *NAMESPACES, *script], {**os.environ, "GROUPS_OF_ITS_OWN": " ".join(map(str, groups))}
        with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=console, stderr=console, env=own) as started:
            try:
                end = time.monotonic() + SECONDS
                while started.poll() is None and not found.exists() and time.monotonic() < end:
                    time.sleep(0.2)
            finally:
                started.kill()  # the machine goes with it: nothing of it is worth the minutes of a shutdown in order
    if not found.exists():
        logs = (folder / name for name in ("console.log", "program.log", "steps.log"))
        raise AssertionError("\n".join(one.read_text()[-2000:] for one in logs if one.exists()))
    told: dict[str, Any] = json.loads(found.read_text())
    return told
