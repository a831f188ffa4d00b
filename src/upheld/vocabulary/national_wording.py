"""The texts of the national picture, a page a year (``wording/<language>/national.toml``)."""

from __future__ import annotations

from upheld.vocabulary.site_wording import Texts


class NationalWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""
