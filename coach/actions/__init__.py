"""What people do: each action is a pure function of the journal and the moment that returns what to save.

The service runs an action that was made with its arguments: `service.execute(log_mood(3))`. Screen and shell use the
same actions, so a key and a command do the same.
"""
