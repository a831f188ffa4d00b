"""The desk's own files are there whatever a new process is asked for first."""

import subprocess
import sys


def test_a_file_of_the_desk_can_be_the_first_thing_asked_for():
    asked = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'upheld.config.desk';"
        "import django; django.setup();"
        "from django.urls import resolve; resolve('/favicon.ico');"
        "from upheld.publication.website import assets; assets.address('icon.svg'); assets.address('desk.css')"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
