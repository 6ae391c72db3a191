"""Read LinkedIn's "Get a copy of your data"."""
