"""A conversation of several steps, kept in a draft row: back, cancel, detours, two devices."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.language import Html
from db import draft
from db.draft import Sheet
from db.store import new_id
from handlers.context import Button, Context, Rows

Facts = dict[str, Any]
_ASKING = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")


@dataclass
class Turn:
    """One step's turn: what is known so far, and buttons that lead back here."""

    context: Context
    flow: "Flow"
    sheet: Sheet
    facts: Facts
    step: str

    def button(self, key: str, value: str, *, style: str | None = None, **values: object) -> Button:
        """Return a button that answers this step with ``value``."""
        return self.context.button(key, self._data(value), style=style, **values)

    def choice(self, text: str, value: str) -> Button:
        """Return the same with words that are a name."""
        return Button(text, self._data(value))

    def ask(self, key: str, rows: Rows = (), **values: object) -> None:
        """Put this step's question, with the ways back and out."""
        self.context.show(key, rows=[*rows, self.ways()], **values)

    def ask_html(self, html: Html, rows: Rows = ()) -> None:
        """Put a question that is already in words."""
        self.context.display(html, rows=[*rows, self.ways()])

    def ways(self) -> list[Button]:
        """Return the ways back and out."""
        cancel = self.context.button("common.cancel", self.flow.data("cancel", self.sheet))
        if len(self.facts["done"]) == len(self.facts["given"]):
            return [cancel]
        return [self.context.button("common.back", self.flow.data("back", self.sheet)), cancel]

    def _data(self, value: str) -> str:
        return self.flow.data(f"{self.step}.{value}", self.sheet)


Ask = Callable[[Turn], Awaitable[None]]
Take = Callable[[Turn, str], Awaitable[Facts | None]]  # None: not answered yet, the step has spoken


def _always(_: Facts) -> bool:
    return True


def _nothing(_: Context) -> Facts:
    return {}


@dataclass(frozen=True)
class Step:
    """One question: how to put it, and how to take a press or a text as its answer."""

    name: str
    ask: Ask
    press: Take | None = None
    text: Take | None = None
    wanted: Callable[[Facts], bool] = _always
    questions: bool = False  # a text that ends with a question mark is an answer here, too


