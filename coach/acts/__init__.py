"""What people do: every use case as a pure function of the book and the moment, giving the change to be saved.

An act is made with its arguments and carried out by the desk: `desk.do(mood.log(3))`. The screen and the
shell use the same acts, so they cannot disagree about what a key or a command means.
"""
