"""Choose the one advice of the day and put it into words."""
