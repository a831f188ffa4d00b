"""Sending letters. It comes with the year's workflow; until then this room is empty."""
