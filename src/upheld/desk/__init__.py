"""Pages for the ombudsman's staff, and the work that they ask of the machine."""
