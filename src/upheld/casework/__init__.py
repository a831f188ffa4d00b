"""What is followed after a decision: one room for each kind of work, all of which write into the register."""
