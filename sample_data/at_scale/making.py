"""A whole sample at scale: folders of parts, drawn two at a time, put in place when all are there.

While it is made its parts lie in ``.making``, each written aside and renamed when it is whole; a run that was
interrupted is gone on with there. Each file tells the recipe that it was made by, so that parts of another sample,
or of other words or numbers, are never taken for these.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from sample_data import bodies
from sample_data.at_scale import made_up
from sample_data.at_scale.drawing import DRAWN, Drawer
from sample_data.at_scale.living import Lookup, lookup
from sample_data.at_scale.parts import ROWS_OF_A_PART, Part, Stretch, cut
from sample_data.mix import HERE, randomness
from sample_data.volumes import characters
from sample_data.writing import MARK, NotASample, clear, parquet_table, refuse_what_is_no_sample
from upheld.vocabulary.scheme import Scheme

AT_ONCE = 2  # parts drawn beside each other; memory grows with this and with nothing else
MAKING = ".making"
AUTHORITIES = "authorities.parquet"  # goes into place last: where it lies, the sample is whole

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class AtScale:
    """What is asked for: so many cases in all about some years, on the scheme's authorities or on made-up ones."""

    scheme: Scheme
    cases: int
    years: Sequence[int]
    seed: int
    bodies: int = 0
    rows_of_a_part: int = ROWS_OF_A_PART

    @cached_property
    def span(self) -> list[Any]:
        """The years themselves."""
        return [self.scheme.year(ending) for ending in self.years]

    @cached_property
    def parts(self) -> list[Part]:
        """All parts."""
        return list(cut(self.cases, self.span, self.rows_of_a_part))

    @cached_property
    def directory(self) -> Any:
        """Whom it is about."""
        if not self.bodies:
            return bodies.directory(self.scheme.authorities)
        random = randomness(self.seed, "made-up bodies")
        return made_up.directory(self.bodies, self.scheme.authorities, self.span, random)

    @property
    def authorities(self) -> list[dict[str, Any]]:
        """The extract's ``authorities``."""
        return made_up.rows(self.directory) if self.bodies else bodies.rows(self.directory)

    @cached_property
    def recipe(self) -> str:
        """A name for exactly this sample: the same for the same bytes, another for anything else."""
        import duckdb
        import pyarrow

        asked = [self.scheme.id, self.cases, list(self.years), self.seed, self.bodies, self.rows_of_a_part]
        tools = [duckdb.__version__, pyarrow.__version__]
        digest = hashlib.sha256(json.dumps([asked, tools]).encode())
        for path in sorted(path for kind in ("*.py", "*.toml") for path in HERE.rglob(kind)):
            digest.update(path.read_bytes())
        return digest.hexdigest()


def make(asked: AtScale, folder: Path, tell: Tell = lambda _done, _of: None) -> int:
    """Make a sample in a folder and return how many of its parts were there already.

    ``tell`` hears how many cases are drawn, of how many. Raises `NotASample` before anything is touched.
    """
    refuse_what_is_no_sample(folder)
    if _is_whole(folder, asked):
        return len(asked.parts)
    folder.mkdir(parents=True, exist_ok=True)
    clear(folder)
    _refuse_what_is_in_the_way(folder)
    (folder / "extract.toml").write_text(MARK, "utf-8", newline="\n")
    making = folder / MAKING
    _forget_others(making, asked)
    for table in DRAWN:
        (making / table).mkdir(parents=True, exist_ok=True)
    waiting = [part for part in asked.parts if not _is_drawn(making, part, asked.recipe)]
    _draw(asked, making, waiting, tell)
    for table in DRAWN:
        (making / table).rename(folder / table)
    parquet_table("authorities", asked.authorities, making / AUTHORITIES, {"recipe": asked.recipe})
    (making / AUTHORITIES).rename(folder / AUTHORITIES)
    shutil.rmtree(making)
    return len(asked.parts) - len(waiting)


def _is_whole(folder: Path, asked: AtScale) -> bool:
    drawn = all(_is_drawn(folder, part, asked.recipe) for part in asked.parts)
    return drawn and made_by(folder / AUTHORITIES) == asked.recipe


def _refuse_what_is_in_the_way(folder: Path) -> None:
    for table in DRAWN:
        if (folder / table).exists() and (not (folder / table).is_dir() or any((folder / table).iterdir())):
            raise NotASample(f"{folder / table} holds what is not of a sample; name another folder")


def _forget_others(making: Path, asked: AtScale) -> None:
    """Take away what an interrupted run left half written or made by another recipe."""
    ours = {part.file for part in asked.parts}
    for path in making.glob("*/*"):
        if path.name not in ours or made_by(path) != asked.recipe:
            path.unlink()


def _is_drawn(where: Path, part: Part, recipe: str) -> bool:
    """Whether all tables of a part are there."""
    return all(made_by(where / table / part.file) == recipe for table in DRAWN)


def made_by(path: Path) -> str:
    """The recipe that a file was made by; "" where there is none, or none that can be read."""
    import pyarrow
    from pyarrow import parquet

    try:
        return str((parquet.read_metadata(path).metadata or {}).get(b"recipe", b"").decode())
    except (OSError, pyarrow.ArrowInvalid):
        return ""


def _draw(asked: AtScale, making: Path, waiting: list[Part], tell: Tell) -> None:
    """Draw parts, some beside each other. What goes wrong in one ends all, once those under way are whole."""
    character = characters(asked.directory, randomness(asked.seed, "characters"))

    @lru_cache(AT_ONCE)
    def looked_up(stretch: Stretch) -> Lookup:
        return lookup(asked.directory, character, stretch)

    last = asked.span[-1]
    drawer = Drawer(asked.seed, last.end, _year_of_receipt(last.end), asked.recipe)
    done = asked.cases - sum(part.stop - part.start for part in waiting)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        drawn = {pool.submit(_one, drawer, part, looked_up, making): part for part in waiting}
        try:
            for one in as_completed(drawn):
                one.result()
                done += drawn[one].stop - drawn[one].start
                tell(done, asked.cases)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _one(drawer: Drawer, part: Part, looked_up: Callable[[Stretch], Lookup], making: Path) -> None:
    with drawer.drawn(part, looked_up(part.stretch)) as connection:
        for table in DRAWN:
            whole = making / table / part.file
            aside = whole.with_name(f".{os.getpid()}-{part.file}")
            drawer.write(connection, table, aside)
            with aside.open("rb") as file:
                os.fsync(file.fileno())
            aside.rename(whole)


def _year_of_receipt(year_end: Any) -> str:
    """The year in which a case came in, in SQL, from the last day of a year."""
    later = f"(month(received_on), day(received_on)) > ({year_end.month}, {year_end.day})"
    return f"year(received_on) + CASE WHEN {later} THEN 1 ELSE 0 END"
