"""Remedies followed from what was agreed until it is done."""
