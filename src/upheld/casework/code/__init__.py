"""The complaint handling code: clauses assessed in cases, authorities' self-assessments, and both side by side."""
