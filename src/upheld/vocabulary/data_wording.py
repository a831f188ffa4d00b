"""The texts of open data, the API, feeds, embeds and citing (``wording/<language>/data.toml``)."""

from __future__ import annotations

from upheld.vocabulary.site_wording import Texts


class DataWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""
