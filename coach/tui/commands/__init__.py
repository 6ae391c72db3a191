"""What each key does: functions that get the session, one module per column of the key table."""
