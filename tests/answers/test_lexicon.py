"""The expert that goes by spelling."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.answers import lexicon

TEXTS = ["la cantine de ma fille", "cantine scolaire", "pimeyes me montre", "retirer de pimeyes"]
SPELLING = lexicon.learn(TEXTS, [0, 0, 1, 1], 2)


def test_what_was_said_of_a_topic_speaks_for_it() -> None:
    assert SPELLING.scores("la cantine").argmax() == 0
    assert SPELLING.scores("pimeyes").argmax() == 1


def test_a_typing_error_and_a_missing_accent_change_little() -> None:
    assert SPELLING.scores("pymeyes c koi").argmax() == 1
    assert SPELLING.scores("la CANTÏNE").argmax() == 0


def test_what_was_never_said_speaks_for_nobody() -> None:
    one, other = SPELLING.scores("zzz qqq")

    assert abs(one - other) < 0.5


def test_the_same_phrasings_teach_the_same() -> None:
    again = lexicon.learn(TEXTS, [0, 0, 1, 1], 2)

    assert np.array_equal(again.gains, SPELLING.gains)
    assert np.array_equal(again.labels, SPELLING.labels)


@given(st.text(max_size=5000))
def test_any_text_has_finite_scores(text: str) -> None:
    assert np.isfinite(SPELLING.scores(text)).all()
