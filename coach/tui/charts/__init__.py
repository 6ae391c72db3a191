"""Draw the charts of the week and trends pages."""
