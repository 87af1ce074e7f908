"""What Telegram answers when it will not."""

from typing import Any


class Mistake(Exception):  # noqa: N818  an answer of the Bot API, not a failure of ours
    """Carry an answer that is not ok.

    https://core.telegram.org/bots/api#making-requests
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the answer as Telegram writes it."""
        told = {"ok": False, "error_code": self.code, "description": self.description}
        return {**told, "parameters": self.parameters} if self.parameters else told


class Refused(Exception):  # noqa: N818  a planned fault
    """The connection was refused: the call never arrived."""


class Lost(Exception):  # noqa: N818  a planned fault
    """The call was carried out, and its answer was lost on the way."""


def bad(reason: str) -> Mistake:
    """Return a refusal in Telegram's own words."""
    return Mistake(400, f"Bad Request: {reason}")


def strict(reason: str) -> Mistake:
    """Refuse what Telegram lets pass in silence and nobody can have meant."""
    return Mistake(400, f"Bad Request: stricter than Telegram: {reason}")


def blocked() -> Mistake:
    """Return the answer to whoever writes to a person that does not want it."""
    return Mistake(403, "Forbidden: bot was blocked by the user")


def flood(seconds: int) -> Mistake:
    """Return the answer to whoever writes too much."""
    return Mistake(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
