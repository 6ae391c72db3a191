"""The one line of `coach status` for prompts and bars, printed without pydantic and TinyDB."""
