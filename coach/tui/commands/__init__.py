"""What the keys of the first screen do: functions that get the session. A page does itself what only its keys do."""
