"""Drawing a year again while people work at the desk: the register is held to look and to keep, and not in between.

Counting takes seconds and printing hundreds of letters takes more. On SQLite whoever writes holds the whole register:
nobody could sign in, answer or approve meanwhile. So figures are counted first, letters are printed aside, and only
then both are kept, all or nothing. If somebody changed a letter by hand meanwhile, letters are printed again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from upheld.console.drawing import Drawing, letters_told
from upheld.editions.actions import count, hold, keep
from upheld.editions.models import Edition
from upheld.letters import drawn
from upheld.letters.queries import changes_of, held

if TYPE_CHECKING:
    from upheld.letters.drawn import Written
    from upheld.letters.press import LetterPress
    from upheld.statistics.counting import Engine


class ChangedMeanwhile(Exception):
    """Somebody changed a letter by hand while letters were printed."""


@contextmanager
def one_drawer(out: Path) -> Iterator[None]:
    """Wait for whoever draws into a folder, then be the only one: a bundle gets the letters that were just written.

    Where the work fails, folders that were made for it and hold nothing are removed again.
    """
    made = [path for path in (out, *out.parents) if not path.exists()]
    out.mkdir(parents=True, exist_ok=True)
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.rmdir()
        raise
    finally:
        os.close(handle)


def count_again(drawing: Drawing, engine: Engine) -> None:
    """Freeze the register and count; no edition has the figures yet."""
    with drawing.stages.stage("Counting the figures") as bar:
        what = (drawing.scheme, drawing.directory, drawing.year, drawing.complete)
        drawing.counted = count(*what, drawing.out / "snapshots", engine=engine, tell=bar.tell)


def letters_again(drawing: Drawing, press: LetterPress, still: Callable[[], object]) -> None:
    """Print the letters, then keep them with the figures that were counted, or for those that the edition has.

    ``still`` raises `Refused` where the edition is no longer to be drawn again; it is asked when all is printed.
    """
    with drawing.stages.stage("Writing the letters") as bar:
        while True:
            with transaction.atomic():
                by_hand = changes_of(_edition(drawing))
                known = drawing.facts()
                transaction.set_rollback(True)  # only looked ahead

            def kept(written: Iterable[Written], known=known, by_hand=by_hand) -> None:  # type: ignore[no-untyped-def]
                with transaction.atomic():
                    hold(drawing.scheme.id, drawing.year)
                    still()
                    edition = _edition(drawing)
                    if changes_of(edition) != by_hand:
                        raise ChangedMeanwhile
                    drawn.keep(edition, written, known)

            try:
                drawing.letters = drawing.written(press, known, by_hand, bar, keep=kept)
            except ChangedMeanwhile:
                continue
            break
        bar.note = letters_told(drawing.letters)


def _edition(drawing: Drawing) -> Edition:
    """The edition that the letters are of, held; with what was counted kept as its figures."""
    if drawing.counted:
        days = {"sent_on": drawing.sent_on, "released_on": drawing.released_on}
        drawing.frozen = keep(drawing.scheme, drawing.counted, **days, by=drawing.by)
    return held(drawing.frozen.edition)
