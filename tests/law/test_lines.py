"""The contract of the command line: a line in, a line out, never an exception."""

import json

import pytest

from bot.law import deadline_line

GOOD = {"id": 7, "regime": "eu", "place": "fr", "right": "access", "received": "2026-11-25"}


def test_a_line_gives_days_and_reasons() -> None:
    assert deadline_line(GOOD) == {
        "id": 7,
        "nominal": "2026-12-25",
        "legal": "2026-12-28",
        "notice_by": "2026-12-28",
        "complain_from": "2026-12-29",
        "complain_until": None,
        "reasons": [
            {"key": "law.received", "values": {"day": "2026-11-25"}},
            {
                "key": "law.one_month_holiday",
                "values": {"day": "2026-12-25", "name": {"fr": "Noël", "en": "Christmas Day"}},
            },
            {
                "key": "law.rolled",
                "values": {"day": "2026-12-28", "weekday": {"fr": "lundi", "en": "Monday"}},
            },
            {
                "key": "law.basis",
                "values": {
                    "cite": {
                        "fr": "article 12, paragraphe 3, du RGPD",
                        "en": "Article 12(3) of the GDPR",
                    }
                },
            },
        ],
    }


def test_a_company_without_a_seat_may_be_told() -> None:
    line = GOOD | {"place": "at", "received": "2026-09-26"}
    assert deadline_line(line)["complain_until"] == "2027-10-25"
    assert deadline_line(line | {"seatless": True})["complain_until"] == "2027-10-26"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"regime": "xx"}, "unknown regime: xx"),
        ({"regime": None}, "regime is missing"),
        ({"place": "xx"}, "unknown place: xx"),
        ({"place": "gb-eng"}, "eu does not apply in this place: gb-eng"),
        ({"right": "peace"}, "unknown right: peace"),
        ({"right": 3}, "right must be a text"),
        ({"received": None}, "received is missing"),
        ({"received": "25/11/2026"}, "received must be a day such as 2026-01-31"),
        ({"received": "2026-02-30"}, "received must be a day such as 2026-01-31"),
        ({"received": "20261125"}, "received must be a day such as 2026-01-31"),
        ({"received": "9999-12-31"}, "the dates run out of the calendar"),
        ({"events": {}}, "events must be a list"),
        ({"events": [3]}, "event 1 must be an object"),
        ({"events": [{"on": "2026-12-01", "kind": "rain"}]}, "event 1 has an unknown kind; it may"),
        ({"events": [{"kind": "extension"}]}, "event 1: on is missing"),
        (
            {"events": [{"on": "2026-12-01", "kind": "extension", "reasons": "yes"}]},
            "event 1: reasons must be true or false",
        ),
        ({"seatless": "no"}, "seatless must be true or false"),
    ],
)
def test_a_bad_line_says_what_is_wrong(change: dict[str, object], error: str) -> None:
    answer = deadline_line(GOOD | change)
    assert answer["id"] == 7
    assert str(answer["error"]).startswith(error)
    json.dumps(answer)


@pytest.mark.parametrize("line", [None, 3, "eu", [], [{"id": 1}]])
def test_what_is_no_object_is_said_so(line: object) -> None:
    assert deadline_line(line) == {"id": None, "error": "a line must be an object"}
