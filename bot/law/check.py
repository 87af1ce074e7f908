"""What is wrong with the law's files, in sentences for whoever mended one."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.law import authorities, calendars, places, regimes
from bot.law.words import Mistake

_FOLDERS: tuple[tuple[Path, Callable[[Path], object]], ...] = (
    (regimes.FOLDER, regimes.read_regime),
    (calendars.FOLDER, calendars.read_file),
    (places.FOLDER, places.read_places),
    (authorities.FOLDER, authorities.read_authorities),
)


def mistakes() -> list[str]:
    """Return one sentence per file that cannot be used, and per name that leads nowhere."""
    found = [problem for folder, read in _FOLDERS for problem in _unreadable(folder, read)]
    return found or list(_astray())


def _unreadable(folder: Path, read: Callable[[Path], object]) -> Iterator[str]:
    for path in sorted(folder.glob("*.toml")):
        try:
            read(path)
        except (Mistake, ValueError, OSError) as problem:
            text = str(problem)
            yield text if path.name in text else f"{path.name}: {text}"


def _astray() -> Iterator[str]:
    laws = {law.code for law in regimes.regimes()}
    for spot in places.places():
        yield from _lacks(f"place {spot.code}", "law", set(spot.regimes) - laws)
        if spot.authority is not None:
            known = set(authorities.authorities())
            yield from _lacks(f"place {spot.code}", "authority", {spot.authority} - known)
    for law in regimes.regimes():
        if not places.places(law.code):
            yield f"regime {law.code}: holds in no place."


def _lacks(where: str, what: str, names: Iterable[str]) -> Iterator[str]:
    for name in sorted(names):
        yield f"{where}: names the {what} “{name}”, which does not exist."
