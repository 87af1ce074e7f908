"""What a person is to be told when something cannot be done."""

from typing import Any


class Refusal(Exception):  # noqa: N818  it is an answer, not an error
    """Carry a message key and its values to the one handler that says it."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)  # never the values: they may name a person
        self.key = key
        self.values = values
