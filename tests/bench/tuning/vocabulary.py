"""The pieces of words that French and English need, out of those of a hundred languages."""

from collections.abc import Iterable
from io import BytesIO
from itertools import chain
from typing import Any

import numpy as np
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from wordfreq import top_n_list

from bot.answers import encoder
from bot.language import LANGUAGES
from tests.bench.tuning.base import Base

COMMON = 50_000  # words of each language
SPECIAL = ("<unk>", "<s>", "</s>")  # 0, 1, 2
BASE_SPECIAL = (3, 0, 2)  # where the base has them
FIRST = 4  # where the others begin in the base

_LAST_LATIN = 0x24F
_MARKS = "’‘“”«»…–—€£ \u202f"

proto: Any = sentencepiece_model_pb2  # written by a program, without types
Kind = proto.ModelProto.SentencePiece


def choose(base: Base, texts: Iterable[str]) -> list[int]:
    """Return the numbers of the pieces that we keep, special ones first."""
    whole = splitter(base, range(FIRST, len(base.pieces)))
    words = chain.from_iterable(top_n_list(language, COMMON) for language in LANGUAGES)
    used = {piece for text in chain(words, texts) for piece in whole.encode(text)}
    kept = {piece + FIRST - len(SPECIAL) for piece in used if piece >= len(SPECIAL)}
    single = {at for at, piece in enumerate(base.pieces) if at >= FIRST and _letter(piece)}
    return [*BASE_SPECIAL, *sorted(kept | single)]


def splitter(base: Base, pieces: Iterable[int]) -> sentencepiece.SentencePieceProcessor:
    """Return what splits texts into these pieces; their numbers follow the special ones."""
    return sentencepiece.SentencePieceProcessor(model_proto=written(base, pieces))


def written(base: Base, pieces: Iterable[int]) -> bytes:
    """Return the file of what splits texts into these pieces."""
    model = proto.ModelProto()
    for text, kind in zip(SPECIAL, (Kind.UNKNOWN, Kind.CONTROL, Kind.CONTROL), strict=True):
        model.pieces.add(piece=text, score=0, type=kind)
    for piece in pieces:
        model.pieces.add(piece=base.pieces[piece], score=float(base.scores[piece]))
    model.normalizer_spec.CopyFrom(_evenness())
    model.trainer_spec.model_type = proto.TrainerSpec.UNIGRAM
    model.trainer_spec.unk_id, model.trainer_spec.bos_id, model.trainer_spec.eos_id = 0, 1, 2
    model.trainer_spec.pad_id = -1
    model.trainer_spec.vocab_size = len(model.pieces)
    return model.SerializeToString()


def _evenness() -> Any:
    """Return how the base makes letters even: NFKC as sentencepiece means it."""
    kept = BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g h"] * 9),
        model_writer=kept,
        vocab_size=12,
        normalization_rule_name="nmt_nfkc",
        minloglevel=9,
    )
    model = proto.ModelProto()
    model.ParseFromString(kept.getvalue())
    return model.normalizer_spec


def _letter(piece: str) -> bool:
    letter = piece.removeprefix("▁")
    return len(letter) == 1 and (ord(letter) <= _LAST_LATIN or letter in _MARKS)


def rows(words: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> bytes:
    """Return the rows of a table in whole numbers of eight bits, each behind its scale."""
    scale = (np.abs(words).max(axis=1) / 127).astype(np.float16)
    found = np.zeros(len(words), encoder.ROW)
    found["scale"] = scale
    found["row"] = np.rint(words / scale.astype(np.float32)[:, None].clip(1e-8)).clip(-127, 127)
    return found.tobytes()
