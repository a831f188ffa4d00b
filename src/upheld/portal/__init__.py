"""Pages for authorities. They come with the year's workflow; until then this room is empty."""
