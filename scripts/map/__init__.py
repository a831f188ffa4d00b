"""Builds the map of the scheme ``local-government-england``: hexagons, boundaries, areas and postcodes."""
