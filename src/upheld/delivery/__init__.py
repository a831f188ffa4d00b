"""Messages to authorities: one row each, sent once."""
