"""That committees consider the letters of a year: an authority says so, and what it says is put on the register."""
