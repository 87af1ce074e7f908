"""The network is shown every phrasing three times and told what it is about."""

import sys
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from tests.bench.tuning.base import Base
from tests.bench.tuning.network import Network

ROUNDS = 3

_SEED = 1
_AT_ONCE = 48
_RATE, _RATE_OF_LABELS = 1e-4, 2e-3
_DECAY = 1e-2
_WARMING = 80  # steps until the full rate; from then on it sinks to nothing
_SMOOTHING = 0.1  # share of the truth given to all labels
_LONGEST = 128  # pieces of a text
_STEEPEST = 1.0  # norm of a gradient

Whole = Sequence[Sequence[int]]


def teach(base: Base, pieces: Sequence[int], texts: Whole, labels: Sequence[str]) -> Network:
    """Return the network that has learnt which label each text, given in pieces, belongs to."""
    torch.manual_seed(_SEED)
    chance = np.random.default_rng(_SEED)
    names = sorted(set(labels))
    truth = np.array([names.index(label) for label in labels])
    sizes = np.bincount(truth, minlength=len(names))
    rarer = torch.tensor(np.sqrt(sizes.mean() / sizes), dtype=torch.float32)
    judge = nn.CrossEntropyLoss(weight=rarer, label_smoothing=_SMOOTHING)
    network = Network(base, pieces, len(names))
    last = set(network.labels.parameters())
    rest = [each for each in network.parameters() if each not in last]
    optimizer = torch.optim.AdamW(
        [{"params": rest, "lr": _RATE}, {"params": list(last), "lr": _RATE_OF_LABELS}],
        weight_decay=_DECAY,
    )
    steps = ROUNDS * -(-len(texts) // _AT_ONCE)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / _WARMING) * (1 - step / steps)
    )
    network.train()
    for number in range(ROUNDS):
        total = 0.0
        for some in _batches(texts, chance):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = network(*_together([texts[at][:_LONGEST] for at in some]))
            loss = judge(scores.float(), torch.tensor(truth[some]))
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
            optimizer.step()
            pace.step()
            total += loss.item() * len(some)
        sys.stderr.write(f"round {number + 1}: loss {total / len(texts):.3f}\n")
    return network.eval()


def _batches(texts: Whole, chance: np.random.Generator) -> Iterator[list[int]]:
    """Yield texts of about the same length together, in another order each round."""
    lengths = np.array([len(text) for text in texts])
    order = np.argsort(lengths + 5 * chance.random(len(texts)))
    batches = [order[at : at + _AT_ONCE] for at in range(0, len(order), _AT_ONCE)]
    for at in chance.permutation(len(batches)):
        yield batches[at].tolist()


def _together(texts: Whole) -> tuple[Tensor, Tensor]:
    """Return the pieces in one table, and where there are any."""
    longest = max(len(text) for text in texts)
    pieces = np.zeros((len(texts), longest), np.int64)
    mask = np.zeros((len(texts), longest), np.float32)
    for row, text in enumerate(texts):
        pieces[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return torch.tensor(pieces), torch.tensor(mask)
