"""Find the words of a letter: whole texts, the short pieces between them, and what they cite.

A regime's catalogue names the folders its letters are looked for in, the nearest first; a text
there replaces the one of the wider family. A new law is new files.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Template

from bot.language import LANGUAGES

LETTERS = Path(__file__).parent.parent.parent / "locales" / "letters"
REQUESTS = "requests"
FOLLOW_UPS = "follow-ups"
COMPLAINTS = "complaints"
_IF = "if_"
_SUBDIVIDED = re.compile(r", (?:paragraphe|point|alinéa|lettre|chiffre)[^,]*$")


@dataclass(frozen=True, slots=True)
class Law:
    """A law as citations name it: in full the first time, then in short.

    Both are empty for a law whose every citation names its code already: « Va. Code § 59.1-577 ».
    """

    name: Mapping[str, str]
    first: Mapping[str, str]
    again: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Provision:
    """A passage of the law and how each language cites it; a decision names no law."""

    place: Mapping[str, str]
    law: Law | None
    says: str
    source: str

    def cited(self, language: str, *, first: bool = False) -> str:
        """Return the citation with its law, in full when it is the ``first``."""
        if self.law is None:
            return self.place[language]
        law = self.law.first if first else self.law.again
        # « article 12, paragraphe 3, du RGPD », but « article 15 du RGPD »
        comma = "," if _SUBDIVIDED.search(self.place[language]) else ""
        return f"{self.place[language]}{comma} {law[language]}".rstrip()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the letters of one regime may cite, and where their words stand."""

    folders: tuple[str, ...]
    law: Law
    official: str
    checked: date
    paper: str  # what people print on where the law holds, as Typst names it
    window: str  # the side on which envelopes show the address
    without: frozenset[str]  # letters of a wider family that this law gives no ground for
    words: Mapping[str, Mapping[str, str]]  # what else the texts say of this law alone
    provisions: Mapping[str, Provision]


class Citations(Mapping[str, str]):
    """The placeholders of one letter, in the order of its text.

    A citation names its law where it is the first, or follows one of another law.
    """

    def __init__(self, regime: str, language: str, values: Mapping[str, str]) -> None:
        """Cite the catalogue of ``regime``, and put in ``values`` as they are."""
        self._catalogue = catalogue(regime)
        self._language = language
        words = {name: said[language] for name, said in self._catalogue.words.items()}
        self._values = {**words, **values, "law": self._catalogue.law.name[language]}
        self._named: list[Law] = []

    def __getitem__(self, name: str) -> str:
        """Return a value, or the next citation."""
        if name in self._values:
            return self._values[name]
        passage = self._catalogue.provisions[name]
        if passage.law is None:
            return passage.place[self._language]
        last = self._named[-1:] == [passage.law]
        cited = passage.cited(self._language, first=passage.law not in self._named)
        self._named.append(passage.law)
        return passage.place[self._language] if last else cited

    def __iter__(self) -> Iterator[str]:
        """Go through the names that can be put in."""
        return iter({**self._values, **self._catalogue.provisions})

    def __len__(self) -> int:
        """Return how many names can be put in."""
        return len({**self._values, **self._catalogue.provisions})


@cache
def regimes() -> tuple[str, ...]:
    """Return the regimes we have letters for."""
    return tuple(sorted(path.stem for path in (LETTERS / "provisions").glob("*.toml")))


@cache
def catalogue(regime: str) -> Catalogue:
    """Return the catalogue of ``regime``; KeyError when there is none."""
    if regime not in regimes():
        raise KeyError(regime)
    raw = tomllib.loads((LETTERS / "provisions" / f"{regime}.toml").read_text("utf-8"))
    laws = {name: Law(**forms) for name, forms in raw["laws"].items()}
    main = next(iter(laws))
    return Catalogue(
        folders=tuple(raw["letters"]),
        law=laws[main],
        official=raw["official"],
        checked=raw["checked"],
        paper=raw.get("paper", "a4"),
        window=raw.get("window", "right"),
        without=frozenset(raw.get("without", ())),
        words=raw.get("words", {}),
        provisions={
            name: Provision(
                place={code: passage.get(code) or passage["both"] for code in LANGUAGES},
                law=laws.get(passage.get("law", main)),
                says=passage["says"],
                source=passage["source"],
            )
            for name, passage in raw["provisions"].items()
        },
    )


def provisions(regime: str) -> Mapping[str, Provision]:
    """Return what the letters of ``regime`` cite, by name."""
    return catalogue(regime).provisions


@cache
def kinds(regime: str, shelf: str) -> tuple[str, ...]:
    """Return the letters a regime has: its rights under ``requests``, the rest ``follow-ups``."""
    found = catalogue(regime)
    shelves = [LETTERS / folder / shelf for folder in found.folders]
    names = {path.name for place in shelves if place.is_dir() for path in place.iterdir()}
    return tuple(sorted(names - found.without))


@cache
def rights() -> tuple[str, ...]:
    """Return every right that some law has a letter for, those shown everywhere first."""
    found = {right for regime in regimes() for right in kinds(regime, REQUESTS)}
    return (*everywhere(), *sorted(found - {*everywhere()}))


@cache
def everywhere() -> tuple[str, ...]:
    """Return the rights that people are shown wherever they live, in the order of showing."""
    return tuple(tomllib.loads((LETTERS / "rights.toml").read_text("utf-8"))["everywhere"])


@cache
def wording(regime: str, shelf: str, kind: str, language: str) -> Template:
    """Return the text of a letter; its first line is the subject."""
    found = catalogue(regime)
    for folder in found.folders if kind not in found.without else ():
        path = LETTERS / folder / shelf / kind / f"{language}.txt"
        if path.exists():
            return Template(path.read_text("utf-8"))
    raise KeyError(f"{regime} {shelf}/{kind}")


@cache
def needs(regime: str, shelf: str, kind: str) -> frozenset[str]:
    """Return what a letter is void without: ``details``, ``ground``, the day they ``answered``."""
    text = wording(regime, shelf, kind, "en").template
    marks = {"details": ":\n\n$details", "ground": "$ground", "answered": "$answered"}
    return frozenset(name for name, mark in marks.items() if mark in text)


@cache
def pieces(regime: str, language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the short texts a letter chooses between, by placeholder and choice."""
    found: dict[str, dict[str, str]] = {}
    for folder in reversed(catalogue(regime).folders):
        path = LETTERS / folder / f"{language}.toml"
        raw = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
        for name, choices in raw.items():
            found.setdefault(name, {}).update(choices)
    return found


def citing(regime: str, language: str) -> Mapping[str, str]:
    """Return, for each piece « if_sensitive », whether this law has a « sensitive » to cite."""
    known = catalogue(regime).provisions
    return {
        name: "cited" if name.removeprefix(_IF) in known else "uncited"
        for name in pieces(regime, language)
        if name.startswith(_IF)
    }
