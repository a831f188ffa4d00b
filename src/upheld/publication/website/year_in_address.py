"""A year in an address. Importing this lets paths hold ``<year:…>``."""

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


register_converter(YearInAddress, "year")
