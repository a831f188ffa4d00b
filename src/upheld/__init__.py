"""Upheld runs an ombudsman's year: cases decided → figures → letters → a public page for every authority."""

__version__ = "0.1.0"
