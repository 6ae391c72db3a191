"""What people see: a thin app, screens, panels, dialogs, keys and themes. Never imports the store."""
