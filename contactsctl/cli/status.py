"""The exit statuses that are no error's, and how a command ends with one."""

BROKEN_PIPE = 141
INTERRUPTED = 130
USAGE = 2


class Exit(Exception):  # noqa: N818 no error
    """End the run with a status; whatever there was to say is said."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class MisusedError(Exception):
    """A command line that is not understood; `path` is the command whose help page tells more."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.message, self.path = message, path
