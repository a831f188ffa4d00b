"""A sample of any size, as Parquet in many parts: each part is drawn by DuckDB alone, so that memory does not grow."""
