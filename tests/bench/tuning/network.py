"""The encoder as PyTorch trains it: BERT's layers, the mean of what they make of a text.

Devlin et al., « BERT: Pre-training of Deep Bidirectional Transformers », 2019, section 3,
https://arxiv.org/abs/1810.04805; normalisation comes after each half of a layer.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from tests.bench.tuning.base import EPSILON, HEADS, INNER, LAYERS, PIECES, PLACES, WIDTH, Base

_DROPPED = 0.1  # share of the numbers left out while learning


class Layer(nn.Module):
    """Attention, then a network of two steps for each piece."""

    def __init__(self, base: Base, number: int) -> None:
        super().__init__()

        def linear(name: str, to: int, of: int) -> nn.Linear:
            made = nn.Linear(of, to)
            made.weight.data = torch.tensor(base.matrix(f"l{number}.{name}.w", to, of))
            made.bias.data = torch.tensor(base.plain(f"l{number}.{name}.b", to))
            return made

        self.query, self.key = linear("q", WIDTH, WIDTH), linear("k", WIDTH, WIDTH)
        self.value, self.attended = linear("v", WIDTH, WIDTH), linear("ao", WIDTH, WIDTH)
        self.inner, self.outer = linear("fi", INNER, WIDTH), linear("fo", WIDTH, INNER)
        self.first = _norm(base, f"l{number}.aln")
        self.second = _norm(base, f"l{number}.oln")

    def forward(self, texts: Tensor, mask: Tensor) -> Tensor:
        """Return what the layer makes of the pieces of all texts."""
        return self.thought(self.looked(texts, mask))

    def looked(self, texts: Tensor, mask: Tensor) -> Tensor:
        """Return the pieces, each having looked at the others of its text."""
        there = mask[:, None, None, :].bool()
        parts = (_by_head(part(texts)) for part in (self.query, self.key, self.value))
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=there)
        seen = self.attended(seen.transpose(-2, -3).flatten(-2))
        found: Tensor = self.first(texts + functional.dropout(seen, _DROPPED, self.training))
        return found

    def thought(self, texts: Tensor) -> Tensor:
        """Return the pieces after the inner network, which sees each alone."""
        thought = self.outer(functional.gelu(self.inner(texts)))
        thought = functional.dropout(thought, _DROPPED, self.training)
        found: Tensor = self.second(texts + thought)
        return found


class Network(nn.Module):
    """The pieces' table, the layers, and which label a text belongs to while it learns."""

    def __init__(self, base: Base, pieces: Sequence[int], labels: int) -> None:
        super().__init__()
        words = base.matrix("emb.word", PIECES, WIDTH)[np.array(pieces)]
        self.words = nn.Parameter(torch.tensor(words))
        places = base.plain("emb.pos", PLACES, WIDTH) + base.plain("emb.type", 2, WIDTH)[0]
        self.places = nn.Parameter(torch.tensor(places))
        self.norm = _norm(base, "emb.ln")
        self.layers = nn.ModuleList(Layer(base, number) for number in range(LAYERS))
        self.labels = nn.Linear(WIDTH, labels)
        nn.init.zeros_(self.labels.weight)
        nn.init.zeros_(self.labels.bias)

    def layered(self, pieces: Tensor, mask: Tensor) -> list[Tensor]:
        """Return what each layer makes of the texts; ``mask`` is 1 where there is a piece."""
        made = [self.placed(pieces)]
        for layer in self.layers:
            made.append(layer(made[-1], mask))
        return made[1:]

    def placed(self, pieces: Tensor) -> Tensor:
        """Return what the first layer is given: each piece and its place."""
        texts = self.norm(functional.embedding(pieces, self.words) + self.places[: pieces.shape[1]])
        return functional.dropout(texts, _DROPPED, self.training)

    def scores(self, vectors: Tensor) -> Tensor:
        """Return a score for each label, given the texts' vectors."""
        vectors = functional.normalize(vectors, dim=-1) * 20
        found: Tensor = self.labels(functional.dropout(vectors, _DROPPED, self.training))
        return found

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Return a score for each label."""
        return self.scores(pooled(self.layered(pieces, mask)[-1], mask).float())


def pooled(texts: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of each text's pieces."""
    return (texts * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


class Body(nn.Module):
    """What is left for use: from the rows of one text's pieces to its unit vector.

    Attention is spelt out once more: exported, the layers' own (PyTorch's in one piece) gives
    another vector, 0.03 away in its worst number, where this gives the same to seven digits.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, rows: Tensor) -> Tensor:
        """Return the vector of one text."""
        text = self.network.norm(rows + self.network.places[: rows.shape[0]])
        for layer in self.network.layers:
            assert isinstance(layer, Layer)
            query, key, value = (
                _by_head(part(text)) for part in (layer.query, layer.key, layer.value)
            )
            looks = torch.softmax(query @ key.transpose(-1, -2) * (WIDTH / HEADS) ** -0.5, -1)
            seen = (looks @ value).transpose(0, 1).reshape(-1, WIDTH)
            text = layer.first(text + layer.attended(seen))
            text = layer.second(text + layer.outer(functional.gelu(layer.inner(text))))
        return functional.normalize(text.mean(0), dim=0)


def _norm(base: Base, name: str) -> nn.LayerNorm:
    made = nn.LayerNorm(WIDTH, eps=EPSILON)
    made.weight.data = torch.tensor(base.plain(f"{name}.w", WIDTH))
    made.bias.data = torch.tensor(base.plain(f"{name}.b", WIDTH))
    return made


def _by_head(parts: Tensor) -> Tensor:
    """Return (…, pieces, width) as (…, heads, pieces, width of a head)."""
    return parts.reshape(*parts.shape[:-1], HEADS, WIDTH // HEADS).transpose(-2, -3)
