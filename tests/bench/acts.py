"""What people do to the bot, as Telegram's updates."""

from collections.abc import Sequence
from typing import Any

DAY = 1764064800  # 25 November 2025, 10:00 UTC

# people never put a question twice in the same words: no cache may answer for the finder
_OPENINGS = (
    ("fr", "Bonjour, "), ("fr", "Salut ! "), ("fr", "Bonsoir, svp "), ("fr", "Une question : "),
    ("fr", "Dites-moi, "), ("en", "Hello, "), ("en", "Hi! "), ("en", "Please tell me, "),
    ("en", "Quick question: "), ("en", "I am worried. "),
)  # fmt: skip
_QUESTIONS = {
    "fr": (
        "c'est quoi Clearview AI ?",
        "comment savoir qui a une photo de mon visage ?",
        "est-ce que je peux faire effacer mes données ?",
        "combien de temps l'entreprise a-t-elle pour me répondre ?",
        "ils ne répondent pas depuis deux mois, que faire",
        "à qui me plaindre en France ?",
        "mon employeur veut mon empreinte digitale pour pointer, il a le droit ?",
        "PimEyes montre des photos de moi, comment les enlever",
        "le magasin m'a filmé et me reconnaît à l'entrée",
        "quelle différence entre accès et effacement",
    ),
    "en": (
        "what is Clearview AI and does it have my face?",
        "how do I get my pictures out of PimEyes?",
        "can I ask a company for a copy of everything they hold about me?",
        "how long do they have to answer my request",
        "they want a copy of my passport before they answer, must I?",
        "nobody answered my letter, what now?",
        "which authority do I complain to in the UK?",
        "a shop banned me because of face recognition",
        "my son's school takes fingerprints for lunch, is that allowed?",
        "does Meta keep my voice recordings?",
    ),
}


def questions() -> list[tuple[str, str]]:
    """Return a hundred questions with their languages."""
    return [
        (language, opening + question)
        for language, opening in _OPENINGS
        for question in _QUESTIONS[language]
    ]


def says(chat: int, text: str, language: str = "fr") -> dict[str, Any]:
    """Return the update of somebody who writes."""
    message = _message(chat, text) | {"from": _person(chat, language)}
    if text.startswith("/"):
        length = len(text.split(" ", maxsplit=1)[0])
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return {"message": message}


def presses(chat: int, data: str, language: str = "fr") -> dict[str, Any]:
    """Return the update of somebody who presses a button."""
    query = {
        "id": str(chat * 1000),
        "from": _person(chat, language),
        "chat_instance": str(chat),
        "message": _message(chat, "…") | {"from": {"id": 1, "is_bot": True, "first_name": "T"}},
        "data": data,
    }
    return {"callback_query": query}


def asked(chats: Sequence[int], turn: int) -> list[dict[str, Any]]:
    """Return a question of each chat, another one each turn."""
    known = questions()
    picked = [known[(at * 7 + turn * 13) % len(known)] for at in range(len(chats))]
    return [
        says(chat, text, language) for chat, (language, text) in zip(chats, picked, strict=True)
    ]


def _message(chat: int, text: str) -> dict[str, Any]:
    return {
        "message_id": 1,
        "date": DAY,
        "text": text,
        "chat": {"id": chat, "type": "private", "first_name": "Ana"},
    }


def _person(chat: int, language: str) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": language}
