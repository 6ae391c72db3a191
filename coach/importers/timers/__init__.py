"""Read records of working time."""
