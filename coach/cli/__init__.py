"""The commands of the shell: one line each, on the same data as the full screen, without Textual."""
