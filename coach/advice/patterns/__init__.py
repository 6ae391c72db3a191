"""Find what went together with a person's mood, and say it rarely and honestly."""
