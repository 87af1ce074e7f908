"""How long to wait before the next attempt."""

import asyncio
import random
from datetime import timedelta

_AGAIN = (3, 10, 30, 120, 600)  # a repeat may be a copy: ever rarer, never given up


def backoff(attempts: int, longest: float = 30.0) -> float:
    """Return seconds, doubling, drawn at random so that not everybody comes back at once."""
    return min(longest, 2.0 ** min(attempts, 10)) * random.uniform(0.5, 1.0)  # noqa: S311  no secret


def before_repeat(attempts: int) -> timedelta:
    """Return the pause after an attempt whose outcome nobody knows."""
    return timedelta(seconds=_AGAIN[min(max(attempts, 0), len(_AGAIN) - 1)])


async def wait(event: asyncio.Event, seconds: float) -> bool:
    """Wait until something happens, but not for ever; tell whether it did.

    Not by asyncio.wait_for: before Python 3.12 that may swallow a cancellation
    (https://github.com/python/cpython/issues/86296).
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
