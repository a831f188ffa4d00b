"""The units, folders and accounts that a real machine gets: they name what there is, and nobody sees too much."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import pytest
from typer.main import get_command

from upheld.console.commands import app
from upheld.operations import credentials

ROOT = Path(__file__).parents[2]
UNITS, PROGRAM = ROOT / "deploy" / "systemd", "/opt/upheld/bin/upheld"
FILES = sorted(one for one in UNITS.iterdir() if one.suffix in (".service", ".timer", ".target"))
SERVICES = [one for one in FILES if one.suffix == ".service"]
OURS = {"upheld", "upheld-site", "upheld-follow"}
EXPOSURE = "20"  # tenths: systemd calls up to 2.0 OK
HARDENED = {
    "NoNewPrivileges": "yes", "ProtectSystem": "strict", "PrivateTmp": "yes", "ProtectHome": "yes",
    "CapabilityBoundingSet": "", "RestrictNamespaces": "yes", "PrivateDevices": "yes", "UMask": "0077",
}  # fmt: skip


LOOK = """
import os, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534); os.chdir("/")
for one in sys.argv[1:]:
    try:
        os.listdir(one) if os.path.isdir(one) else open(one).close()
        print("read")
    except OSError as error:
        print(type(error).__name__)
"""
"""Looks into folders and files as nobody."""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account may look into: those of the tests are their owner's."""
    with TemporaryDirectory(prefix="upheld-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def settings(file: Path) -> dict[str, list[str]]:
    """Each setting of a unit with its values, in order."""
    found: dict[str, list[str]] = {}
    for line in file.read_text().splitlines():
        if line and not line.startswith("#") and not re.fullmatch(r"\[(Unit|Service|Timer|Install)\]", line):
            name, equals, value = line.partition("=")
            assert equals and name.isalnum(), f"{file.name}: {line}"
            found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("file", SERVICES, ids=lambda one: one.name)
def test_a_service_runs_a_command_that_there_is_as_somebody_who_may_do_little(file):
    told = settings(file)
    assert told["User"] == told["Group"] and set(told["User"]) <= OURS
    for line in told["ExecStart"]:
        program, *words = shlex.split(line)
        assert program == PROGRAM
        command: click.Command = get_command(app)
        while hasattr(command, "commands"):
            command = command.commands[words.pop(0)]
        command.make_context("upheld", words)  # raises where an option or an argument is none
    for path in " ".join(told.get("ReadWritePaths", [])).split():
        assert told["User"] == ["upheld"] and path in ("/srv/upheld/year", "/srv/upheld/backups")
    hidden = " ".join(told["InaccessiblePaths"])
    assert "/etc/upheld/secrets" in hidden
    if told["User"] != ["upheld"]:
        assert all(f"/srv/upheld/year/{one}" in hidden for one in ("prepared", "snapshots", "files"))
        assert not any("register" in one for one in told.get("LoadCredential", []))
    for one in told.get("LoadCredential", []):
        assert one.split(":")[0] in known_settings() and one.split(":")[1].startswith("/etc/upheld/secrets/")


def test_what_holds_for_all():
    told = settings(UNITS / "upheld-.service.d" / "hardening.conf")
    assert {name: told[name][-1] for name in HARDENED} == HARDENED
    assert {one.name.partition("-")[0] for one in SERVICES} == {"upheld"}, "else the drop-in is not theirs"


def known_settings() -> set[str]:
    """Every setting that the code reads."""
    return {name for file in (ROOT / "src").rglob("*.py") for name in re.findall(r"UPHELD_[A-Z_]+", file.read_text())}


@pytest.mark.parametrize("file", sorted((UNITS / "env").iterdir()), ids=lambda one: one.name)
def test_files_of_settings_name_what_the_code_reads_and_hold_no_secret(file):
    named = [line.lstrip("#").partition("=") for line in file.read_text().splitlines() if "UPHELD_" in line]
    assert {name for name, _, _ in named} <= known_settings()
    assert not {name for name, _, _ in named} & {"UPHELD_SECRET_KEY", "UPHELD_REGISTER", "UPHELD_MAIL"}
    used = [one for service in SERVICES for one in settings(service)["User"] if f"/{file.name}" in service.read_text()]
    assert used or file.name in (UNITS / "upheld-.service.d" / "hardening.conf").read_text()
    ports = re.findall(r"^UPHELD_METRICS=127\.0\.0\.1:(\d+)$", file.read_text(), re.M)
    assert ports or file.name == "upheld.env"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_takes_the_units_and_finds_little_exposed(tmp_path):
    own = Path(sys.executable).with_name("upheld")
    units = tmp_path / "etc" / "systemd" / "system"
    shutil.copytree(UNITS, units)
    for file in units.glob("*.service"):
        file.write_text(file.read_text().replace(PROGRAM, str(own)))
    path = {**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"}
    names = [str(units / one.name) for one in FILES]
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names], env=path, capture_output=True, text=True, check=False
    )
    of_ours = [line for line in verified.stderr.splitlines() if "upheld" in line]
    assert verified.returncode == 0 and of_ours == [], verified.stderr
    for one in SERVICES:
        line = ["systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={EXPOSURE}"]
        done = subprocess.run([*line, f"--root={tmp_path}", one.name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout.splitlines()[-1]


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("systemd-tmpfiles"), reason="needs root and systemd")
def test_accounts_and_folders_as_they_are_made(open_folder):
    """Made below a folder of the test's own; then nobody looks into them."""
    tmp_path = open_folder
    for name in ("sysusers", "tmpfiles"):
        (tmp_path / "etc" / f"{name}.d").mkdir(parents=True)
        shutil.copy(UNITS / f"upheld.{name}.conf", tmp_path / "etc" / f"{name}.d" / "upheld.conf")
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}"], check=True, capture_output=True)
    accounts = {line.split(":")[0]: line.split(":") for line in (tmp_path / "etc" / "passwd").read_text().splitlines()}
    assert accounts.keys() >= OURS and all(accounts[one][-1].endswith("nologin") for one in OURS)
    subprocess.run(["systemd-tmpfiles", f"--root={tmp_path}", "--create"], check=True, capture_output=True)
    year = tmp_path / "srv" / "upheld" / "year"
    assert stat.S_IMODE(year.stat().st_mode) == 0o711 and year.stat().st_uid == int(accounts["upheld"][2])
    (year / "register.sqlite3").touch(mode=0o600)
    for name, mode in {"shown": 0o755, "waits": 0o700}.items():
        (year / "bundles" / name).mkdir()
        (year / "bundles" / name / "manifest.json").write_text("{}")
        (year / "bundles" / name).chmod(mode)
    secret, shown = tmp_path / "etc" / "upheld" / "secrets", year / "bundles" / "shown" / "manifest.json"
    refused = [year / "register.sqlite3", year / "bundles" / "waits" / "manifest.json"]
    looking = [sys.executable, "-c", LOOK, *map(str, [shown, *refused, secret, year])]
    done = subprocess.run(looking, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["read", *["PermissionError"] * 4]


def test_secrets_come_from_files_that_the_supervisor_gives(monkeypatch, tmp_path):
    for name, held in {"UPHELD_REGISTER": "postgresql://u:p@h/d\n", "UPHELD_MAIL": "", "PATH": "/evil"}.items():
        (tmp_path / name).write_text(held)
    (tmp_path / "UPHELD_SECRET_KEY").write_text("of the file")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("UPHELD_SECRET_KEY", "of the environment")
    monkeypatch.delenv("UPHELD_REGISTER", raising=False)
    monkeypatch.delenv("UPHELD_MAIL", raising=False)
    before = os.environ["PATH"]
    credentials.take()
    assert os.environ.pop("UPHELD_REGISTER") == "postgresql://u:p@h/d"
    assert os.environ["UPHELD_SECRET_KEY"] == "of the environment"
    assert "UPHELD_MAIL" not in os.environ and os.environ["PATH"] == before


ALERTS = ROOT / "deploy" / "prometheus"


def test_alerts_ask_for_numbers_that_there_are():
    source = "".join(file.read_text() for file in (ROOT / "src").rglob("*.py"))
    asked = set(re.findall(r"\b(upheld_[a-z_]+)\b", (ALERTS / "alerts.yml").read_text()))
    assert len(asked) > 10
    for name in asked:
        assert f'"{re.sub("_(total|bucket|info)$", "", name)}"' in source, name
    ports = set(re.findall(r"127\.0\.0\.1:\d+", (ALERTS / "scrape.yml").read_text()))
    files = "".join(file.read_text() for file in (UNITS / "env").iterdir())
    assert ports == set(re.findall(r"^UPHELD_METRICS=(.+)$", files, re.M))


@pytest.mark.skipif(not shutil.which("promtool"), reason="Prometheus's promtool is not installed")
@pytest.mark.parametrize("line", [["check", "rules", "alerts.yml"], ["test", "rules", "alerts_test.yml"]], ids=" ".join)
def test_prometheus_takes_the_alerts_and_they_come_when_they_must(line):
    done = subprocess.run(["promtool", *line], cwd=ALERTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_is_built_of_locked_packages_and_runs_as_nobody():
    lines = (ROOT / "deploy" / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    installs = [said for word, said in steps if word == "RUN" and "pip install" in said]
    assert all("--require-hashes" in one or "--no-deps" in one for one in installs) and len(installs) == 3
    copied = [one for word, said in steps if word == "COPY" and "--from" not in said for one in said.split()[:-1]]
    assert all((ROOT / one).exists() for one in copied)
    [user] = [said for word, said in steps if word == "USER"]
    assert user.partition(":")[0].isdecimal() and int(user.partition(":")[0]) > 0
    assert [word for word, _ in steps].count("FROM") == 2 and "HEALTHCHECK" in {word for word, _ in steps}
    program, words = (re.findall(r'"([^"]*)"', said) for word, said in steps if word in ("ENTRYPOINT", "CMD"))
    get_command(app).commands[words[0]].make_context(program[0], words[1:])  # type: ignore[attr-defined]
