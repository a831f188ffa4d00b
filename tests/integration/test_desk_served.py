"""What is open when the desk begins to serve."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVED = """
import sys
from pathlib import Path
from upheld.console import desk
from upheld.publication.website import serving

def instead(application, host, port):
    from django.db import connections
    print(application, [one.alias for one in connections.all(initialized_only=True) if one.connection is not None])

serving.run_application = instead
desk.serve(Path(sys.argv[1]), "", "", "127.0.0.1", 0, True)
"""


def test_no_connection_is_carried_over_to_the_processes_that_serve(tmp_path: Path):
    command = [sys.executable, "-c", SERVED, str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "upheld.config.desk_wsgi:application []\n", done.stderr
