"""How a repeat says that it is one: the first copy may have arrived."""

from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from db.parcel import Parcel

TEXT = 4096  # UTF-16 units, counted with the tags: never wrong on the safe side
CAPTION = 1024

Again = Callable[[str | None], str]  # the words, as HTML, in a language or the fallback

# done twice, these look as if done once; a second topic says itself that it is nobody's
_HARMLESS = (
    "edit",
    "delete",
    "set",
    "pin",
    "unpin",
    "close",
    "reopen",
    "answer",
    "leave",
    "create",
)
_FIELDS = {
    "sendMessage": ("text", TEXT),
    "sendDocument": ("caption", CAPTION),
    "sendPhoto": ("caption", CAPTION),
    "sendVideo": ("caption", CAPTION),
    "sendAnimation": ("caption", CAPTION),
    "sendAudio": ("caption", CAPTION),
    "sendVoice": ("caption", CAPTION),
}

_PLACE = ("message_thread_id", "protect_content")  # are the word's, too

Call = tuple[str, Mapping[str, Any], Mapping[str, tuple[str, bytes]]]


def marked(parcel: Parcel, again: Again | None) -> list[Call]:
    """Return the calls that make a parcel's again: with its mark, or with a word before it."""
    plain: Call = (parcel.method, parcel.params, parcel.files)
    words = parcel.again_text or (again(parcel.language) if again else "")
    if not words or parcel.method.startswith(_HARMLESS):
        return [plain]
    params = _with(words, parcel)
    if params is not None:
        return [(parcel.method, params, parcel.files)]
    there = {name: v for name, v in parcel.params.items() if name in _PLACE and v}
    word = {"chat_id": parcel.chat_id, "text": words, "parse_mode": "HTML"}
    return [("sendMessage", word | there, {}), plain]


def _with(words: str, parcel: Parcel) -> Mapping[str, Any] | None:
    """Return the parameters with the mark in front, if there is a place and room for it."""
    name, most = _FIELDS.get(parcel.method, ("", 0))
    if not name or {"entities", "caption_entities"} & parcel.params.keys():
        return None
    text = parcel.params.get(name) or ""
    html = parcel.params.get("parse_mode") == "HTML"
    if not text:
        html = True
    whole = "\n\n".join(filter(None, (words if html else unescape(words), text)))
    if len(whole.encode("utf-16-le")) // 2 > most:
        return None
    mode = {"parse_mode": "HTML"} if html else {}
    return {**parcel.params, **mode, name: whole}
