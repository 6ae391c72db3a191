"""Full screens. Each owns its state in a `var` and hands it down; what they do is in `coach.tui.commands`."""
