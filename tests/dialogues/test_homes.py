"""The part of a country, asked where the law, the authority or the day hangs on it."""

from db import case, person
from tests.dialogues.conftest import Chat, World

ELSEWHERE = "Elsewhere, or I don’t know"


async def typed_in(chat: Chat, seat: str) -> str:
    """Ask a company that is typed in for access, up to where it sits."""
    await chat.say("/request")
    await chat.press("For me", "👁 Access")
    await chat.say("Gesichter GmbH")
    await chat.press("Write to “Gesichter GmbH”")
    await chat.say("privacy@example.com")
    return await chat.press(seat)


async def sent(chat: Chat, law: str) -> str:
    """Finish the letter and send it by e-mail on the 25th of November 2026."""
    await chat.press(law)
    await chat.say("Alex Smith")
    await chat.say("alex@example.org")
    await chat.press("Skip", "Skip", "English", "✓ The letter is right", "📮 I sent it")
    await chat.press("Today", "By e-mail", "Skip")
    return await chat.press("25 November 2026")


async def test_berlin_and_a_company_in_bavaria(town: World) -> None:
    chat = await town.settled("Alex", "en", "de")

    asked = await typed_in(chat, "Germany")
    assert asked.startswith("Germany: which part of it is the company based in?")
    assert chat.labels[0] == ELSEWHERE
    asked = await chat.press("Bavaria")
    assert asked.startswith("Germany: which part of it do you live in?")
    assert "The company is based here: Bavaria." in await chat.press("Berlin")

    assert "25 December 2026" in await sent(chat, "✓ GDPR")
    await town.skip(days=40)
    await chat.say("/cases")
    await chat.press("Gesichter GmbH, access")
    assert "Berlin Commissioner for Data Protection" in await chat.press("Nothing came")

    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        assert someone.residence == "de-be"
        (record,) = case.mine(session, someone.id)
    assert record.facts["place"] == "de-by"


async def test_the_bavarian_epiphany_moves_the_day(town: World) -> None:
    chat = await town.settled("Alex", "en", "de")
    await town.skip(days=11)  # 6 December
    await typed_in(chat, "Germany")
    await chat.press("Bavaria", "Berlin", "✓ GDPR")
    await chat.say("Alex Smith")
    await chat.say("alex@example.org")
    await chat.press("Skip", "Skip", "English", "✓ The letter is right", "📮 I sent it")
    await chat.press("Today", "By e-mail", "Skip")

    dated = await chat.press("6 December 2026")

    assert "must answer by 7 January 2027" in dated
    assert "6 January 2027, a public holiday (Epiphany)" in dated


async def test_berlin_and_a_company_without_a_european_seat(town: World) -> None:
    chat = await town.settled("Ana", "fr", "de")
    await chat.say("/demande")
    asked = await chat.press("Pour moi", "👁 Accès", "Clearview")
    assert asked.startswith("Allemagne : dans quelle partie de ce pays vivez-vous ?")
    said = await chat.press("Berlin")
    assert "Les jours fériés sont ceux de votre pays (Allemagne)." in said

    await chat.press("Annuler")
    await chat.say("/demande")
    assert (await chat.press("Pour moi", "👁 Accès", "Clearview")).startswith("Loi proposée : RGPD")


async def test_in_geneva_the_company_is_what_counts(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ch")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview")
    assert chat.labels[0] == "✓ LPD", "nothing hangs on the person’s canton"
    await chat.press("Annuler")

    await chat.say("/delai")
    asked = await chat.press("Suisse")
    assert asked.startswith(
        "Suisse : dans quelle partie de ce pays l’entreprise est-elle établie ?"
    )
    await chat.press("Genève", "✓ LPD", "Accès")
    await chat.say("11 août 2026")

    dated = await chat.press("Rien d’autre : donner la date")

    assert "11 septembre 2026" in dated  # the 10th: Jeûne genevois


async def test_in_strasbourg_the_company_is_what_counts(town: World) -> None:
    chat = await town.settled("Ana", "fr", "fr")
    await chat.say("/delai")
    await chat.press("France", "Bas-Rhin", "✓ RGPD", "Accès")
    await chat.say("26/11/2025")

    dated = await chat.press("Rien d’autre : donner la date")

    assert "29 décembre 2025" in dated  # the 26th is a holiday in Alsace-Moselle


async def test_quebec_has_its_law_and_the_federal_one(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ca")
    await chat.say("/demande")
    asked = await chat.press("Pour moi", "👁 Accès", "Clearview")
    assert asked.startswith("Canada : dans quelle partie de ce pays vivez-vous ?")

    said = await chat.press("Québec")

    assert said.startswith("Loi proposée : Loi québécoise (P-39.1)")
    assert "LPRPDE" in chat.labels[1]


async def test_the_way_back_leads_to_the_part_again(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ca")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview", "Québec")

    assert (await chat.press("‹ Retour")).startswith("Canada : dans quelle partie")
    await chat.press("Alberta")

    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        assert someone.place == "ca-ab"


async def test_a_part_of_another_country_cannot_be_forged(town: World) -> None:
    chat = await town.settled("Alex", "en", "de")
    await typed_in(chat, "Germany")
    await chat.forge(chat.data("Bavaria").replace("de-by", "fr-67"))
    assert chat.alert
    await chat.press("Bavaria")
    await chat.forge(chat.data("Berlin").replace("de-be", "de-xx"))
    assert chat.alert

    await chat.forge("settings:lives.ca-qc:")

    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        assert someone.place is None


async def test_the_part_is_changed_in_the_settings(town: World) -> None:
    chat = await town.settled("Ana", "fr", "de")
    await chat.say("/reglages")
    assert "Pays : Allemagne\n" in chat.last
    await chat.press("🗺 Province, État, Land ou nation")
    assert chat.labels[-1] == "Ailleurs, ou je préfère ne pas le dire"

    assert "Pays : Allemagne (Hambourg)\n" in await chat.press("Hambourg")

    await chat.press("📍 Pays")
    assert "Pays : France\n" in await chat.press("🇫🇷 France")
    assert "🗺 Province, État, Land ou nation" not in chat.labels


async def test_a_country_changed_half_way_asks_for_no_part_of_the_old_one(town: World) -> None:
    chat = await town.settled("Ana", "fr", "ca")
    await chat.say("/demande")
    await chat.press("Pour moi", "👁 Accès", "Clearview")
    quebec = chat.data("Québec")
    await chat.forge("settings:in.fr:")
    await chat.forge(quebec)

    with town.house.store.transaction() as session:
        someone = person.find(session, chat.phone.chat_id)
        assert someone is not None
        assert someone.residence == "fr"
    assert chat.last.startswith("Loi proposée : RGPD")
