"""What happens to a request on its way, and the spans from a question to its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a request, such as a question about identity."""

    on: date
    kind: str
    reasons: bool | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From a question to its answer; no ``last``: no answer yet."""

    first: date
    last: date | None

    def days(self) -> int:
        """Return how many days it has, both ends included."""
        return (self.last - self.first).days + 1 if self.last else 0


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Return events by day; on one day a question comes before its answer."""
    return tuple(sorted(events, key=lambda event: (event.on, _is_answer(event))))


def _is_answer(event: Event) -> bool:
    return event.kind.endswith(("-given", "-paid"))


def spans(events: Sequence[Event], asked: str, given: str) -> Iterator[Span]:
    """Give each question with its answer; asking twice is asking once."""
    first: date | None = None
    for event in events:
        if event.kind == asked:
            first = first or event.on
        elif event.kind == given and first is not None:
            yield Span(first, event.on)
            first = None
    if first is not None:
        yield Span(first, None)
