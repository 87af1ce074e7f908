"""Facts and letters for the tests of this room."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.companies import Company, Found
from bot.documents import Facts, Letter, Sent, follow_up, kinds, rights, write
from bot.documents.values import COMPANY, CONTACT, HELP, LINE, NAME
from bot.documents.wordings import regimes
from bot.language import LANGUAGES

DAY = date(2026, 12, 1)
SEEN = date(2026, 6, 1)
FACE_SEARCH = Company(
    id="face",
    name="Visages & Fils SA",
    kind="face-search",
    country="us",
    emails=(Found("privacy@face.example", "https://face.example", SEEN),),
    posts=(Found("1 Main Street\nAlbany, NY 12207\nUnited States", "https://face.example", SEEN),),
)
FACTS = Facts(
    name="Ana Škoda",
    company=FACE_SEARCH,
    reference="TR-7K2QMXYZ",
    day=DAY,
    contact=("12, rue des Lilas", "69003 Lyon", "ana@example.org"),
    helps="Profil public : example.org/ana\nAffiche de mars 2021",
)
SENT = Sent(on=date(2026, 10, 1), channel="email", due=date(2026, 11, 2))
WHOM = {"me": "", "child": "Zoë Škoda", "other": "Jean Dupont"}

# Each « & » weighs five: the dearest characters of a message
HEAVY = FACTS.__class__(
    name="&" * (NAME // 5),
    company=replace(FACE_SEARCH, name="&" * (COMPANY // 5)),
    reference="TR-WWWWWWWW",
    day=date(2026, 9, 30),
    for_whom="other",
    concerned="&" * (NAME // 5),
    contact=tuple("&" * (LINE // 5) for _ in range(CONTACT // LINE)),
    helps="&" * (HELP // 5),
)


def every(facts: Facts = FACTS) -> Iterator[tuple[str, Letter]]:
    """Yield every letter there is, with its name."""
    for regime in regimes():
        for language in LANGUAGES:
            for right in rights(regime):
                yield f"{right}-{regime}-{language}", write(right, regime, language, facts)
                for kind in kinds(regime):
                    letter = follow_up(right, regime, language, facts, SENT, kind=kind)
                    yield f"{kind}-{right}-{regime}-{language}", letter
