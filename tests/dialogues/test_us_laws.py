"""Letters under the laws of American states, from the request to the complaint."""

import pytest

from tests.dialogues.conftest import Chat, World

ANA = ("Ana Miller", "ana@example.org")
SENT = ("📮 I sent it", "Today", "By e-mail", "Skip", "25 November 2026")


async def _asked(town: World, state: str, *right: str, company: str = "Clearview") -> Chat:
    """Return a chat of somebody in a state who has said what they want, and from whom."""
    chat = await town.settled("Ana", "en", "us")
    await chat.say("/request")
    await chat.press("For me", *right, company)
    assert "which part of it do you live in?" in chat.last
    await chat.press(state)
    return chat


async def _written(chat: Chat) -> str:
    for line in ANA:
        await chat.say(line)
    return await chat.press("Skip", "Skip", "English")


async def test_california_from_access_to_the_complaint(town: World) -> None:
    chat = await _asked(town, "California", "👁 Access")
    await chat.press("✓ CCPA (California)")
    letter = await _written(chat)
    assert "Under the California Consumer Privacy Act" in letter
    assert "derived from my face" in letter
    assert "(Cal. Civ. Code § 1798.110(a))" in letter
    assert "photograph nor a copy of an identity document" in letter

    await chat.press("✓ The letter is right")
    # 45 days end on Saturday the 9th (CCP 12a)
    assert "11 January 2027" in await chat.press(*SENT)

    await town.skip(days=50)
    await chat.press("Nothing came", "✍️ Write the reminder letter")
    for line in ANA:
        reminder = await chat.say(line)
    assert "1798.130(a)(2)(A)) ended on 11 January 2027" in reminder

    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "✍️ Write the complaint to the authority")
    for line in (*ANA, "No answer to my request"):
        complaint = await chat.say(line)
    assert "I bring to your attention the practices of the following company" in complaint
    assert "copy of my request of 25 November 2026" in complaint


@pytest.mark.parametrize(
    ("right", "words", "day"),
    [
        ("Opt out of sale", "I direct you not to sell or share", "18 December 2026"),
        ("Limit the use", "limit the use and disclosure", "18 December 2026"),
    ],
)
async def test_california_knows_rights_of_its_own(
    town: World, right: str, words: str, day: str
) -> None:
    chat = await _asked(town, "California", "Something else…", right)
    await chat.press("✓ CCPA (California)")

    assert words in await _written(chat)
    await chat.press("✓ The letter is right")
    assert day in await chat.press(*SENT)  # 15 business days: Thanksgiving and the day after


async def test_rights_of_american_laws_are_offered_to_nobody_else(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/demande")
    said = await chat.press("Pour moi", "Autre chose…")

    assert "Refuser la vente" not in said
    assert "Refuser la vente" not in chat.labels


async def test_illinois_gives_no_access_and_says_what_it_gives(town: World) -> None:
    chat = await _asked(town, "Illinois", "👁 Access")
    assert "does not give this right" in chat.last
    assert "public policy, written release" in chat.last
    assert chat.labels[:2] == ["Destruction when due", "Their policy and my release"]

    await chat.press("Their policy and my release", "✓ BIPA (Illinois)")
    letter = await _written(chat)
    assert "It gives no general right of access, and I do not claim one." in letter
    assert "(740 ILCS 14/15(a))" in letter
    assert "take no new image" in letter

    await chat.press("✓ The letter is right")
    assert "sets no date" in await chat.press(*SENT)
    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., biometric policy", "📬 Something came", "It refuses")
    assert "✍️ Write the complaint to the authority" in chat.labels
    await chat.press("✍️ Challenge the refusal")
    for line in ANA:
        again = await chat.say(line)
    assert "I ask you to reconsider that decision." in again
    assert "appeal" not in again


async def test_illinois_destruction_asks_why_its_time_has_come(town: World) -> None:
    chat = await _asked(town, "Illinois", "Something else…", "Destruction when due")
    asked = await chat.press("✓ BIPA (Illinois)")
    assert "When did you last deal with this company" in asked
    await chat.say("I left the gym on 3 March 2023.")

    letter = await _written(chat)
    assert "– I left the gym on 3 March 2023." in letter
    assert "within three years of the last interaction" in letter


async def test_a_refusal_in_virginia_is_appealed_to_the_company(town: World) -> None:
    chat = await _asked(town, "Virginia", "👁 Access")
    await chat.press("✓ VCDPA (Virginia)")
    letter = await _written(chat)
    assert "I live in Virginia." in letter
    await chat.press("✓ The letter is right")
    assert "9 January 2027" in await chat.press(*SENT)

    await chat.say("/cases")
    await chat.press("Clearview AI, Inc., access", "📬 Something came", "It refuses")
    await chat.press("✍️ Challenge the refusal")
    for line in ANA:
        appeal = await chat.say(line)
    assert "my appeal against that decision (Va. Code § 59.1-577(C))" in appeal


async def test_rhode_island_from_withdrawal_to_the_complaint(town: World) -> None:
    chat = await _asked(town, "Rhode Island", "Something else…", "Withdraw consent")
    await chat.press("✓ state law (Rhode Island)")
    letter = await _written(chat)
    assert "I revoke any consent to the processing of sensitive data about me" in letter
    await chat.press("✓ The letter is right")
    assert "10 December 2026" in await chat.press(*SENT)  # 15 days

    await town.skip(days=20)
    await chat.press("Nothing came")
    await chat.say("/cases")
    await chat.press(
        "Clearview AI, Inc., withdrawal of consent", "✍️ Write the complaint to the authority"
    )
    for line in (*ANA, "No answer to my request"):
        complaint = await chat.say(line)
    assert "under the Rhode Island Data Transparency and Privacy Protection Act" in complaint


async def test_a_state_without_a_right_offers_what_it_has(town: World) -> None:
    chat = await _asked(town, "Iowa", "Something else…", "Rectify")
    assert "this law does not provide for correction" in chat.last
    assert "Rectify" not in chat.labels
    await chat.press("Opt out of sale", "✓ ICDPA (Iowa)")

    letter = await _written(chat)
    assert "Their sale" in letter
    assert "Targeted advertising" not in letter
    assert "ninety days" in letter


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("Florida", "Florida"),  # too little of its law was read
        ("Oklahoma", "Oklahoma"),  # not in force, and not codified
        ("Elsewhere, or I’d rather not say", "We do not know the law of the place where you live"),
    ],
)
async def test_where_no_letter_was_verified_none_is_written(
    town: World, state: str, why: str
) -> None:
    chat = await _asked(town, state, "👁 Access")

    assert "I can’t write this letter yet" in chat.last
    assert why in chat.last
    assert not [label for label in chat.labels if label.startswith("✓")]


async def test_a_french_speaker_in_texas_reads_the_letter_in_french(town: World) -> None:
    chat = await town.settled("Ana", "fr", "us")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview", "Texas")
    await chat.press(next(label for label in chat.labels if label.startswith("✓")))
    for line in ANA:
        await chat.say(line)
    letter = await chat.press("Passer", "Passer", "Français")

    assert "Au titre du Texas Data Privacy and Security Act" in letter
    assert "J’habite au Texas." in letter
    assert "(Tex. Bus. & Com. Code § 503.001)" in letter.replace("&amp;", "&")


async def test_the_welcome_says_that_it_depends_on_the_state(town: World) -> None:
    chat = town.phone("Ana", "en")
    await chat.say("/start")
    await chat.press("Another country")

    assert "The law there depends on the part of the country" in await chat.say("United States")
