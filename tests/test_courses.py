"""Whatever happens, in whatever order: what is stored says all, and nobody is accused too early.

The machine writes as the bot does and reads with a database opened anew, on each engine.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete

from bot import cases, law
from bot.cases import Happening
from bot.vault import Vault
from db import case, person, reminder
from db.reminder import Due
from db.store import Store, new_id
from db.tables import tables
from handlers.courses import course, planned
from tests.readings import last_day

BEGUN = datetime(2026, 6, 1, 9, tzinfo=UTC)
FAR = datetime(2040, 1, 1, tzinfo=UTC)
CHAT, CASE = 4242, "case-of-the-test"
MADE = st.sampled_from(["identity", "clarification", "fee"])
TURN = st.sampled_from(["asked", "contested", "given", "paid"])
OTHER = st.sampled_from(
    [
        "sent", "received", "acknowledged", "answered", "nothing-came", "closed", "reopened",
        "put-off", "watched", "unwatched", "kept", "note", "reminded", "complained", "moved-on",
        "extension-contested",
    ]
)  # fmt: skip
LAWS = st.sampled_from([("eu", "fr", "Europe/Paris"), ("uk", "gb-eng", "Europe/London")])
BACK = st.integers(0, 40)  # days before today on which it happened


class CaseLife(RuleBasedStateMachine):
    """One case, what the tests know of it, and what the database holds."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.vault = url, Vault.fresh()
        self.store = Store(url, self.vault)
        self.now = BEGUN
        self.known: list[tuple[str, Happening]] = []
        self.told: set[tuple[str, str]] = set()

    @initialize(found=LAWS, hour=st.integers(0, 23), channel=st.sampled_from(["email", "post", ""]))
    def begin(self, found: tuple[str, str, str], hour: int, channel: str) -> None:
        regime, place, zone = found
        self.facts = {
            "regime": regime, "place": place, "right": "access", "seatless": False,
            "company": {"name": "X", "country": place[:2]},
        }  # fmt: skip
        with self.store.transaction() as session:
            for one in reversed(tables()):
                session.execute(delete(one))
            someone = person.meet(session, CHAT, "en", self.now.date(), zone)
            person.change(session, someone.id, someone.version, hour=hour)
            case.open_case(session, CASE, someone.id, self.facts)
        self.happens("prepared", 0, {})
        if channel:
            self.happens("sent", 0, {"channel": channel})

    @rule(demand=MADE, turn=TURN, back=BACK)
    def demands(self, demand: str, turn: str, back: int) -> None:
        kind = f"{demand}-{turn}"
        if kind in law.EVENTS or turn == "contested":
            self.happens(kind, back, {"why": "unneeded"} if turn == "contested" else {})

    @rule(reasons=st.booleans(), back=BACK)
    def extends(self, reasons: bool, back: int) -> None:
        self.happens("extension", back, {"reasons": reasons})

    @rule(ahead=st.integers(1, 60))
    def wishes(self, ahead: int) -> None:
        day = self.now.date() + timedelta(days=ahead)
        self.happens("remind", 0, {"day": day.isoformat()})

    @rule(kind=OTHER, back=BACK, channel=st.sampled_from(["email", "post"]))
    def other(self, kind: str, back: int, channel: str) -> None:
        self.happens(kind, back, {"channel": channel} if kind == "sent" else {})

    @rule(days=st.sampled_from([0, 1, 3, 10, 30, 35, 70]), hours=st.integers(0, 23))
    def time_passes(self, days: int, hours: int) -> None:
        self.now += timedelta(days=days, hours=hours)
        with self.store.transaction() as session:
            due = reminder.due_to(session, self.person(session).id, self.now)
            assert reminder.mark_queued(session, due) == due
        names = [(one.kind, one.occurrence) for one in due]
        assert len(set(names)) == len(names)
        assert not self.told & set(names), "told twice"
        self.told |= set(names)

    @precondition(lambda self: len(self.known) > 1)
    @rule()
    def undo(self) -> None:
        event_id, _ = self.known.pop()
        with self.store.transaction() as session:
            case.drop_event(session, event_id)
        self.plan()

    @invariant()
    def stored_is_known(self) -> None:
        if not self.known:
            return
        again = Store(self.url, self.vault)
        try:
            with again.transaction() as session:
                matter, happened = self.course(session)
        finally:
            again.close()
        known = [one for _, one in self.known]
        found = cases.standing(matter, happened, self.now)
        assert found == cases.standing(matter, known, self.now)
        assert planned(matter, happened, self.now) == planned(matter, known, self.now)
        if found.may_say_late:
            self.check_late(matter)

    def check_late(self, matter: cases.Matter) -> None:
        """On the kindest reading of all that was told, the last day is over at their place."""
        last = last_day(matter, [one for _, one in self.known])
        assert last is not None
        assert matter.zone is not None
        assert self.now.astimezone(ZoneInfo(matter.zone)).date() > last

    def happens(self, kind: str, back: int, note: dict[str, Any]) -> None:
        event_id, on = new_id(), self.now.date() - timedelta(days=back)
        with self.store.transaction() as session:
            case.add_event(session, CASE, event_id, kind, on, note, self.now)
        self.known.append((event_id, Happening(kind, on, note)))
        self.plan()

    def plan(self) -> None:
        """Plan as the bot does, and see that what waits is what the standing asks for."""
        with self.store.transaction() as session:
            someone = self.person(session)
            wanted = planned(*self.course(session), self.now)
            reminder.plan(session, someone.id, CASE, wanted)
        with self.store.transaction() as session:
            waiting = [_named(one) for one in reminder.due_to(session, someone.id, FAR)]
        asked = [one for one in wanted if one[:2] not in self.told]
        assert sorted(waiting) == sorted(asked)
        zone = ZoneInfo(someone.zone)
        for _, _, due_at in waiting:
            assert due_at > self.now
            assert 8 <= due_at.astimezone(zone).hour <= 20

    def person(self, session: Any) -> person.Someone:
        someone = person.find(session, CHAT)
        assert someone is not None
        return someone

    def course(self, session: Any) -> tuple[cases.Matter, list[Happening]]:
        someone = self.person(session)
        story = case.with_events(session, someone.id, CASE)
        assert story is not None
        return course(someone, *story)

    def teardown(self) -> None:
        self.store.close()


def _named(one: Due) -> tuple[str, str, datetime]:
    return one.kind, one.occurrence, one.due_at


def test_whatever_happens_the_rows_say_all_and_nobody_is_accused_too_early(url: str) -> None:
    class OnThisEngine(CaseLife):
        def __init__(self) -> None:
            super().__init__(url)

    few = settings(max_examples=40, stateful_step_count=15, deadline=None)
    run_state_machine_as_test(OnThisEngine, settings=few)
