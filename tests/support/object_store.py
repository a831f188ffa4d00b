"""An object store that speaks S3, on this machine, gone with the tests; and files put into it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from tests.support.ports import free_port
from tests.support.waiting import wait_until

PROGRAM = Path(sys.prefix) / "object-store" / "bin" / "moto_server"
HOST = "127.0.0.1"
BUCKET = "ombudsman"
KEYS = {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up", "AWS_DEFAULT_REGION": "eu-west-2"}


def why_not() -> str:
    """Why no object store can be started here, or ""."""
    return "" if PROGRAM.exists() else "no object store is installed; make test installs one"


@dataclass(frozen=True)
class ObjectStore:
    """``environment`` is what a program needs to find it and be let in."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """As whoever has an object store sets it."""
        return {**os.environ, **KEYS, "AWS_ENDPOINT_URL": f"http://{HOST}:{self.port}"}

    def put(self, files: dict[str, bytes]) -> None:
        """Put files into the bucket, which is made."""
        from pyarrow import fs

        store = fs.S3FileSystem(
            access_key=KEYS["AWS_ACCESS_KEY_ID"],
            secret_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region=KEYS["AWS_DEFAULT_REGION"],
            endpoint_override=f"{HOST}:{self.port}",
            scheme="http",
            allow_bucket_creation=True,
        )
        store.create_dir(BUCKET)
        for name, content in files.items():
            with store.open_output_stream(f"{BUCKET}/{name}") as out:
                out.write(content)


@contextmanager
def object_store() -> Iterator[ObjectStore]:
    """One that is running."""
    port = free_port()
    command = [str(PROGRAM), "-H", HOST, "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            wait_until(lambda: _answers(port))
            yield ObjectStore(port)
        finally:
            running.terminate()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/", timeout=5):
            return True
    except OSError:
        return False
