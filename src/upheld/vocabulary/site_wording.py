"""The texts of the public site (``wording/<language>/site.toml``), each with the blanks it may use."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class SiteWording(BaseModel):
    """Every text that the site can show."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
