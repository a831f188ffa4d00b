"""Turns latitude and longitude (WGS84) into eastings and northings of the British National Grid.

Formulas and constants: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C, and
the seven-parameter transformation of its section 6.6 turned round (good to about 5 metres).
"""

from __future__ import annotations

import numpy as np

AIRY = (6377563.396, 6356256.909)
WGS84 = (6378137.0, 6356752.3142)
SCALE = 0.9996012717
LATITUDE_0, LONGITUDE_0 = np.radians(49.0), np.radians(-2.0)
EAST_0, NORTH_0 = 400_000.0, -100_000.0
SHIFT = (-446.448, 125.157, -542.060)
GROWN = 1 + 20.4894e-6
TURN = tuple(np.radians(-seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def grid(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Metres east and north, shape (n, 2), of places in degrees."""
    latitude, longitude = _on_airy(np.radians(np.asarray(latitude)), np.radians(np.asarray(longitude)))
    e2, n = _eccentricity(AIRY), (AIRY[0] - AIRY[1]) / (AIRY[0] + AIRY[1])
    sin, cos, tan2 = np.sin(latitude), np.cos(latitude), np.tan(latitude) ** 2
    nu = AIRY[0] * SCALE / np.sqrt(1 - e2 * sin**2)
    eta2 = nu / (AIRY[0] * SCALE * (1 - e2) / (1 - e2 * sin**2) ** 1.5) - 1
    away = (longitude - LONGITUDE_0) * cos
    north = (
        NORTH_0
        + _meridian(latitude, n)
        + nu / 2 * sin / cos * away**2
        + nu / 24 * sin / cos * (5 - tan2 + 9 * eta2) * away**4
        + nu / 720 * sin / cos * (61 - 58 * tan2 + tan2**2) * away**6
    )
    east = EAST_0 + nu * (
        away
        + (1 + eta2 - tan2) / 6 * away**3
        + (5 - 18 * tan2 + tan2**2 + 14 * eta2 - 58 * tan2 * eta2) / 120 * away**5
    )
    return np.column_stack([east, north])


def _eccentricity(ellipsoid: tuple[float, float]) -> float:
    return float(1 - (ellipsoid[1] / ellipsoid[0]) ** 2)


def _meridian(latitude: np.ndarray, n: float) -> np.ndarray:
    less, more = latitude - LATITUDE_0, latitude + LATITUDE_0
    return (
        AIRY[1]
        * SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * np.sin(less) * np.cos(more)
            + 1.875 * (n**2 + n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )


def _on_airy(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    e2 = _eccentricity(WGS84)
    nu = WGS84[0] / np.sqrt(1 - e2 * np.sin(latitude) ** 2)
    x, y = nu * np.cos(latitude) * np.cos(longitude), nu * np.cos(latitude) * np.sin(longitude)
    z = nu * (1 - e2) * np.sin(latitude)
    rx, ry, rz = TURN
    x, y, z = (
        SHIFT[0] + GROWN * x - rz * y + ry * z,
        SHIFT[1] + rz * x + GROWN * y - rx * z,
        SHIFT[2] - ry * x + rx * y + GROWN * z,
    )
    e2, out = _eccentricity(AIRY), np.hypot(x, y)
    found = np.arctan2(z, out * (1 - e2))
    for _ in range(6):
        nu = AIRY[0] / np.sqrt(1 - e2 * np.sin(found) ** 2)
        found = np.arctan2(z + e2 * nu * np.sin(found), out)
    return found, np.arctan2(y, x)
