"""A machine of its own with a live systemd, on which the how-to of running it for real is done word for word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

SUPPORT = Path(__file__).parent
ROOT = SUPPORT.parents[1]
HOW_TO = ROOT / "docs" / "how-to" / "run-it-for-real.md"
NAMESPACES = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup"]
SYSTEMD, PYTHON = Path("/lib/systemd/systemd"), "/usr/bin/python3"
SECONDS = 400
REVIEWER, APPROVERS = "ana", ("ben", "cleo")


def why_not() -> str:
    """Why no such machine can be started here, "" where it can."""
    if os.geteuid():
        return "a machine of its own needs root"
    if not SYSTEMD.exists() or not shutil.which("unshare"):
        return "systemd is not installed"
    if subprocess.run(
        [PYTHON, "-c", "import ensurepip, sys; assert sys.version_info >= (3, 11)"], check=False
    ).returncode:
        return f"{PYTHON} is none that the program can be built with"
    tried = subprocess.run([*NAMESPACES, "mount", "--make-rprivate", "/"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "no mounts of one's own are allowed here"


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
    said = ["cd /usr/local/src/upheld\n" + install + extract, secrets]
    told = [{"command": one, "by": ""} for one in said]
    for line in review.splitlines():
        line = line.replace("NAME EMAIL", "ana ana@ombudsman.example")
        who = APPROVERS if " approve " in line else (REVIEWER,)
        told += [{"command": f"cd /etc/upheld/secrets; {line}", "by": one} for one in who]
    return [*told, {"command": begin.replace("curl ", "true "), "by": ""}, {"command": _with_following(), "by": ""}]


def _with_following() -> str:
    [line] = re.findall(r"`(systemctl enable --now upheld-follow [^`]*)`", HOW_TO.read_text())
    return str(line)


def ran(folder: Path) -> dict[str, Any]:
    """What was found on a machine on which all of it was done (`machine_steps`)."""
    (folder / "commands.json").write_text(json.dumps(commands()))
    line = [*NAMESPACES, str(SUPPORT / "machine.sh"), str(ROOT), str(folder), str(SUPPORT / "machine_steps.py")]
    found = folder / "found.json"
    with (
        (folder / "console.log").open("w") as console,
        subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=console, stderr=console) as started,
    ):
        end = time.monotonic() + SECONDS
        while started.poll() is None and not found.exists() and time.monotonic() < end:
            time.sleep(0.2)
        started.kill()  # the machine goes with it: nothing of it is worth the minutes of a shutdown in order
    if not found.exists():
        logs = (folder / name for name in ("console.log", "program.log", "steps.log"))
        raise AssertionError("\n".join(one.read_text()[-2000:] for one in logs if one.exists()))
    told: dict[str, Any] = json.loads(found.read_text())
    return told
