"""Folds every postcode of the scheme's area into its sector: which council has which units, and which there are.

A sector is a postcode without its last two letters, its unit. Of those twenty letters are in use, so a sector has 400
units. Postcodes made since 2021 where councils have merged since get the council of 2021 that the nearest older
postcode of the same council had.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator

import numpy as np
from scipy.spatial import cKDTree

from scripts.map import england
from scripts.map.open_postcodes import Postcodes, newer, older

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
UNITS = len(LETTERS) ** 2


def every() -> dict[str, str]:
    """The council of 2021 of every postcode, as ``AL10 1AA``; ``""`` outside the scheme's area."""
    old, new = older(), newer()
    before = dict(zip(old.written, _ids(old), strict=True))
    known = {_spaced(written): council for written, council in before.items()}
    today, last = _ids(new), england.periods()[-1]
    doubtful = []
    for place, (written, own) in enumerate(zip(new.written, today, strict=True)):
        council = before.get(written, "")
        if own and council and england.living(council, last) == own:
            continue
        known[_spaced(written)] = own if own in england.on_map(england.LOWER, england.periods()[3]) else ""
        if own:
            doubtful.append(place)
    chosen = np.array(doubtful)
    known.update(_by_the_nearest(old, new.where(chosen), [today[place] for place in doubtful]))
    return known


def _ids(postcodes: Postcodes) -> list[str]:
    ids, councils = england.codes(), england.councils()
    known = {code: ids.get(code, "") if ids.get(code) in councils else "" for code in set(postcodes.councils)}
    return [known[code] for code in postcodes.councils]


def _by_the_nearest(old: Postcodes, new: Postcodes, today: list[str]) -> dict[str, str]:
    """For postcodes whose council is new, the council before it that the nearest older postcode has."""
    last = england.periods()[-1]
    ids = np.array(_ids(old))
    placed = (old.east > 0) & (ids != "")
    ids, points = ids[placed], np.column_stack([old.east, old.north])[placed]
    now = np.array([england.living(one, last) for one in ids])
    found = {}
    for council in sorted(set(today)):
        wanted = np.flatnonzero(np.array(today) == council)
        inside = np.flatnonzero(now == council)
        _, nearest = cKDTree(points[inside]).query(np.column_stack([new.east, new.north])[wanted])
        for place, one in zip(wanted, nearest, strict=True):
            found[_spaced(new.written[place])] = str(ids[inside[one]])
    return found


def _spaced(written: str) -> str:
    return f"{written[:-3].strip()} {written[-3:]}"


def sectors(known: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each sector that is in the area at least in part, its councils by their first unit, and a bit for each unit.

    ``("AL1 1", "AA=E07000240;DF=E06000055", base64)``; the highest bit of the first byte is unit AA.
    """
    found: dict[str, dict[str, str]] = {}
    for postcode, council in known.items():
        if set(postcode[-2:]) <= set(LETTERS):
            found.setdefault(postcode[:-2], {})[postcode[-2:]] = council
    for sector, units in sorted(found.items()):
        if any(units.values()):
            yield sector, _runs(units), _bits(units)


def _runs(units: dict[str, str]) -> str:
    told, before = [], None
    for unit, council in sorted(units.items()):
        if council != before:
            told.append(f"{unit if told else 'AA'}={council}")
            before = council
    return ";".join(told)


def _bits(units: dict[str, str]) -> str:
    bits = np.zeros(UNITS, dtype=np.uint8)
    bits[[LETTERS.index(unit[0]) * len(LETTERS) + LETTERS.index(unit[1]) for unit in units]] = 1
    return b64encode(np.packbits(bits).tobytes()).decode().rstrip("=")
