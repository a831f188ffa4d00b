"""What is done to the system on purpose, and counted: `make faults` does much of it and writes down what it found."""
