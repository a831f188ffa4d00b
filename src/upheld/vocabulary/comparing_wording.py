"""The texts of comparing authorities (``wording/<language>/comparing.toml``)."""

from __future__ import annotations

from upheld.vocabulary.site_wording import Texts


class ComparingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""
