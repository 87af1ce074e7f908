"""The expert that goes by the nearest phrasings."""

import numpy as np

from bot.answers import likeness
from bot.answers.encoder import encode

TEXTS = [
    "la cantine scolaire", "the school canteen", "le repas des élèves", "lunch for pupils",
    "la police dans la rue", "police in the street", "un agent de police", "a police officer",
]  # fmt: skip
ALIKE = likeness.learn(encode(TEXTS), [0, 0, 0, 0, 1, 1, 1, 1], 2)


def test_the_nearest_phrasings_speak_for_their_label_in_either_language() -> None:
    scores = ALIKE.scores(encode(["cantine", "policier", "canteen", "policeman"]))

    assert scores.argmax(axis=1).tolist() == [0, 1, 0, 1]


def test_scores_are_cosines() -> None:
    scores = ALIKE.scores(encode(["", "x" * 300, *TEXTS]))

    assert np.isfinite(scores).all()
    assert (np.abs(scores) <= 1.001).all()


def test_a_label_of_two_phrasings_is_enough() -> None:
    small = likeness.learn(encode(TEXTS[:2] + TEXTS[4:6]), [0, 0, 1, 1], 2)

    assert small.scores(encode(["police"])).argmax() == 1


def test_looking_at_some_labels_only_changes_nothing_for_them() -> None:
    (vector,) = encode(["le repas des élèves à la cantine"])
    three = likeness.learn(encode(TEXTS), [0, 0, 0, 1, 1, 2, 2, 2], 3)
    (whole,), (some,) = three.scores(vector[None, :]), three.among(vector, [0, 2])

    assert np.allclose(some[[0, 2]], whole[[0, 2]], atol=1e-5)
    assert some[1] == some[[0, 2]].min()
