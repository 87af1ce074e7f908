"""What Telegram shows of the bot: its menu, name and descriptions, in each language."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.language import LANGUAGES, label
from db import profile
from db.desk import Group
from db.store import Store

# the words behind a command, and its name in each language
MENU = (
    ("start", {"fr": "start", "en": "start"}),
    ("request", {"fr": "demande", "en": "request"}),
    ("cases", {"fr": "dossiers", "en": "cases"}),
    ("deadline", {"fr": "delai", "en": "deadline"}),
    ("question", {"fr": "question", "en": "ask"}),
    ("topics", {"fr": "themes", "en": "topics"}),
    ("company", {"fr": "entreprise", "en": "company"}),
    ("human", {"fr": "benevole", "en": "human"}),
    ("settings", {"fr": "reglages", "en": "settings"}),
    ("language", {"fr": "langue", "en": "language"}),
    ("privacy", {"fr": "confidentialite", "en": "privacy"}),
    ("mydata", {"fr": "mesdonnees", "en": "mydata"}),
    ("forget", {"fr": "oublier", "en": "forget"}),
    ("cancel", {"fr": "annuler", "en": "cancel"}),
    ("help", {"fr": "aide", "en": "help"}),
)
_UNSET = "en"  # for phones in neither language

Publish = Callable[[], Awaitable[object]]


async def publish(bot: Bot, store: Store, groups: Sequence[Group] = ()) -> None:
    """Tell Telegram what has changed since it was last told; these calls are tightly limited."""
    codes = ("", *LANGUAGES)
    for code in codes:
        for fact in _facts(bot, code):
            await _tell(store, code, *fact)
    for group in groups:
        with suppress(TelegramError):  # we may not be in it
            for code in codes:
                await _tell(store, code, *_in_group(bot, code, group))


async def _tell(store: Store, code: str, what: str, words: object, call: Publish) -> None:
    name, value = f"{what}:{code}", _hash(words)
    if await store(profile.told, name) != value:
        await call()
        await store(profile.tell, name, value)


def commands(language: str) -> list[BotCommand]:
    """Return the menu in one language."""
    return [
        BotCommand(names[language], label(f"start.command.{key}", language)) for key, names in MENU
    ]


def _facts(bot: Bot, code: str) -> list[tuple[str, object, Publish]]:
    spoken = code or _UNSET
    name, short, long = (
        label(f"start.{what}", spoken) for what in ("name", "short_description", "description")
    )
    menu = commands(spoken)
    return [
        (
            "commands",
            [one.to_dict() for one in menu],
            lambda: bot.set_my_commands(menu, language_code=code or None),
        ),
        ("name", name, lambda: bot.set_my_name(name, language_code=code or None)),
        ("short", short, lambda: bot.set_my_short_description(short, language_code=code or None)),
        ("long", long, lambda: bot.set_my_description(long, language_code=code or None)),
    ]


def _in_group(bot: Bot, code: str, group: Group) -> tuple[str, object, Publish]:
    """Return what a volunteers' group is offered: none of the commands for people."""
    offered = [BotCommand("desk", label("start.command.desk", code or _UNSET))]
    scope = BotCommandScopeChat(group.chat_id)
    return (
        f"commands in {group.id}",
        [scope.chat_id, *(one.to_dict() for one in offered)],
        lambda: bot.set_my_commands(offered, scope=scope, language_code=code or None),
    )


def _hash(words: object) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()
