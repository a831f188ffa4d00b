"""Builds the English scheme's files about authorities from open packages and facts entered by hand."""
