"""The scrutiny pack: all that a committee needs to look at a year's letter, as one content with several faces."""
