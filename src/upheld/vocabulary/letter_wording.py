"""The sentences of a letter (``wording/<language>/letter.toml``), each with the blanks it may use."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class LetterWording(BaseModel):
    """Every sentence that a letter can say."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
