"""Early warning: which monthly counts of the register are drifting upwards. For staff; nothing of it is published."""
