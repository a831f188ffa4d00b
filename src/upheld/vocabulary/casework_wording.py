"""The texts of decisions: search, lists, a decision, withdrawn ones, feeds (``wording/<language>/casework.toml``)."""

from __future__ import annotations

from upheld.vocabulary.site_wording import Texts


class CaseworkWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""
