"""Names under which people talk with the volunteers: a bird and a number, drawn by lot."""

from secrets import choice, randbelow

from bot.language import label

BIRDS = (
    "bullfinch", "cormorant", "curlew", "egret", "finch", "goldfinch", "heron", "jay",
    "kingfisher", "lapwing", "lark", "magpie", "nightingale", "oriole", "osprey", "owl", "plover",
    "puffin", "quail", "robin", "starling", "stork", "swallow", "swift", "tern", "warbler",
    "woodpecker", "wren",
)  # fmt: skip
_FIRST = 10
_MANY = 20  # draws after which it seems that numbers have become few


def draw(tries: int = 0) -> str:
    """Return an alias by lot: « heron-27 »; with a longer number after many ``tries``."""
    end = 100 * 10 ** (tries // _MANY)
    return f"{choice(BIRDS)}-{_FIRST + randbelow(end - _FIRST)}"


def words(alias: str, language: str) -> str:
    """Return an alias as one reads it: « Heron 27 »."""
    bird, _, number = alias.partition("-")
    return f"{label(f'desk.bird_{bird}', language)} {number}"
