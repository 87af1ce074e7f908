"""Ways through the bot that many dialogues share."""

from tests.dialogues.conftest import Chat


async def at_the_name(chat: Chat) -> str:
    """Begin an access request to Clearview, up to the name."""
    await chat.say("/demande")
    return await chat.press("Pour moi", "👁 Accès", "Clearview", "✓ RGPD")


async def at_the_preview(chat: Chat, name: str = "Ana Müller") -> str:
    """Go on to the preview of a letter in English."""
    await at_the_name(chat)
    await chat.say(name)
    await chat.say("ana@example.fr")
    return await chat.press("Passer", "Passer", "Anglais")


async def prepared(chat: Chat) -> str:
    """Have the letter ready."""
    await at_the_preview(chat)
    return await chat.press("✓ La lettre est bonne")


async def sent(chat: Chat) -> str:
    """Have it sent today, the 25th of November, by e-mail: it arrives the same day."""
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée", "Aujourd’hui", "Par courriel", "Passer")
    return await chat.press("25 novembre 2026")


async def posted(chat: Chat) -> str:
    """Have it sent yesterday by registered post; nobody knows when it arrived."""
    await prepared(chat)
    await chat.press("📮 Je l’ai envoyée", "Hier", "En recommandé", "Passer")
    return await chat.press("Je ne sais pas encore")


async def ready(chat: Chat, company: str = "Clearview", law: str = "✓ GDPR") -> None:
    """Have a letter ready, in English."""
    await chat.say("/request")
    await chat.press("For me", "👁 Access", company, law)
    for line in ("Alex Smith", "alex@example.org"):
        await chat.say(line)
    await chat.press("Skip", "Skip", "English", "✓ The letter is right")


async def gone(chat: Chat) -> str:
    """Say that the letter just made was sent and arrived today, the 25th of November."""
    await chat.press("📮 I sent it", "Today", "By e-mail", "Skip")
    return await chat.press("25 November 2026")
