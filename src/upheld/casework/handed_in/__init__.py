"""Files that people hand in: looked at, kept where nothing serves them, given out to be saved."""
