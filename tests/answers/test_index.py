"""What the finder keeps of what it has learnt."""

from pathlib import Path

import numpy as np
import pytest

from bot.answers import contents, encoder, index
from bot.answers.index import Phrasing

KNOWN = [
    Phrasing("la cantine veut l'empreinte de mon fils", "fr", "school"),
    Phrasing("the canteen wants my son's fingerprint", "en", "school"),
    Phrasing("le collège filme les élèves", "fr", "school"),
    Phrasing("Que faire ?", "fr", "school"),
    Phrasing("la police a gardé mes empreintes", "fr", "police"),
    Phrasing("the police kept my fingerprints", "en", "police"),
    Phrasing("un agent m'a photographié", "fr", "police"),
    Phrasing("que faire", "fr", "police"),
]


@pytest.fixture(scope="module")
def taught() -> index.Experts:
    return index.learn(KNOWN)


def test_a_phrasing_of_ours_is_known_by_heart_however_it_is_typed(taught: index.Experts) -> None:
    for asked in ("La police a gardé mes empreintes", "la police a garde mes empreintes !!"):
        assert taught.shares(asked, "fr")["police"] > 0.95
    assert taught.by_heart.label("la police a perdu mes empreintes") is None


def test_what_stands_under_two_labels_is_known_of_none(taught: index.Experts) -> None:
    assert taught.by_heart.label("que faire") is None
    assert len(taught.by_heart.marks) == len(KNOWN) - 2


def test_what_was_kept_says_what_was_learnt(
    taught: index.Experts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(index, "KEPT", tmp_path / "index.npz")
    index._keep(taught)
    kept = index._kept()
    assert kept is not None
    for asked in ("on prend mon doigt au réfectoire", "officers took my picture", "que faire ?"):
        said, before = kept.shares(asked, "fr"), taught.shares(asked, "fr")
        assert said.keys() == before.keys()
        assert np.allclose(list(said.values()), list(before.values()), atol=0.01)


@pytest.mark.parametrize("change", ["a line", "the encoder", "a title"])
def test_what_was_kept_of_other_files_is_not_used(
    taught: index.Experts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, change: str
) -> None:
    lines = tmp_path / "phrasings.fr.txt"
    lines.write_text("où est mon visage\n")
    monkeypatch.setattr(index, "KEPT", tmp_path / "index.npz")
    monkeypatch.setattr(index, "_files", lambda: [("school", "fr", lines)])
    index._keep(taught)
    assert index._kept() is not None

    if change == "a line":
        lines.write_text("où est mon visage\nqui me filme\n")
    elif change == "the encoder":
        monkeypatch.setattr(encoder, "fingerprint", lambda: b"another")
    else:
        monkeypatch.setattr(index, "topics", lambda: contents.topics()[1:])
    assert index._kept() is None
