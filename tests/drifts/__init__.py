"""Early warning on seeded histories with planted drifts, beside plainer rules."""
