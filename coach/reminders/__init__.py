"""Reminders while the window is closed: what is due, timers of the system that ask for it, and the end of a block."""
