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
_HORIZON = 2035  # the years for which days must be known


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
        named = {area for rule in law.rules for area in rule.places}
        named |= {area for window in law.windows for area in window.places}
        spots = [spot.code for spot in places.places()]
        lost = {area for area in named if not any(regimes.within(spot, area) for spot in spots)}
        yield from _lacks(f"regime {law.code}", "place", lost)
    for code in sorted(calendars.calendars()):
        for year, day in calendars.gaps(code, _HORIZON):
            what = f"no date for “{day['en']}”" if day else "too few holidays"
            yield f"calendar {code}: has {what} in {year}."


def _lacks(where: str, what: str, names: Iterable[str]) -> Iterator[str]:
    for name in sorted(names):
        yield f"{where}: names the {what} “{name}”, which does not exist."
