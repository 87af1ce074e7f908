"""The last safe day to complain of an answer: counted from it, and earlier rather than later."""

from datetime import date

import pytest

from bot.law import UnknownCode, complain_until_after


@pytest.mark.parametrize(
    ("regime", "place", "answered", "until"),
    [
        # CAI: thirty days from the refusal, https://www.cai.gouv.qc.ca/citoyens/recours-devant-la-commission/
        ("qc", "ca-qc", date(2026, 11, 2), date(2026, 12, 2)),
        # PIPEDA 11(3): six months; 28 February 2027 is a Sunday
        ("ca", "ca", date(2026, 8, 31), date(2027, 2, 26)),
        # ICO: three months from the last contact; the same Sunday
        ("uk", "gb-eng", date(2026, 11, 30), date(2027, 2, 26)),
        # Austria, DSG 24(4): one year from knowing
        ("eu", "at", date(2026, 11, 2), date(2027, 11, 2)),
        # the CNIL names no time
        ("eu", "fr", date(2026, 11, 2), None),
    ],
)
def test_the_time_to_complain_of_an_answer(
    regime: str, place: str, answered: date, until: date | None
) -> None:
    assert complain_until_after(regime, place, "access", answered) == until


def test_a_right_without_such_a_time_has_none() -> None:
    assert complain_until_after("uk", "gb-eng", "withdrawal", date(2026, 11, 2)) is None


def test_a_place_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UnknownCode):
        complain_until_after("qc", "zz", "access", date(2026, 11, 2))
