"""The read-only API: the bundle's tables as JSON, at addresses that stay."""
