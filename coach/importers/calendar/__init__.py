"""Read iCalendar files."""
