"""Find a company by what people call it: brands, typing slips, missing accents."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from rapidfuzz import fuzz, process

from bot.companies.records import Company, load

# Out of 100: how alike a whole name, or one word of it, must be to be offered
_ALIKE = 74
_ALIKE_WORD = 80
_SHORT = 3
# Legal forms say nothing of who somebody is
_FORMS = re.compile(
    r"\b(?:inc|ltd|limited|llc|plc|gmbh|ag|sas|sarl|sa|bv|b v|ou|uab|corp|corporation|company|co|dac|"
    r"unlimited|societe|group|groupe)\b"
)


class Directory:
    """Companies that can be looked up."""

    def __init__(self, companies: Iterable[Company]) -> None:
        """Hold ``companies``; of two with one id the later stands."""
        self._companies = {company.id: company for company in companies}
        self._names: dict[str, set[str]] = defaultdict(set)  # without blanks: « pim eyes »
        self._words: dict[str, set[str]] = defaultdict(set)
        for company in self._companies.values():
            for key in map(_key, _called(company)):
                self._names[key.replace(" ", "")].add(company.id)
                for word in key.split():
                    self._words[word].add(company.id)
        self._whole = list(self._names)
        self._sorted = sorted(self._words)

    def __iter__(self) -> Iterator[Company]:
        """Go through the companies."""
        return iter(self._companies.values())

    def get(self, company_id: str) -> Company | None:
        """Return the company of that id."""
        return self._companies.get(company_id)

    def find(self, text: str, limit: int = 5) -> list[Company]:
        """Return the companies ``text`` may mean, the likeliest first."""
        wanted = _key(text)
        if not wanted:
            return []
        scores: dict[str, float] = defaultdict(float)
        for company_id, score in self._likely(wanted):
            scores[company_id] = max(scores[company_id], score)
        ranked = sorted(scores, key=lambda found: (-scores[found], found))
        return [self._companies[company_id] for company_id in ranked[:limit]]

    def _likely(self, wanted: str) -> Iterator[tuple[str, float]]:
        whole = wanted.replace(" ", "")
        for name, score in self._alike(whole, self._whole, _ALIKE):
            yield from ((company_id, score) for company_id in self._names[name])
        for company_id in self._begun(wanted):
            yield company_id, 95.0
        for word, score in self._alike(whole, self._sorted, _ALIKE_WORD):
            yield from ((company_id, score * 0.9) for company_id in self._words[word])

    def _alike(self, wanted: str, choices: list[str], enough: int) -> Iterator[tuple[str, float]]:
        if len(wanted) <= _SHORT:
            yield from ((choice, 100.0) for choice in choices if choice == wanted)
            return
        found = process.extract(wanted, choices, scorer=fuzz.ratio, score_cutoff=enough, limit=20)
        yield from ((choice, score) for choice, score, _ in found)

    def _begun(self, wanted: str) -> set[str]:
        """Return the companies in whose names every word of ``wanted`` begins one."""
        return set.intersection(*map(self._beginning, wanted.split()))

    def _beginning(self, word: str) -> set[str]:
        at = bisect_left(self._sorted, word)
        found: set[str] = set()
        while at < len(self._sorted) and self._sorted[at].startswith(word):
            found |= self._words[self._sorted[at]]
            at += 1
        return found


def find(text: str, limit: int = 5) -> list[Company]:
    """Return the companies that ``text`` may mean, the likeliest first: ours before imported ones."""
    found = _directory().find(text, limit)
    return found + _imported().find(text, limit - len(found)) if len(found) < limit else found


def get(company_id: str) -> Company | None:
    """Return the company of that id."""
    return _directory().get(company_id) or _imported().get(company_id)


def everyone() -> tuple[Company, ...]:
    """Return every company of our own records."""
    return tuple(_directory())


def include(imported: Iterable[Company]) -> None:
    """Let imported companies be found, too, save those we have a record of."""
    _SHELVES[:] = [Directory(one for one in imported if not is_ours(one))]


def is_ours(company: Company) -> bool:
    """Return whether we have a record of a company: its name, or its address."""
    names, emails = _ours()
    return _whole(company.name) in names or company.email in emails


def _imported() -> Directory:
    return _SHELVES[0] if _SHELVES else _NOTHING


@cache
def _directory() -> Directory:
    return Directory(load())


@cache
def _ours() -> tuple[frozenset[str], frozenset[str]]:
    names = frozenset(_whole(name) for company in everyone() for name in _called(company))
    found = (one for company in everyone() for one in (company, *company.variants.values()))
    return names, frozenset(email.value for one in found for email in one.emails)


def _whole(name: str) -> str:
    return _key(name).replace(" ", "")


def _called(company: Company) -> tuple[str, ...]:
    branches = [branch.name for branch in company.variants.values()]
    return (company.name, *company.brands, *branches)


def _key(text: str) -> str:
    """Return ``text`` without case, accents, signs and legal form."""
    spread = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    words = " ".join(re.sub(r"[\W_]+", " ", bare.casefold()).split())
    return " ".join(_FORMS.sub(" ", words).split()) or words


_NOTHING = Directory(())
_SHELVES: list[Directory] = []  # what was imported, once it is included
