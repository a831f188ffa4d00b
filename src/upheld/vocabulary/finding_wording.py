"""The texts of the front page: finding an authority, the map and its table (``wording/<language>/finding.toml``)."""

from __future__ import annotations

from upheld.vocabulary.site_wording import Texts


class FindingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""
