"""What one update asks to be done: collected while it is handled, done in one transaction."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from db.parcel import Parcel
from db.store import new_id

Effect = Callable[..., object]  # called with the session
Afterwards = Callable[[], Awaitable[object]]


class Work:
    """Everything that follows from one update: all of it happens, or none."""

    def __init__(self, update_id: int, known: Any = None) -> None:
        self.update_id = update_id
        self.known = known  # of whoever wrote, if it was read as the update was stored
        self.effects: list[Effect] = []
        self.parcels: list[Parcel] = []
        self.afterwards: list[Afterwards] = []
        self.failure: BaseException | None = None

    def remember(self, f: Callable[..., object], /, *args: object, **kwargs: object) -> None:
        """Have ``f(session, …)`` run in the transaction that ends this update.

        It may run again when that transaction fails: it must change nothing but the database.
        """
        self.effects.append(_bound(f, args, kwargs) if args or kwargs else f)

    def send(
        self,
        method: str,
        *,
        chat_id: int,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        lane: str | None = None,
        dedupe: str | None = None,
        person_id: str | None = None,
        reminder_id: str | None = None,
        again_text: str | None = None,
        language: str | None = None,
        once: bool = False,
        thread: str = "",
        rank: int = 0,
        **params: Any,
    ) -> str:
        """Queue a call that must arrive, with the Bot API's own parameters, and return its id.

        ``{RESULT: id}`` as a parameter becomes the message id that an earlier call got.
        """
        parcel = Parcel(
            id=new_id(),
            chat_id=chat_id,
            method=method,
            params=params,
            files=files or {},
            lane=lane or ("interactive" if chat_id > 0 else "group"),
            dedupe=dedupe,
            person_id=person_id,
            reminder_id=reminder_id,
            again_text=again_text,
            language=language,
            once=once,
            thread=thread,
            rank=rank,
        )
        self.parcels.append(parcel)
        return parcel.id

    def later(self, factory: Afterwards) -> None:
        """Have a throw-away call made after the commit; it may be lost."""
        self.afterwards.append(factory)

    def discard(self) -> None:
        """Drop what the handler wanted: it refused, and says why instead."""
        self.effects.clear()
        self.parcels.clear()

    def failed(self, problem: BaseException) -> None:
        """Drop what the handler wanted; what is asked for from now on is the apology."""
        self.discard()
        self.failure = problem

    def __repr__(self) -> str:
        return f"<Work on update {self.update_id}>"


_current: ContextVar[Work] = ContextVar("work")


def current() -> Work:
    """Return the work of the update that is being handled."""
    return _current.get()


@contextmanager
def begun(update_id: int, known: Any = None) -> Iterator[Work]:
    """Collect the work of one update; also for tests of handlers without a wire."""
    work = Work(update_id, known)
    token = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(token)


def _bound(f: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Effect:
    """Return ``f`` waiting for its session only."""
    return lambda session: partial(f, session, *args, **kwargs)()
