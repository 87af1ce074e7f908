"""The network in whole numbers of eight bits, in the three files that the bot reads."""

import logging
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from bot.answers import encoder
from tests.bench.tuning import vocabulary
from tests.bench.tuning.base import WIDTH, Base, Floats
from tests.bench.tuning.network import Body, Network

_OPSET = 20
_TRIED = 200  # texts on which the loss is measured


def ship(
    home: Path, base: Base, network: Network, pieces: Sequence[int], texts: Sequence[Sequence[int]]
) -> None:
    """Write the encoder; ``texts``, in pieces, tell how much its vectors lose by rounding."""
    home.mkdir(exist_ok=True)
    words = network.words.detach().numpy()
    (home / encoder.ROWS).write_bytes(vocabulary.rows(words))
    split = vocabulary.written(base, pieces[len(vocabulary.SPECIAL) :])
    (home / encoder.PIECES).write_bytes(split)
    chosen = np.random.default_rng(1).choice(len(texts), min(_TRIED, len(texts)), replace=False)
    samples = [words[list(texts[at])] for at in chosen]
    with TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        _export(network, exact)
        _round(exact, home / encoder.BODY)
        alike = (_vectors(exact, samples) * _vectors(home / encoder.BODY, samples)).sum(axis=1)
    sys.stderr.write(f"rounded: a vector is {1 - alike.mean():.4f} from what it was\n")


def _export(network: Network, to: Path) -> None:
    torch.onnx.export(
        Body(network),
        (torch.randn(9, WIDTH),),
        str(to),
        input_names=["rows"],
        output_names=["vector"],
        dynamic_axes={"rows": {0: "pieces"}},
        opset_version=_OPSET,
        dynamo=False,
    )


def _vectors(model: Path, samples: Iterable[Floats]) -> Floats:
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    return np.stack([session.run(None, {"rows": sample})[0] for sample in samples])


def _round(exact: Path, to: Path) -> None:
    logging.disable(logging.WARNING)
    quantize_dynamic(
        str(exact),
        str(to),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm"],  # the one becomes the other on the way
    )
    logging.disable(logging.NOTSET)
