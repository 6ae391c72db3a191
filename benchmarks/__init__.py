"""Figures, as ratios to a floor measured in the same run, because machines are noisy. Timing lives here, never in tests."""
