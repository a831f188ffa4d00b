"""A Spark cluster of the tests' own on this machine: a master and two workers, each a process; gone with the tests."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

from tests.support.ports import free_port

HOST = "127.0.0.1"
WORKERS = 2
PATIENCE = 90.0


def why_not() -> str:
    """Why no cluster can be started here, or ""."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed"
    return "" if shutil.which("java") else "there is no Java"


@dataclass
class Cluster:
    """``address`` is what a driver connects to. ``workers`` are processes, each with a core."""

    address: str
    status: str
    workers: list[subprocess.Popen[bytes]]

    def alive(self) -> int:
        """How many workers the master knows."""
        try:
            with urlopen(self.status, timeout=5) as answer:
                return int(json.load(answer)["aliveworkers"])
        except OSError:
            return 0

    def kill_a_worker(self) -> None:
        """End a worker and what it has started, at once and without a word."""
        os.killpg(self.workers[0].pid, signal.SIGKILL)

    def wait(self, workers: int = WORKERS) -> None:
        """Wait until so many workers are there."""
        end = time.monotonic() + PATIENCE
        while self.alive() < workers:
            assert time.monotonic() < end, "the Spark workers did not come"
            time.sleep(0.2)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a master and two workers."""
    folder = Path(tempfile.mkdtemp(prefix="upheld-spark-"))
    port, status = free_port(), free_port()
    address = f"spark://{HOST}:{port}"
    master = ["org.apache.spark.deploy.master.Master", "--host", HOST, "--port", port, "--webui-port", status]
    worker = ["org.apache.spark.deploy.worker.Worker", "--host", HOST, "--cores", 1, "--memory", "1g"]
    with ExitStack() as running:
        running.callback(shutil.rmtree, folder, ignore_errors=True)
        (folder / "spark-defaults.conf").write_text("spark.sql.shuffle.partitions 4\n")  # 200 is for a larger cluster
        before = os.environ.get("SPARK_CONF_DIR")
        os.environ["SPARK_CONF_DIR"] = str(folder)
        running.callback(_put_back, "SPARK_CONF_DIR", before)
        started = Cluster(address, f"http://{HOST}:{status}/json/", [])
        _start(running, folder, "master", master)
        while not (folder / "master.log").read_text(errors="replace").count("Bound MasterWebUI"):
            time.sleep(0.1)
        for number in range(WORKERS):
            own = ["--work-dir", folder / f"work-{number}", "--webui-port", free_port(), address]
            started.workers.append(_start(running, folder, f"worker-{number}", [*worker, *own]))
        started.wait()
        yield started


def _start(running: ExitStack, folder: Path, name: str, command: list[object]) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": HOST, "SPARK_LOCAL_DIRS": str(folder)}
    log = running.enter_context((folder / f"{name}.log").open("wb"))
    words = [str(home / "bin" / "spark-class"), *map(str, command)]
    process = subprocess.Popen(words, env=environment, stdout=log, stderr=log, cwd=folder, start_new_session=True)
    running.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _put_back(name: str, value: str | None) -> None:
    os.environ.pop(name, None)
    if value is not None:
        os.environ[name] = value
