"""What may come in: our people and our group, not too much at once; stored before it is taken."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.clock import Clock
from bot.wire.dispatcher import Dispatcher
from bot.wire.ledger import Ledger, Rank
from bot.wire.limits import Limits, Tally
from bot.wire.strangers import Leave, Newcomer, Strangers
from db import inbox, outbox
from db.inbox import Fresh, Grip, Held

WANTED = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
BIGGEST = 2**63

log = logging.getLogger(__name__)

_FILES = frozenset(
    ("animation", "audio", "document", "photo", "sticker", "video", "video_note", "voice")
)


@dataclass(frozen=True, slots=True)
class Surplus:
    """More than a chat may send in a minute: ``updates`` or ``documents`` were dropped."""

    chat_id: int = field(repr=False)
    what: str
    language_code: str | None = field(default=None, repr=False)  # as the phone said


Notice = Callable[[Session, Surplus, datetime], None]  # queues one kind sentence
Ours = Callable[[int], bool]  # is a group the volunteers'?
Known = Callable[[Session, Collection[int], datetime], Mapping[int, object]]  # reads, by chat


@dataclass(slots=True)
class _Batch:
    """What is to be stored in one go."""

    news: list[Fresh] = field(default_factory=list)
    surplus: list[Surplus] = field(default_factory=list)
    grip: Grip | None = None


_Stored = tuple[list[Held], int, bool]  # ours now, of how many, and whether something was queued


class Gate:
    """Everything that comes from Telegram passes here, by polling or webhook."""

    def __init__(
        self,
        ledger: Ledger,
        dispatcher: Dispatcher,
        clock: Clock,
        limits: Limits,
        *,
        ours: Ours,
        leave: Leave,
        newcomer: Newcomer | None,
        notice: Notice | None,
        known: Known | None,
        wake: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._dispatcher = dispatcher
        self._clock = clock
        self._ours = ours
        self._strangers = Strangers(leave, newcomer)
        self._notice = notice
        self._known = known
        self._wake = wake
        self._followed: set[int] = set()
        self._tallies = {"updates": Tally(limits.updates), "documents": Tally(limits.documents)}

    async def enter(self, updates: Sequence[Any]) -> None:
        """Store updates as Telegram gave them; on return none of them can be lost."""
        batch = _Batch()
        for update in updates:
            self._sort(update, batch)
        self._strangers.part(self._clock.now())
        if not batch.news and not batch.surplus:
            return
        batch.grip = self._dispatcher.grip()
        held, offered, queued = await self._ledger.write(Rank.ARRIVE, self._store, batch)
        self._dispatcher.take(held, offered)
        if queued:
            self._wake()

    def _sort(self, update: Any, batch: _Batch) -> None:
        """Put one update where it belongs: in, out, or surplus."""
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int) or not 0 < number < BIGGEST:
            log.error("an update without a usable id was dropped")
            return
        try:
            self._place(number, update, batch)
        except (AttributeError, KeyError, TypeError, ValueError):
            # not what Telegram promises: stored all the same, and parked when it is handled
            batch.news.append(Fresh(number, 0, update))

    def _place(self, number: int, update: dict[str, Any], batch: _Batch) -> None:
        kind = next((kind for kind in WANTED if kind in update), None)
        if kind is None:
            return
        chat_id, chat_type = _chat(update[kind])
        if chat_type not in {"private", None} and not self._is_ours(update[kind], chat_id):
            self._strangers.meet(update[kind], chat_id, self._clock.now())
            return
        surplus = self._surplus(update[kind], chat_id, number)
        if surplus is None:
            batch.news.append(Fresh(number, chat_id, update))
        elif self._tallies[surplus.what].first_refusal(chat_id, self._clock.now()):
            batch.surplus.append(surplus)

    def follow(self, chat_id: int) -> None:
        """Take it that a group is ours: one of ours has got this id, and all will soon know."""
        self._followed.add(chat_id)

    def _is_ours(self, content: Any, chat_id: int) -> bool:
        """Tell whether a group is ours: also one that says it is ours under a new id."""
        before = content.get("migrate_from_chat_id")
        if not any(self._knows(int(one)) for one in (chat_id, before) if one is not None):
            return False
        if before is not None:
            self.follow(chat_id)  # what comes right behind is for us, too
        return True

    def _knows(self, chat_id: int) -> bool:
        return self._ours(chat_id) or chat_id in self._followed

    def _surplus(self, content: Any, chat_id: int, number: int) -> Surplus | None:
        """Return what the chat has sent too much of, if it has."""
        if chat_id <= 0:  # the desk, or what cannot be read
            return None
        now = self._clock.now()
        if not self._tallies["updates"].admit(chat_id, number, now):
            return Surplus(chat_id, "updates", _language(content))
        if not _FILES.isdisjoint(content) and not self._tallies["documents"].admit(
            chat_id, number, now
        ):
            return Surplus(chat_id, "documents", _language(content))
        return None

    def _store(self, session: Session, batches: list[_Batch]) -> list[_Stored]:
        """Store several batches at once; what may be handled now is told to the first."""
        news = [new for batch in batches for new in batch.news]
        grip = batches[-1].grip
        held = self._held(session, news, grip) if news and grip else []
        for surplus in (surplus for batch in batches for surplus in batch.surplus):
            if self._notice is not None:
                self._notice(session, surplus, self._clock.now())
        first: _Stored = held, len(news), outbox.queued(session)
        return [first, *[([], 0, False)] * (len(batches) - 1)]

    def _held(self, session: Session, news: list[Fresh], grip: Grip) -> list[Held]:
        """Store updates; what may be handled now comes with what is known of its chat."""
        held = inbox.arrive(session, news, grip)
        if not held or self._known is None:
            return held
        known = self._known(session, {one.chat_id for one in held}, grip.now)
        return [replace(one, known=known.get(one.chat_id)) for one in held]


def _chat(content: dict[str, Any]) -> tuple[int, str | None]:
    """Return the chat's id and type; a press on a message that is gone is its presser's."""
    chat = content.get("message", content).get("chat") or {"id": content["from"]["id"]}
    return int(chat["id"]), chat.get("type")


def _language(content: dict[str, Any]) -> str | None:
    code = content.get("from", {}).get("language_code")
    return code if isinstance(code, str) else None
