"""The site in a browser."""
