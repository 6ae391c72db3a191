"""What people do: each action is a pure function of the journal and the moment that returns what to save.

An action is made with its arguments and run by the service: `service.do(mood.log(3))`. Screen and shell use the same
actions, so a key and a command do the same.
"""
