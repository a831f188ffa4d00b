"""Training: courses, the sessions in which they are held, who books a place, who came, and what they thought of it."""
