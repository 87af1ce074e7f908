"""The worked deadlines of the law sheets, each with its source."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.law import Event, deadline, deadline_line, regimes

VECTORS = Path(__file__).parent / "vectors.csv"


def rows() -> Iterator[dict[str, str]]:
    with VECTORS.open(newline="") as file:
        yield from csv.DictReader(file)


def test_every_worked_example_has_its_regime() -> None:
    assert {row["regime"] for row in rows()} <= {regime.code for regime in regimes()}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['id']} ({row['source_section']})") for row in rows()]
)
def test_a_worked_example(row: dict[str, str]) -> None:
    events = [
        Event(date.fromisoformat(event["on"]), event["kind"], event.get("reasons"))
        for event in json.loads(row["events"])
    ]
    received = date.fromisoformat(row["received"])
    found = deadline(row["regime"], row["place"], row["right"], received, events)
    days = (found.nominal, found.legal, found.notice_by)
    assert [str(day or "") for day in days] == [row["nominal"], row["legal"], row["notice_by"]]
    assert found.reasons


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in rows()])
def test_the_command_line_gives_the_same_days(row: dict[str, str]) -> None:
    answer = deadline_line(row | {"events": json.loads(row["events"])})
    assert [answer[name] or "" for name in ("nominal", "legal", "notice_by")] == [
        row["nominal"],
        row["legal"],
        row["notice_by"],
    ]
    json.dumps(answer)
