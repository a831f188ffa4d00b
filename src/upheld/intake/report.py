"""What an intake did, for the person who made the extract."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FileRead:
    """A file, with the hash of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class TableTaken:
    """A table: rows read, and what became of them. read = new + changed + unchanged."""

    table: str
    file: str
    read: int
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class IntakeReport:
    """Tables in their order, files by name, warnings in plain words. ``sample``: the register holds sample data."""

    tables: tuple[TableTaken, ...]
    files: tuple[FileRead, ...]
    warnings: tuple[str, ...]
    sample: bool
    title: str = ""

    @property
    def rows(self) -> int:
        """Rows read, over all tables."""
        return sum(table.read for table in self.tables)

    @property
    def new(self) -> int:
        """Rows that the register did not have."""
        return sum(table.new for table in self.tables)

    @property
    def changed(self) -> int:
        """Rows that the register had otherwise."""
        return sum(table.changed for table in self.tables)

    @property
    def unchanged(self) -> int:
        """Rows that the register had just so."""
        return sum(table.unchanged for table in self.tables)
