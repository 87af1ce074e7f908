"""``python -m tests.bench.tuning make | weigh``."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.answers import encoder, index
from bot.answers.index import Phrasing
from bot.answers.wording import even
from tests.bench import weights
from tests.bench.tuning import base, shipping, vocabulary
from tests.bench.tuning.shrinking import shrink
from tests.bench.tuning.teaching import teach


def make(home: Path, known: Sequence[Phrasing]) -> None:
    """Tune the base on the phrasings, have a smaller network learn from it, write the encoder."""
    begun = base.load()
    said = [replace(each, text=even(each.text, each.language)) for each in known]
    texts = [each.text for each in said]
    pieces = vocabulary.choose(begun, texts)
    split = vocabulary.splitter(begun, pieces[len(vocabulary.SPECIAL) :])
    whole = split.encode(texts, add_bos=True, add_eos=True)
    large = teach(begun, pieces, whole, [each.label for each in known])
    shipping.ship(home, begun, shrink(large, split, said), pieces, whole)


def weigh() -> None:
    """Tune and teach with one half of the phrasings, and print what would suit the other best."""
    taught, asked = weights.split(index.phrasings())
    with TemporaryDirectory() as folder:
        make(Path(folder), taught)
        encoder.HOME = Path(folder)
        half = weights.half(taught, asked)
        sys.stdout.writelines(f"{line}\n" for line in weights.report([half]))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make"]:
            make(encoder.HOME, index.phrasings())
        case ["weigh"]:
            weigh()
        case _:
            sys.exit(__doc__)
