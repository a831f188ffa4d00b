"""Pages for the ombudsman's staff. They come with the year's workflow; until then this room is empty."""
