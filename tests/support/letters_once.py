"""Writes the letters of `tests.support.bulk_letters` into a folder, and tells how many are done.

Ends with 130 where Ctrl-C was pressed, with 1 where a file could not be written.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(out: Path) -> int:
    """Write them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.desk")
    import django

    django.setup()
    from tests.support.bulk_letters import arguments
    from upheld.letters.actions import write_letters
    from upheld.letters.press import LetterPress

    def told(done: int, _: int) -> None:
        print(done, flush=True)

    try:
        with LetterPress(workers=2) as press:
            write_letters(**arguments(progress=told), out=out, press=press)
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        print("OSError", error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
