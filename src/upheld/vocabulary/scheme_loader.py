"""Loads a scheme's folder."""
