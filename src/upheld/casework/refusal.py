"""What cannot be done, and why."""


class Refusal(Exception):
    """What cannot be done, and why; ``args`` are sentences for who tried."""

    def __str__(self) -> str:
        return "; ".join(self.args)
