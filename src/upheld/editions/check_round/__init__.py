"""The check round: authorities look at the figures of a draft, query cases and sign figures off, until a deadline."""
