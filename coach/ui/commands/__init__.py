"""What each key does: one small function per row of the key table, in a room named after its column.

A command gets the first screen and uses its four words: `do` (carry out an act and save it), `say`, `ask` and
`selected`. Rooms are imported when a key of theirs is pressed for the first time.
"""
