"""Makes sample data: an extract of made-up cases about real authorities, the same bytes for the same seed."""
