"""List what proves a case, each with a numbered place and what the person puts there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.cases import Happening
from bot.documents.letters import ForWhom
from bot.language import label

_POSTED = {"registered", "post"}
_MINE = {"identity-given", "clarification-given", "fee-paid"}
# what the company wrote; a demand is one whether it is contested or not
_THEIRS = {
    "acknowledged": "acknowledged",
    "identity-asked": "identity-asked",
    "identity-contested": "identity-asked",
    "clarification-asked": "clarification-asked",
    "clarification-contested": "clarification-asked",
    "fee-asked": "fee-asked",
    "fee-contested": "fee-asked",
    "extension": "extension",
    "answered": "answered",
}


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """Something that proves a part of the case: ``folder`` is its place, ``put`` what belongs there."""

    folder: str
    title: str
    put: str


def proofs(
    happenings: Sequence[Happening], for_whom: ForWhom, language: str, *, copied: bool
) -> tuple[Proof, ...]:
    """Return what proves a case; ``copied`` tells that the request is in the pack already."""
    found = [*_sending(happenings, language, copied=copied), *_since(happenings, language)]
    found.append(_proof("letters", language))
    found.append(_proof("data", language))
    if for_whom != "me":
        found.append(_proof(f"capacity-{for_whom}", language, folder="capacity"))
    return tuple(found)


def _sending(happenings: Sequence[Happening], language: str, *, copied: bool) -> Iterator[Proof]:
    yield _proof("request", language, put="request-copied" if copied else "request")
    sent = next((one for one in reversed(happenings) if one.kind == "sent"), None)
    if sent is None:
        return
    by, noted = str(sent.note.get("by") or "email"), sent.note.get("proof")
    proof = _proof("sending", language, put=f"sending-{by}", day=sent.on)
    words = label("papers.put-noted", language, proof=noted) if noted else ""
    yield Proof(proof.folder, proof.title, " ".join(filter(None, [proof.put, words])))
    if by in _POSTED:
        yield _proof("arrival", language, put=f"arrival-{by}")


def _since(happenings: Sequence[Happening], language: str) -> Iterator[Proof]:
    for one in sorted(happenings, key=lambda one: one.on):
        told = _THEIRS.get(one.kind) or (one.kind if one.kind in _MINE else None)
        if told:
            whose = "mine" if one.kind in _MINE else "theirs"
            what = label(f"cases.event_{told}", language)
            yield _proof(whose, language, day=one.on, what=what)


def _proof(kind: str, language: str, *, folder: str = "", put: str = "", **values: object) -> Proof:
    return Proof(
        folder=label(f"papers.folder-{folder or kind}", language),
        title=label(f"papers.proof-{kind}", language, **values),
        put=label(f"papers.put-{put or kind}", language),
    )