@dataclass(frozen=True)
class Flow:
    """The steps in their order, and what happens when all are answered."""

    name: str  # of the draft
    feature: str  # of the buttons
    steps: Sequence[Step]
    finish: Callable[[Turn], Awaitable[None]]
    cancelled: str = "start.cancelled"
    prefilled: frozenset[str] = field(default_factory=frozenset)
    told: Callable[[Context], Facts] = _nothing  # what the person said elsewhere, read each time

    def data(self, verb: str, sheet: Sheet) -> str:
        """Return a button's data: one feature may have several flows."""
        return f"{self.feature}:{self.name}~{verb}:{sheet.id}"

    def owns(self, verb: str) -> bool:
        """Return whether a button's verb answers one of these steps."""
        flow, _, rest = verb.partition("~")
        return flow == self.name and bool(rest)

    async def begin(self, context: Context, facts: Facts, done: Sequence[str] = ()) -> None:
        """Start anew with what is known already."""
        sheet = Sheet(
            id=new_id(), person_id=context.person.id, flow=self.name, version=0,
            touched_at=context.now, step="", facts={},
        )  # fmt: skip
        context.remember(draft.drop, context.person.id, self.name)  # one draft per flow
        context.anew()  # what was pressed to come here stays readable
        await self._go_on(context, sheet, {**facts, "done": list(done), "given": list(done)})

    async def resume(self, context: Context, sheet: Sheet) -> None:
        """Put the open question once more."""
        await self._go_on(context, sheet, sheet.facts)

    async def pressed(self, context: Context) -> None:
        """Take a press on one of this flow's buttons."""
        sheet = context.sheet
        if sheet is None or sheet.flow != self.name:  # the one that speaks was read at the door
            sheet = await context.store(draft.get, context.person.id, self.name)
        if sheet is None or sheet.id != context.press.id:
            self._gone(context, sheet)
        elif self._verb(context) == "cancel":
            context.drop(sheet, "cancelled")
            context.show(self.cancelled)
        elif self._verb(context) == "back":
            await self._back(context, sheet)
        else:
            await self._answer(context, sheet)

    async def typed(self, context: Context) -> bool:
        """Take free text as the answer to the open step, if it waits for one."""
        sheet = context.sheet
        step = self._current(self._known(context, sheet.facts)) if sheet else None
        if sheet is None or step is None or step.text is None:
            return False
        if (
            context.text.rstrip().endswith(_ASKING) and not step.questions
        ):  # our question answered, or one to us
            self._ask_back(context, sheet, step)
            return True
        await self._take(context, sheet, step, step.text, context.text)
        return True

    async def _answer(self, context: Context, sheet: Sheet) -> None:
        step = self._current(self._known(context, sheet.facts))
        name = self._verb(context).partition(".")[0]
        if name == "mine" and step and step.text:  # « it is my answer », asked back
            await self._take(context, sheet, step, step.text, context.pressed_reply or "")
        elif step is None or step.name != name or step.press is None:
            context.alert("errors.old_button")
            await self.resume(context, sheet)
        else:
            before = context.said
            await self._take(context, sheet, step, step.press, context.press.value)
            if context.said == before:  # no button of ours says that
                context.alert("errors.old_button")

    async def _take(
        self, context: Context, sheet: Sheet, step: Step, take: Take, given: str
    ) -> None:
        turn = Turn(context, self, sheet, self._known(context, sheet.facts), step.name)
        before = dict(turn.facts)
        found = await take(turn, given)
        if found is not None:
            done = [*sheet.facts["done"], step.name]
            await self._go_on(context, sheet, {**turn.facts, **found, "done": done})
        elif turn.facts != before:
            self._write(context, sheet, step.name, turn.facts)

    async def _go_on(self, context: Context, sheet: Sheet, facts: Facts) -> None:
        facts = self._known(context, facts)
        step = self._current(facts)
        if step is None:
            if sheet.version:  # first: what ends may begin anew
                context.drop(sheet, "completed")
            await self.finish(Turn(context, self, sheet, facts, ""))
            return
        self._write(context, sheet, step.name, facts)
        await step.ask(Turn(context, self, sheet, facts, step.name))

    async def _back(self, context: Context, sheet: Sheet) -> None:
        done = [*sheet.facts["done"]]
        if len(done) > len(sheet.facts["given"]):
            done.pop()
        await self._go_on(context, sheet, {**sheet.facts, "done": done})

    def _verb(self, context: Context) -> str:
        return context.press.verb.partition("~")[2]

    def _write(self, context: Context, sheet: Sheet, step: str, facts: Facts) -> None:
        context.remember(
            draft.write,
            context.person.id,
            self.name,
            sheet.id,
            sheet.version,
            step,
            {name: one for name, one in facts.items() if name not in self.told(context)},
            context.now,
        )

    def _known(self, context: Context, facts: Facts) -> Facts:
        return {**facts, **self.told(context)}

    def _current(self, facts: Facts) -> Step | None:
        done = set(facts["done"])
        return next(
            (step for step in self.steps if step.name not in done and step.wanted(facts)), None
        )

    def _ask_back(self, context: Context, sheet: Sheet, step: Step) -> None:
        rows = [
            [context.button("flow.my_answer", self.data(f"mine.{step.name}", sheet))],
            [context.button("flow.a_question", "questions:own:")],
        ]
        context.say("flow.question_or_answer", rows=rows, reply=True)

    def _gone(self, context: Context, sheet: Sheet | None) -> None:
        why, day = context.person.gone.get(context.press.id, ("unknown", ""))
        again = (
            [[context.button("flow.continue", f"{self.feature}:continue:{self.name}")]]
            if sheet
            else []
        )
        if why == "unknown":
            context.say("flow.gone_unknown", rows=again)
        else:
            context.say(f"flow.gone_{why}", day=date.fromisoformat(day), rows=again)
