"""Turns eastings and northings of the British National Grid into latitude and longitude.

Formulas and constants: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C,
and the seven-parameter transformation from OSGB36 to WGS84 in its section 6.6 (good to about 5 metres).
"""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, pi, radians, sin, sqrt, tan

AIRY = (6377563.396, 6356256.909)
WGS84 = (6378137.0, 6356752.3142)
SCALE = 0.9996012717
TRUE_ORIGIN = (radians(49), radians(-2))
FALSE_ORIGIN = (400_000.0, -100_000.0)
SHIFT = (446.448, -125.157, 542.060)
GROWTH = -20.4894e-6
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def latitude_longitude(east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude in degrees (WGS84) of a place on the grid, in metres."""
    latitude, longitude = _on_airy(east, north)
    x, y, z = _shifted(*_cartesian(latitude, longitude))
    return _geodetic(x, y, z)


def _squared_eccentricity(ellipsoid: tuple[float, float]) -> float:
    a, b = ellipsoid
    return 1 - (b * b) / (a * a)


def _meridian(latitude: float) -> float:
    a, b = AIRY
    n = (a - b) / (a + b)
    less, more = latitude - TRUE_ORIGIN[0], latitude + TRUE_ORIGIN[0]
    return (
        b
        * SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * less
            - (3 * n + 3 * n**2 + 2.625 * n**3) * sin(less) * cos(more)
            + 1.875 * (n**2 + n**3) * sin(2 * less) * cos(2 * more)
            - 35 / 24 * n**3 * sin(3 * less) * cos(3 * more)
        )
    )


def _foot(north: float) -> float:
    wanted = north - FALSE_ORIGIN[1]
    latitude = TRUE_ORIGIN[0]
    while abs(short := wanted - _meridian(latitude)) > 1e-5:
        latitude += short / (AIRY[0] * SCALE)
    return latitude


def _on_airy(east: float, north: float) -> tuple[float, float]:
    foot, away = _foot(north), east - FALSE_ORIGIN[0]
    e2 = _squared_eccentricity(AIRY)
    flat = 1 - e2 * sin(foot) ** 2
    nu, rho = AIRY[0] * SCALE / sqrt(flat), AIRY[0] * SCALE * (1 - e2) / flat**1.5
    ratio, t2 = nu / rho, tan(foot) ** 2
    latitude = foot - tan(foot) / rho * (
        away**2 / (2 * nu)
        - away**4 / (24 * nu**3) * (5 + 3 * t2 + (ratio - 1) * (1 - 9 * t2))
        + away**6 / (720 * nu**5) * (61 + 90 * t2 + 45 * t2**2)
    )
    across = away / nu - away**3 / (6 * nu**3) * (ratio + 2 * t2) + away**5 / (120 * nu**5) * (5 + 28 * t2 + 24 * t2**2)
    return latitude, TRUE_ORIGIN[1] + across / cos(foot)


def _cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    e2 = _squared_eccentricity(AIRY)
    nu = AIRY[0] / sqrt(1 - e2 * sin(latitude) ** 2)
    out = nu * cos(latitude)
    return out * cos(longitude), out * sin(longitude), nu * (1 - e2) * sin(latitude)


def _shifted(x: float, y: float, z: float) -> tuple[float, float, float]:
    grown = 1 + GROWTH
    rx, ry, rz = TURN
    return (
        SHIFT[0] + grown * x - rz * y + ry * z,
        SHIFT[1] + rz * x + grown * y - rx * z,
        SHIFT[2] - ry * x + rx * y + grown * z,
    )


def _geodetic(x: float, y: float, z: float) -> tuple[float, float]:
    e2, out = _squared_eccentricity(WGS84), hypot(x, y)
    latitude = atan2(z, out * (1 - e2))
    for _ in range(6):
        nu = WGS84[0] / sqrt(1 - e2 * sin(latitude) ** 2)
        latitude = atan2(z + e2 * nu * sin(latitude), out)
    return degrees(latitude), degrees((atan2(y, x) + pi) % (2 * pi) - pi)
