"""What a machine of its own does: the commands of the how-to, word for word, then a look at what came of them.

Runs as root in that machine, with the system's Python and nothing else. Reads ``commands.json`` in a folder and writes
``found.json`` there, also where it stops half-way.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

SERVICES = ("site", "desk", "worker", "follow", "sender")
PORTS = {"site": 8000, "desk": 8001, "follow": 8002}
NAMES = {"site": "complaints.example.org", "desk": "desk.example.org", "follow": "follow.example.org"}
NUMBERS = {"site": 9101, "desk": 9102, "worker": 9103, "follow": 9104, "sender": 9105}
YEAR = "/srv/upheld/year"
LOOKED_AT = {
    "the register": f"{YEAR}/register.sqlite3",
    "snapshots": f"{YEAR}/snapshots",
    "bundle": f"{YEAR}/bundle/manifest.json",
    "backups": "/srv/upheld/backups",
    "extract": "/srv/upheld/extract/cases.csv",
    "secrets": "/etc/upheld/secrets/register",
    "home": "/root",
    "letters": f"{YEAR}/letters",
    "prepared": f"{YEAR}/prepared",
    "the desk's key": f"{YEAR}/desk-key",
    "followers": "/var/lib/upheld-follow",
}
LOOK = 'if [ -d "$0" ]; then ls "$0"; else cat "$0"; fi >/dev/null 2>&1'
PATIENCE = 60.0


def shell(command: str, **environment: str) -> tuple[int, str]:
    """Exit status and all that was said."""
    done = subprocess.run(
        ["bash", "-ec", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    print(f"{time.monotonic():.1f} $ {command}\n{done.stdout}", flush=True)
    return done.returncode, done.stdout.strip()


def shown(unit: str, name: str) -> str:
    """A property of a unit."""
    return shell(f"systemctl show --property {name} --value {unit}")[1]


def asked(port: int, path: str, host: str = "") -> tuple[int, str]:
    """Status and body; 0 where nobody answers."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def ready(what: str) -> str:
    """What a process says of its readiness, once it is ready or patience is at its end."""
    end = time.monotonic() + PATIENCE
    while True:
        status, said = asked(PORTS[what], "/health/ready")
        if status == 200 or time.monotonic() > end:
            return said.strip()
        time.sleep(0.3)


def read_by(what: str) -> list[str]:
    """What a service's process can read, seen from within its own view of the disk."""
    process, account = shown(f"upheld-{what}", "MainPID"), shown(f"upheld-{what}", "User")
    within = ["nsenter", f"--target={process}", "--mount", "--", "setpriv", f"--reuid={account}", f"--regid={account}"]
    line = [*within, "--init-groups", "--", "sh", "-c", LOOK]
    return [name for name, path in LOOKED_AT.items() if subprocess.run([*line, path], check=False).returncode == 0]


def below(what: str) -> list[str]:
    """The processes that a service's first process has started."""
    return shell(f"pgrep --parent {shown(f'upheld-{what}', 'MainPID')} || true")[1].split()


def states() -> dict[str, str]:
    """Each service and whether it runs."""
    return {one: shown(f"upheld-{one}", "ActiveState") for one in SERVICES}


def stopped() -> dict[str, str]:
    """The services' states once none is ending any more, or patience is at its end."""
    end = time.monotonic() + PATIENCE
    while set((found := states()).values()) != {"inactive"} and time.monotonic() < end:
        time.sleep(0.3)
    return found


def steps(commands: list[dict[str, str]], found: dict[str, Any]) -> None:
    """Everything, one after the other."""
    for one in commands:
        status, said = shell(one["command"], **({"SUDO_USER": one["by"]} if one["by"] else {}))
        found["commands"].append([one["command"], status, said])
        if status:
            return
    found["ready"] = {what: ready(what) for what in PORTS}
    found["pages"] = {what: asked(PORTS[what], "/", NAMES[what]) for what in PORTS}
    found["numbers"] = {what: asked(port, "/metrics")[1].count("\nupheld_") for what, port in NUMBERS.items()}
    found["states"] = states()
    found["accounts"] = {what: shown(f"upheld-{what}", "User") for what in SERVICES}
    found["read"] = {what: read_by(what) for what in SERVICES}
    found["timers"] = shell("systemctl list-timers --no-legend --no-pager")[1]
    once = ("take", "renew", "backup")
    found["once"] = {one: shell(f"systemctl start upheld-{one}")[0] for one in once}
    found["results"] = {one: [shown(f"upheld-{one}", name) for name in ("Result", "ConditionResult")] for one in once}
    found["backups"] = sorted(one.name for one in Path("/srv/upheld/backups").iterdir())
    shell(f"kill -KILL {shown('upheld-site', 'MainPID')}")
    time.sleep(3)
    found["after a kill"] = [ready("site"), shown("upheld-site", "NRestarts")]
    found["before"] = {one: below(one) for one in PORTS}
    found["reloaded"] = [shell(f"systemctl reload upheld-{one}")[0] for one in PORTS]
    time.sleep(3)
    found["renewed"] = {one: ready(one) for one in PORTS}
    found["after"] = {one: below(one) for one in PORTS}
    shell("systemctl stop upheld.target")
    found["stopped"] = stopped()
    shell("systemctl start upheld.target")
    found["started again"] = {what: ready(what) for what in PORTS}


def main(told: Path) -> None:
    """Do it and write down what was found."""
    found: dict[str, Any] = {"commands": []}
    try:
        steps(json.loads((told / "commands.json").read_text()), found)
    finally:
        found["journal"] = shell("journalctl --no-pager --output=cat --unit='upheld*'")[1]
        (told / "finding.json").write_text(json.dumps(found))
        (told / "finding.json").rename(told / "found.json")  # whoever waits for it finds it whole


if __name__ == "__main__":
    main(Path(sys.argv[1]))
