"""Errors that people see, each as one calm line: what is wrong, and what to do."""

from __future__ import annotations


class CoachError(Exception):
    """An error that somebody can act on, shown as one line.

    `title` says what is wrong, `message` what that means, `hint` what to do next. `code` is the exit code of a command:
    1 for trouble outside the program (disk, lock), 2 for input that was not understood.
    """

    def __init__(self, title: str, message: str = "", hint: str = "", *, code: int = 1) -> None:
        super().__init__(title)
        self.title = title
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return " ".join(part for part in (self.title, self.message, self.hint) if part)


class TemporaryError(CoachError):
    """Trouble with the disk or the lock that may pass: the screen retries by itself, a command asks to try again.

    `do` is what somebody can do about it, such as "Make some room".
    """

    def __init__(self, title: str, message: str = "", do: str = "", *, more: str = "") -> None:
        tries = f"{do}, then try again." if do else "Try again in a moment."
        super().__init__(title, message, f"{tries} {more}".strip())
        self._do, self._more = do, more

    @property
    def retry_message(self) -> str:
        """The line for the screen, which retries by itself."""
        tries = f"{self._do}; it is tried again by itself." if self._do else "It is tried again by itself."
        return " ".join(part for part in (self.title, tries, self._more) if part)


class InvalidInput(CoachError):
    """Input with an unknown word or an invalid value. Exit code 2."""

    def __init__(self, title: str, message: str = "", hint: str = "") -> None:
        super().__init__(title, message, hint, code=2)
