"""nginx as a shared cache in front of the site, with the very file that operators are given."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port
from tests.support.waiting import wait_until

GIVEN = Path("deploy/nginx/upheld-cache.conf")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
FRAME = """
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/errors notice; {user}
events {{ worker_connections 256; }}
http {{ access_log off; {temporary} include {folder}/given.conf; }}
"""


@contextmanager
def cached(folder: Path, *origins: int) -> Iterator[int]:
    """A port at which nginx answers for sites at other ports of this machine."""
    assert NGINX, "nginx is not installed"
    port, folder = free_port(), folder.absolute()
    folder.mkdir()
    given = GIVEN.read_text(encoding="utf-8")
    servers = "".join(f"server 127.0.0.1:{one} max_fails=0;" for one in origins)
    for written, here in (
        ("server 127.0.0.1:8000;", servers),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/var/cache/nginx/upheld", f"{folder}/kept"),
    ):
        assert given.count(written) == 1, written
        given = given.replace(written, here)
    (folder / "given.conf").write_text(given, encoding="utf-8")
    temporary = " ".join(f"{one}_temp_path {folder}/{one};" for one in TEMPORARY)
    user = "user root root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, user=user, temporary=temporary), encoding="utf-8")
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until(lambda: _answers(port))
            yield port
        finally:
            server.terminate()
            server.wait(timeout=60)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", "/is-it-there/")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
