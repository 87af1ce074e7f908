"""Multinomial logistic regression: which topic a vector belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_STEPS = 100
_RATE = 0.05
_SMOOTHING = 0.1  # share of the truth given to all labels: keeps the model from boasting


@dataclass(frozen=True, slots=True)
class Model:
    """Labels, and the weight of each feature for each of them."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def probabilities(self, features: Floats) -> Floats:
        """Return a row of probabilities for each row of features."""
        return _softmax(features @ self.weights + self.bias)


def fit(features: Floats, labels: Sequence[str], decay: float) -> Model:
    """Return the model that best explains ``labels``; the same input gives the same model."""
    names = tuple(sorted(set(labels)))
    truth = _truth(names, labels)
    balance = _balance(truth)
    weights = np.zeros((features.shape[1], len(names)), np.float32)
    bias = np.zeros(len(names), np.float32)
    slope, speed = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        error = (_softmax(features @ weights + bias) - truth) * balance
        gradient = features.T @ error + decay * weights
        slope = 0.9 * slope + 0.1 * gradient
        speed = 0.99 * speed + 0.01 * gradient**2
        rate = _RATE * min(1.0, 2 * (1 - step / (_STEPS + 1)))
        weights -= rate * (slope / (1 - 0.9**step)) / (np.sqrt(speed / (1 - 0.99**step)) + 1e-8)
        bias -= rate * error.sum(axis=0) * len(names)
    return Model(names, weights, bias)


def _truth(names: tuple[str, ...], labels: Sequence[str]) -> Floats:
    column = {name: at for at, name in enumerate(names)}
    truth = np.full((len(labels), len(names)), _SMOOTHING / len(names), np.float32)
    truth[np.arange(len(labels)), [column[label] for label in labels]] += 1 - _SMOOTHING
    return truth


def _balance(truth: Floats) -> Floats:
    """Weigh each example so that a topic with many phrasings does not drown the others."""
    sizes = truth.round().sum(axis=0)
    share = np.sqrt(sizes.mean() / sizes)[truth.argmax(axis=1)]
    weighed: Floats = (share / share.sum())[:, None].astype(np.float32)
    return weighed


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares
