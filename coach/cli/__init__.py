"""Shell twins: the same words on the same data, one line each, without ever starting the full screen."""
