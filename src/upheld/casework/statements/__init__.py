"""Decisions that are published and public reports: how texts are checked before they may be read by everybody."""
