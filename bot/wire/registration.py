"""Telling Telegram once where to send updates."""

import asyncio
import logging

from sqlmodel import Session

from bot.refusal import Refusal
from bot.wire.gate import WANTED
from bot.wire.ledger import PASSING
from bot.wire.line import OK, Line
from bot.wire.patience import backoff
from bot.wire.secrecy import kind
from bot.wire.transport import NotSent, Unknown
from bot.wire.web import Webhook
from db import profile
from db.store import Store, vault_of

CONNECTIONS = 40  # Telegram's own default

log = logging.getLogger(__name__)


class Registration:
    """Set a webhook, unless Telegram has it already."""

    def __init__(self, webhook: Webhook, line: Line, store: Store) -> None:
        self._webhook = webhook
        self._line = line
        self._store = store

    async def run(self) -> None:
        """Try until it is done; Refusal when Telegram does not know our token."""
        tries = 0
        while not await self._attempt():
            tries += 1
            await asyncio.sleep(backoff(tries, longest=60))

    async def _attempt(self) -> bool:
        try:
            return await self._is_set() or await self._set()
        except (NotSent, Unknown, *PASSING) as problem:
            log.warning("the webhook is not set: %s", kind(problem))
            return False

    async def _is_set(self) -> bool:
        """Tell whether Telegram has it, as far as it says, and the rest as we told it."""
        told = await self._store(_is_told, self._webhook)
        info = await self._line.call("getWebhookInfo")
        return (
            told and isinstance(info.result, dict) and info.result.get("url") == self._webhook.url
        )

    async def _set(self) -> bool:
        reply = await self._line.call("setWebhook", _wishes(self._webhook))
        if reply.bad_token:
            raise Refusal("setup.bad_token")
        if reply.code != OK:
            log.error("the webhook is not set: %s", reply.code)
            return False
        await self._store(_tell, self._webhook)
        return True


def _wishes(webhook: Webhook) -> dict[str, object]:
    return {
        "url": webhook.url,
        "secret_token": webhook.secret,
        "allowed_updates": list(WANTED),
        "max_connections": CONNECTIONS,
    }


def _is_told(session: Session, webhook: Webhook) -> bool:
    return profile.told(session, "webhook") == _fingerprint(session, webhook)


def _tell(session: Session, webhook: Webhook) -> None:
    profile.tell(session, "webhook", _fingerprint(session, webhook))


def _fingerprint(session: Session, webhook: Webhook) -> str:
    """Return what stands for all we told: Telegram itself does not repeat the secret."""
    wishes = "\n".join(str(wish) for wish in _wishes(webhook).values())
    return vault_of(session).index("webhook", wishes)
