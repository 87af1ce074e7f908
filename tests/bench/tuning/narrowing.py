"""The network inside each layer keeps half of its numbers, and those learn to speak for the rest.

Layer after layer, a least-squares fit has the kept numbers say what all of them said, given what
the layers before, already narrower, make of real texts (after He et al., « Channel Pruning for
Accelerating Very Deep Neural Networks », 2017, https://arxiv.org/abs/1707.06168).
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from tests.bench.tuning.network import Layer, Network

INNER_KEPT = 768

_HELD = 1e-4  # of a typical number's strength: keeps a fit to few texts from running wild


def narrow(network: Network, shown: Sequence[tuple[Tensor, Tensor]]) -> None:
    """Narrow every layer in place; ``shown`` are tables of pieces and where there are any."""
    network.eval()
    masks = [mask for _, mask in shown]
    with torch.no_grad():
        made = [network.placed(pieces) for pieces, _ in shown]
        for layer in network.layers:
            assert isinstance(layer, Layer)
            made = [layer.looked(texts, mask) for texts, mask in zip(made, masks, strict=True)]
            there = [texts[mask.bool()] for texts, mask in zip(made, masks, strict=True)]
            _narrow(layer, torch.cat(there))
            made = [layer.thought(texts) for texts in made]


def _narrow(layer: Layer, seen: Tensor) -> None:
    """Keep the numbers whose changes are heard most, and fit what they say."""
    inside = functional.gelu(layer.inner(seen))
    said = inside @ layer.outer.weight.T + layer.outer.bias
    heard = inside.var(0) * layer.outer.weight.square().sum(0)
    kept = heard.topk(INNER_KEPT).indices.sort().values
    inside = inside[:, kept]
    weight, bias = _fitted(inside, said)
    inner = layer.inner
    layer.inner = _linear(inner.weight[kept], inner.bias[kept])
    layer.outer = _linear(weight, bias)


def _fitted(inside: Tensor, said: Tensor) -> tuple[Tensor, Tensor]:
    """Return weight and bias that make of ``inside`` something as close to ``said`` as may be."""
    middle, mean = inside.mean(0), said.mean(0)
    inside, said = inside - middle, said - mean
    square = inside.T @ inside
    square += torch.eye(len(square)) * square.diagonal().mean() * _HELD
    weight = torch.linalg.solve(square, inside.T @ said).T
    return weight, mean - weight @ middle


def _linear(weight: Tensor, bias: Tensor) -> nn.Linear:
    made = nn.Linear(weight.shape[1], weight.shape[0])
    made.weight.data, made.bias.data = weight.contiguous().clone(), bias.clone()
    return made
