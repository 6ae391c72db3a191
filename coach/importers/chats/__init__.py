"""Read chats: who wrote to whom, and when."""
