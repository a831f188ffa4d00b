"""A year in an address. Importing this lets paths hold ``<year:…>`` and ``<number:…>``."""

from django.urls import register_converter


class YearInAddress:
    """Four digits, so that no number is too large for a query."""

    regex = "[1-9][0-9]{3}"

    def to_python(self, value: str) -> int:
        """ "2022" → 2022."""
        return int(value)

    def to_url(self, value: int) -> str:
        """2022 → "2022"."""
        return str(value)


class NumberInAddress(YearInAddress):
    """An edition's number, small enough for a query."""

    regex = "[1-9][0-9]{0,3}"


register_converter(NumberInAddress, "number")
register_converter(YearInAddress, "year")
