"""Releases: what is announced, made beforehand and published at its moment; what is corrected after."""
