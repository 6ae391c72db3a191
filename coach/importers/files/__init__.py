"""Open files, archives and folders, and read their text, tables and JSON."""
