"""Read what other programs export: one folder per source."""
