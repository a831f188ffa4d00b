"""Open data: the files of figures that everybody may take."""

from upheld.publication.open_data.actions import write

__all__ = ["write"]
