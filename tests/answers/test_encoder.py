from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import numpy as np
import pytest
from onnxruntime import InferenceSession

from bot.answers import encoder

TEXTS = [
    "qui a mon visage ?",
    "what is clearview ai?",
    "à qui me plaindre",
    "my boss wants my thumb",
]


def test_questions_of_one_moment_mean_what_each_means_alone() -> None:
    alone = [encoder.encode([text])[0] for text in TEXTS]
    with ThreadPoolExecutor(8) as threads:
        at_once = list(threads.map(lambda text: encoder.encode([text])[0], TEXTS * 8))
    for vector, expected in zip([*at_once, *encoder.encode(TEXTS)], alone * 9, strict=True):
        assert float(vector @ expected) == pytest.approx(1, abs=1e-5)


def test_a_text_that_fails_fails_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encoder.encoder()

    class Choosy:
        def vector(self, text: str) -> encoder.Vectors:
            if text == "bad":
                raise ZeroDivisionError
            return whole.vector(text)

    monkeypatch.setattr(encoder, "encoder", Choosy)
    with pytest.raises(ZeroDivisionError):
        encoder.encode(["bad"])
    assert encoder.encode(["good"]).shape == (1, 384)


def test_first_questions_of_one_moment_load_one_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, loaded, begun = encoder.encoder(), 0, Barrier(4)

    def load(_: Path) -> encoder.Encoder:
        nonlocal loaded
        loaded += 1
        with suppress(BrokenBarrierError):  # those that load meanwhile get here, too
            begun.wait(0.2)
        return whole

    monkeypatch.setattr(encoder, "Encoder", load)
    monkeypatch.setattr(encoder, "_encoder", cache(encoder._encoder.__wrapped__))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda text: encoder.encode([text]), TEXTS))
    assert loaded == 1


@pytest.mark.parametrize(
    "text", ["", " ", "?", "œuvre, naïveté, 1 000 € – « oui » 🙂", "Кирилл 日本 العربية", "a\x00b"]
)
def test_every_script_has_a_vector_of_length_one(text: str) -> None:
    assert np.linalg.norm(encoder.encode([text])[0]) == pytest.approx(1, abs=1e-5)


def test_the_same_question_in_both_languages_is_nearer_than_another_question() -> None:
    asked, same, other = encoder.encode(
        [
            "qui a mon visage dans sa base",
            "who has my face in their database",
            "je pars en vacances",
        ]
    )
    assert asked @ same > asked @ other


def test_of_a_long_story_the_beginning_and_the_end_are_read() -> None:
    def read(middle: str) -> encoder.Vectors:
        start, end = "bonjour madame, " * 40, " et mon employeur veut mon empreinte" * 20
        return encoder.encode([start + middle + end])

    assert np.allclose(read("blabla " * 300), read("tralala " * 500), atol=1e-5)


def test_each_piece_has_its_row_and_all_three_files_belong_together() -> None:
    made = encoder.encoder()
    size = (encoder.HOME / encoder.ROWS).stat().st_size
    assert size == made._pieces.get_piece_size() * encoder.ROW.itemsize
    body = InferenceSession(str(encoder.HOME / encoder.BODY), providers=["CPUExecutionProvider"])
    assert body.get_inputs()[0].shape == ["pieces", encoder._WIDTH]
