"""A network of four layers learns to make of a text what the one of twelve makes of it.

It begins with every third layer of the large one (Sanh et al., « DistilBERT », 2019,
https://arxiv.org/abs/1910.01108) and is shown what that one thinks of each piece half-way and at
the end (Jiao et al., « TinyBERT », 2020, https://arxiv.org/abs/1909.10351). Nobody needs to know
what a text is about for that, so altered phrasings serve as well as real ones. Then its layers
are narrowed, and it learns once more.
"""

import random
import sys
from collections.abc import Sequence
from copy import deepcopy

import numpy as np
import torch
from sentencepiece import SentencePieceProcessor
from torch import Tensor, nn
from torch.nn import functional

from bot.answers.index import Phrasing
from tests.bench.tuning.altered import altered
from tests.bench.tuning.narrowing import narrow
from tests.bench.tuning.network import Network, pooled
from tests.bench.tuning.teaching import Learning, batches, padded, steps

LAYERS_KEPT = (0, 3, 6, 9)  # of the large network: what the small one begins with
ROUNDS = 3
ALTERED = 2  # for each phrasing, others in each round

_SEED = 2
_RATE = 5e-4
_NARROWED_BY = 4500  # phrasings that show which numbers are heard
_VECTOR, _LABELS = 10.0, 0.5  # what a text's vector and its labels weigh beside its pieces


def shrink(large: Network, split: SentencePieceProcessor, known: Sequence[Phrasing]) -> Network:
    """Return the small network; ``large`` is only asked, ``known`` has been made even."""
    chance = random.Random(_SEED)
    small = _begun(large.eval())
    _teach(large, small, split, known, chance)
    narrow(small, _some(split, known, chance))
    _teach(large, small, split, known, chance)
    return small


def _teach(
    large: Network,
    small: Network,
    split: SentencePieceProcessor,
    known: Sequence[Phrasing],
    chance: random.Random,
) -> None:
    order = np.random.default_rng(chance.randrange(2**32))
    weights = [each for each in small.parameters() if each.requires_grad]
    learning = Learning([(weights, _RATE)], ROUNDS * steps(len(known) * (1 + ALTERED)))
    for number in range(ROUNDS):
        shown = [each.text for each in known]
        shown += [text for _ in range(ALTERED) for text in altered(known, chance)]
        texts = split.encode(shown, add_bos=True, add_eos=True)
        total = 0.0
        for some in batches(texts, order):
            loss = _loss(large, small, *padded([texts[at] for at in some]))
            total += learning.step(loss) * len(some)
        sys.stderr.write(f"smaller, round {number + 1}: loss {total / len(texts):.3f}\n")


def _some(
    split: SentencePieceProcessor, known: Sequence[Phrasing], chance: random.Random
) -> list[tuple[Tensor, Tensor]]:
    """Return some of the phrasings in tables."""
    some = chance.sample(known, min(_NARROWED_BY, len(known)))
    texts = split.encode([each.text for each in some], add_bos=True, add_eos=True)
    order = np.random.default_rng(chance.randrange(2**32))
    return [padded([texts[at] for at in each]) for each in batches(texts, order)]


def _begun(large: Network) -> Network:
    small = deepcopy(large)  # not in training either: there is nothing to learn by heart
    small.layers = nn.ModuleList(small.layers[at] for at in LAYERS_KEPT)
    small.labels.requires_grad_(False)
    return small


def _loss(large: Network, small: Network, pieces: Tensor, mask: Tensor) -> Tensor:
    """Return how far apart the two are: in each piece's numbers, the vectors, and the labels."""
    there = mask.bool()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        with torch.no_grad():
            truth = large.layered(pieces, mask)
        found = small.layered(pieces, mask)
    with torch.no_grad():
        true = pooled(truth[-1].float(), mask)
        labels = large.scores(true).softmax(-1)
    vector = pooled(found[-1].float(), mask)
    half = _apart(_half(found)[there], _half(truth)[there])
    end = _apart(found[-1][there], truth[-1][there])
    turned = 1 - functional.cosine_similarity(vector, true).mean()
    guessed = small.scores(vector).log_softmax(-1)
    missed = functional.kl_div(guessed, labels, reduction="batchmean")
    return half + end + _VECTOR * turned + _LABELS * missed


def _half(layers: Sequence[Tensor]) -> Tensor:
    return layers[len(layers) // 2 - 1]


def _apart(found: Tensor, truth: Tensor) -> Tensor:
    """Return the mean square of the distance, in units of how much each number varies."""
    spread = truth.float().std(0, keepdim=True)
    return (((found.float() - truth.float()) / spread) ** 2).mean()
