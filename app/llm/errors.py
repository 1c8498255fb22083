"""Why the model said nothing."""


class NoAnswer(Exception):
    """There is no answer that can be used; the rules' stands. `reason` goes on after "The model was not heard: "."""

    def __init__(
        self, reason: str, *, temporary: bool = False, wait_seconds: float = 0.0, refused: bool = False
    ) -> None:
        """`temporary`: the same request may succeed after `wait_seconds`. `refused`: the endpoint did no work for it,
        so it cost no tokens."""
        super().__init__(reason)
        self.reason = reason
        self.temporary = temporary
        self.wait_seconds = wait_seconds
        self.refused = refused
