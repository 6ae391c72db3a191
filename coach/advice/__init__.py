"""What the coach knows: facts, rules, goals, chances, patterns, and every sentence it says."""
