"""Build the plain frozen data of each page, for the screen, the shell and --json alike."""
