"""Whom somebody in danger can call, where they live."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.answers.contents import FOLDER
from bot.answers.pages import nearest
from bot.language import Html, say

KINDS = ("emergency", "police", "suicide", "listening", "violence", "roof")


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number, the page it was read on, and when."""

    places: tuple[str, ...]
    kind: str
    call: str
    source: str
    seen: date
    hours: str | None = None  # always, noon-to-eight


def numbers(place: str | None) -> tuple[Number, ...]:
    """Return the numbers for a place (« fr », « ca-qc »); none where we have none."""
    for name in nearest(place):
        if found := [number for number in _listed() if name in number.places]:
            return tuple(sorted(found, key=lambda number: KINDS.index(number.kind)))
    return ()


def lines(place: str | None, language: str) -> Html:
    """Return the numbers for a place, a line each."""
    return Html("\n".join(_line(number, language) for number in numbers(place)))


def _line(number: Number, language: str) -> Html:
    said = say(f"emergency.{number.kind}", language, call=number.call)
    return say(f"emergency.{number.hours}", language, line=said) if number.hours else said


@cache
def _listed() -> tuple[Number, ...]:
    rows = tomllib.loads((FOLDER / "emergency.toml").read_text("utf-8"))["number"]
    return tuple(Number(places=tuple(row.pop("places")), **row) for row in rows)
