"""What things are: frozen records and pure rules. No file, no screen, no clock of its own."""
