"""Facts and letters for the tests of this room."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.companies import Company, Found
from bot.documents import (
    Facts,
    Letter,
    Sent,
    complain,
    complaints,
    follow_up,
    kinds,
    needs,
    rights,
    write,
)
from bot.documents.values import COMPANY, CONTACT, HELP, LINE, NAME
from bot.documents.wordings import FOLLOW_UPS, regimes
from bot.language import LANGUAGES
from bot.law.authorities import authorities

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
DETAILED = replace(
    FACTS,
    details="Date : la photographie est du 3 mars, non du 5\nNom : « Škoda », non « Skoda »",
    ground="accuracy",
)
SENT = Sent(on=date(2026, 10, 1), channel="email", due=date(2026, 11, 2))
AUTHORITY = authorities()["fr-cnil"]
WHOM = {"me": "", "child": "Zoë Škoda", "other": "Jean Dupont"}

# Each « & » weighs five: the dearest characters of a message
HEAVY = Facts(
    name="&" * (NAME // 5),
    company=replace(FACE_SEARCH, name="&" * (COMPANY // 5)),
    reference="TR-WWWWWWWW",
    day=date(2026, 9, 30),
    for_whom="other",
    concerned="&" * (NAME // 5),
    contact=tuple("&" * (LINE // 5) for _ in range(CONTACT // LINE)),
    helps="&" * (HELP // 5),
    details="&" * (HELP // 5),
    ground="claims",
)


_FIRST = ("access", "policy")  # what a law's letters begin with
_LONGEST = ("restriction", "limit", *_FIRST)


def every(facts: Facts = DETAILED) -> Iterator[tuple[str, Letter]]:
    """Yield every letter there is, with its name."""
    full = replace(SENT, received=SENT.on, answered=date(2026, 11, 5), reminded=date(2026, 11, 20))
    for regime in regimes():
        for language in LANGUAGES:
            for right in rights(regime):
                yield f"{right}-{regime}-{language}", write(right, regime, language, facts)
            for kind in kinds(regime):
                sent = full if "answered" in needs(regime, FOLLOW_UPS, kind) else SENT
                about = next(right for right in _LONGEST if right in rights(regime))
                letter = follow_up(about, regime, language, facts, sent, kind=kind)
                yield f"{kind}-{regime}-{language}", letter
            for sent in (SENT, full) if complaints(regime) else ():
                about = next(right for right in _FIRST if right in rights(regime))
                letter = complain(about, regime, language, facts, sent, AUTHORITY)
                yield f"authority-{regime}-{language}-{bool(sent.answered)}", letter
