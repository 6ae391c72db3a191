"""Sources: folders and files of this computer that the coach reads by itself, once a person has connected them.

One module for each kind; `connected_sources` adds, removes and reads them; `source` says what one is, and stores what
was read already.
"""
