"""Judge conversations: who waits, whom I owe, and how likely a reply still is."""
