"""Read mood diaries."""
