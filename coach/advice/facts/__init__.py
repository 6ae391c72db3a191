"""Work out what is known of a day, for the rules to read."""
