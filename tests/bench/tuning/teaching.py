"""The network is shown every phrasing three times and told what it is about."""

import sys
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from bot.answers import encoder
from tests.bench.tuning.base import Base
from tests.bench.tuning.network import Network

ROUNDS = 3

_SEED = 1
_AT_ONCE = 48
_RATE, _RATE_OF_LABELS = 1e-4, 2e-3
_DECAY = 1e-2
_WARMING = 80  # steps until the full rate
_SMOOTHING = 0.1  # share of the truth given to all labels
_STEEPEST = 1.0  # norm of a gradient

Whole = Sequence[Sequence[int]]


def teach(base: Base, pieces: Sequence[int], texts: Whole, labels: Sequence[str]) -> Network:
    """Return the network that has learnt which label each text, given in pieces, belongs to."""
    torch.manual_seed(_SEED)
    chance = np.random.default_rng(_SEED)
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels])
    network = Network(base, pieces, len(names))
    judge = _judge(truth, len(names))
    last = list(network.labels.parameters())
    rest = [each for each in network.parameters() if all(each is not one for one in last)]
    learning = Learning([(rest, _RATE), (last, _RATE_OF_LABELS)], ROUNDS * steps(len(texts)))
    network.train()
    for number in range(ROUNDS):
        total = 0.0
        for some in batches(texts, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(*padded([texts[at] for at in some]))
            loss = judge(scores.float(), torch.tensor(truth[some]))
            total += learning.step(loss) * len(some)
        sys.stderr.write(f"round {number + 1}: loss {total / len(texts):.3f}\n")
    network.zero_grad()
    return network.eval()


class Learning:
    """Weights that follow a loss: the rate rises for the first steps, then sinks to nothing."""

    def __init__(self, groups: Sequence[tuple[list[nn.Parameter], float]], steps: int) -> None:
        """Take weights with the highest rate at which each group of them moves."""
        self._weights = [each for weights, _ in groups for each in weights]
        self._optimizer = AdamW(
            [{"params": weights, "lr": rate} for weights, rate in groups], weight_decay=_DECAY
        )
        self._rate = LambdaLR(
            self._optimizer, lambda step: min(1.0, (step + 1) / _WARMING) * (1 - step / steps)
        )

    def step(self, loss: Tensor) -> float:
        """Take a step down, and return the loss."""
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._weights, _STEEPEST)
        self._optimizer.step()
        self._rate.step()
        return loss.item()


def steps(texts: int) -> int:
    """Return how many steps one round over so many texts takes."""
    return -(-texts // _AT_ONCE)


def batches(texts: Whole, chance: np.random.Generator) -> Iterator[list[int]]:
    """Yield texts of about the same length together, in another order each round."""
    lengths = np.array([len(text) for text in texts])
    order = np.argsort(lengths + 5 * chance.random(len(texts)))
    found = [order[at : at + _AT_ONCE] for at in range(0, len(order), _AT_ONCE)]
    for at in chance.permutation(len(found)):
        yield found[at].tolist()


def padded(texts: Whole) -> tuple[Tensor, Tensor]:
    """Return the pieces in one table, shortened as for use, and where there are any."""
    texts = [encoder.shortened(text) for text in texts]
    longest = max(len(text) for text in texts)
    pieces = np.zeros((len(texts), longest), np.int64)
    mask = np.zeros((len(texts), longest), np.float32)
    for row, text in enumerate(texts):
        pieces[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return torch.tensor(pieces), torch.tensor(mask)


def _judge(truth: np.ndarray[tuple[int], np.dtype[np.int64]], labels: int) -> nn.CrossEntropyLoss:
    """Return the loss, in which a label with many phrasings does not drown the others."""
    sizes = np.bincount(truth, minlength=labels)
    rarer = torch.tensor(np.sqrt(sizes.mean() / sizes), dtype=torch.float32)
    return nn.CrossEntropyLoss(weight=rarer, label_smoothing=_SMOOTHING)
