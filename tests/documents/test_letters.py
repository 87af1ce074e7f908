import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Template

import pytest

from bot import law
from bot.companies import typed
from bot.documents import (
    Sent,
    complain,
    complaints,
    every_right,
    everywhere,
    follow_up,
    grounds,
    kinds,
    message,
    needs,
    provisions,
    rights,
    wordings,
    write,
)
from bot.documents.values import weight
from bot.documents.wordings import (
    FOLLOW_UPS,
    LETTERS,
    REQUESTS,
    catalogue,
    pieces,
    regimes,
    wording,
)
from bot.language import LANGUAGES, say
from bot.law.authorities import authorities
from bot.refusal import Refusal
from tests.documents.letters import AUTHORITY, DETAILED, FACTS, HEAVY, SENT, WHOM, every

REGIMES = regimes()
TEXTS = sorted(LETTERS.glob("*/*/*/*.txt"))
PIECES = sorted(path for code in LANGUAGES for path in LETTERS.glob(f"*/{code}.toml"))
ARTICLE = re.compile(r"\b(?:articles?|art\.|sections?|s\.|paragraphes?|§)\s*\d", re.IGNORECASE)


def _placeholders(text: str) -> list[str]:
    return Template(text).get_identifiers()


def _both(path: Path) -> tuple[str, str]:
    return (path.parent / "fr.txt").read_text("utf-8"), (path.parent / "en.txt").read_text("utf-8")


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: "-".join(path.parts[-4:]))
def test_twins_cite_and_ask_the_same_in_the_same_order(path: Path) -> None:
    french, english = _both(path)

    assert _placeholders(french) == _placeholders(english)
    assert french.count("\n\n") == english.count("\n\n")
    assert re.findall(r"^(\d+)\.", french, re.MULTILINE) == re.findall(
        r"^(\d+)\.", english, re.MULTILINE
    )


@pytest.mark.parametrize("folder", sorted({path.parent for path in PIECES}))
def test_twins_offer_the_same_choices(folder: Path) -> None:
    regime = next(code for code in REGIMES if folder.name in catalogue(code).folders)
    french, english = (pieces(regime, language) for language in LANGUAGES)

    assert {name: set(choices) for name, choices in french.items()} == {
        name: set(choices) for name, choices in english.items()
    }
    for name, choices in french.items():
        for key, text in choices.items():
            assert _placeholders(text) == _placeholders(english[name][key]), (name, key)


@pytest.mark.parametrize("path", [*TEXTS, *PIECES], ids=str)
def test_no_text_types_the_number_of_an_article(path: Path) -> None:
    assert not ARTICLE.search(path.read_text("utf-8"))


@pytest.mark.parametrize("path", [*TEXTS, *PIECES], ids=str)
def test_typography_is_that_of_the_language(path: Path) -> None:
    text = path.read_text("utf-8")

    assert "'" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    if path.stem == "fr":
        assert not re.search(r"[^\u202f\w)\"=][;!?]|[^\u00a0\n\"=\w/] ?:(?!//)", text)


@pytest.mark.parametrize("regime", REGIMES)
def test_every_provision_has_a_source_and_both_languages(regime: str) -> None:
    for name, passage in provisions(regime).items():
        assert passage.source.startswith("https://"), name
        assert set(passage.place) == set(LANGUAGES), name
        assert passage.says, name
    assert catalogue(regime).checked <= date(2027, 12, 31)


@pytest.mark.parametrize("regime", REGIMES)
def test_the_numbers_cited_agree_between_languages(regime: str) -> None:
    for name, passage in provisions(regime).items():
        french, english = (re.findall(r"\d+[A-Z]?", passage.place[code]) for code in LANGUAGES)
        assert french == english, name


def test_every_regime_can_ask_for_access_and_an_end() -> None:
    for regime in REGIMES:
        if "access" not in law.regime(regime).rights:  # Illinois: only what it orders companies
            assert {"policy", "destruction"} <= set(rights(regime))
            continue
        assert "access" in rights(regime)
        # a law without a right to erasure has the withdrawal of consent instead, or at the least
        # a correction that goes as far as destruction
        if not {"erasure", "withdrawal"} & set(rights(regime)):
            corrects = wording(regime, REQUESTS, "rectification", "en").template
            assert re.search("delete|destroy", corrects)


@pytest.mark.parametrize(("whom", "name"), WHOM.items())
def test_every_letter_is_whole_for_whomever_it_speaks(whom: str, name: str) -> None:
    for label, letter in every(replace(DETAILED, for_whom=whom, concerned=name)):  # type: ignore[arg-type]
        assert "$" not in letter.subject + letter.body, label
        assert not re.search(r"\(\s*\)|  |\n{3}| [.,]", letter.body), label
        assert letter.reference in letter.subject, label
        assert name in letter.body, label


def test_every_letter_fits_one_message_with_the_heaviest_values() -> None:
    for label, letter in every(HEAVY):
        assert weight(f"<pre>{message(letter)}</pre>") <= 4096 + weight("<pre></pre>"), label
        assert weight(message(letter)) + len("<pre></pre>") <= 4096, label


def test_the_fixed_text_stays_short() -> None:
    bare = replace(FACTS, company=typed("X"), contact=(), helps="", name="X", reference="X")

    for label, letter in every(bare):
        assert weight(message(letter)) <= 3000, label


FOREIGN = {"ca": "données|data|organismes?|entreprises?"}


@pytest.mark.parametrize(("regime", "foreign"), FOREIGN.items())
def test_each_law_is_spoken_to_in_its_own_words(regime: str, foreign: str) -> None:
    """The federal law of Canada knows « renseignements » and « organisations » alone."""
    for label, letter in every():
        if letter.regime == regime:
            assert not re.search(rf"\b({foreign})\b", letter.subject + letter.body), label


THREATS = {
    "fr": r"tribunal|procès|poursuites|action en justice|dommage|indemni|amende|€",
    "en": r"tribunal|\bcourt\b|\bsue\b|legal action|damages|compensat|\bfine\b|£|€",
}


def test_nothing_threatens_and_nothing_asks_for_money() -> None:
    for label, letter in every(replace(DETAILED, company=typed("Exemple SA"))):
        assert not re.search(THREATS[letter.language], letter.body, re.IGNORECASE), label


@pytest.mark.parametrize("regime", REGIMES)
def test_every_right_of_the_law_has_its_letter_and_every_answer_its_reply(regime: str) -> None:
    named = {"information": "source"}  # a letter's name, where the law's file has another
    never = {"acknowledgement", "complaint-acknowledgement", "police-access"}  # nothing to ask
    granted = {named.get(right, right) for right in law.regime(regime).rights} - never

    assert set(rights(regime)) == granted
    replies = {
        *("no-answer", "identity-refused", "identity-given", "clarification", "partial"),
        *("extension-contested", "fee-contested", "refused", "nothing-held"),
        "clarification-contested",
    }
    assert set(kinds(regime)) >= replies - catalogue(regime).without
    assert ("complaint" in kinds(regime)) == (regime == "uk")


def test_every_right_can_be_named_in_the_letters_that_follow() -> None:
    for regime in REGIMES:
        for language in LANGUAGES:
            named = set(pieces(regime, language)["request"])
            assert named - catalogue(regime).without == set(rights(regime))


def test_a_letter_says_what_it_needs() -> None:
    assert needs("eu", REQUESTS, "access") == set()
    assert needs("eu", REQUESTS, "rectification") == {"details"}
    assert needs("eu", REQUESTS, "restriction") == {"ground"}
    assert needs("uk", FOLLOW_UPS, "partial") == {"details", "answered"}
    assert needs("uk", FOLLOW_UPS, "complaint") == {"details"}
    assert grounds("eu") == ("accuracy", "unlawful", "claims", "objection")


def test_a_human_review_is_asked_under_the_law_of_each_country() -> None:
    details = replace(FACTS, details="Refus du 3 mars")

    assert "Article\u00a022(3)" in write("automated-decision", "eu", "en", details).body
    assert "Article\u00a022C(2)" in write("automated-decision", "uk", "en", details).body


def test_a_complaint_tells_the_facts_in_the_order_of_their_days() -> None:
    sent = replace(SENT, received=date(2026, 10, 5), reminded=date(2026, 11, 10))
    letter = complain(
        "access", "eu", "fr", replace(FACTS, details="Aucune réponse"), sent, AUTHORITY
    )
    told = [line for line in letter.body.split("\n") if line.startswith("– ")]

    assert [re.sub(r"\s?:.*", "", line) for line in told[2:7]] == [
        "– 1er\u00a0octobre 2026",
        "– 5\u00a0octobre 2026",
        "– 2\u00a0novembre 2026",
        "– 10\u00a0novembre 2026",
        "– À ce jour",
    ]
    assert letter.recipient[0] == "CNIL"
    assert "Albany" in letter.body


def test_an_authority_without_a_postal_address_is_named() -> None:
    letter = complain("access", "au", "en", FACTS, SENT, authorities()["au-oaic"])

    assert letter.recipient == (
        "Office of the Australian Information Commissioner",
        "enquiries@oaic.gov.au",
    )


def test_a_masked_identity_document_goes_only_with_its_letter() -> None:
    sent = replace(SENT, answered=date(2026, 10, 9))

    given = follow_up("access", "eu", "fr", FACTS, sent, kind="identity-given")
    refused = follow_up("access", "eu", "fr", FACTS, sent, kind="identity-refused")
    assert given.enclosures == ("copie masquée d’une pièce d’identité",)
    assert "pièce d’identité" not in "".join(refused.enclosures)


def test_a_letter_names_its_law_once_and_again_only_after_another() -> None:
    access = write("access", "eu", "fr", FACTS).body

    assert access.count("2016/679") == 1
    assert "(article 12, paragraphe 3)" in access.replace("\u00a0", " ")
    complaint = follow_up("access", "uk", "en", FACTS, SENT).body.replace("\u00a0", " ")
    assert "section 164A of the Data Protection Act 2018" in complaint
    assert "(Article 5(1)(b) of the UK GDPR)" in complaint


def test_a_face_search_service_hears_what_the_cnil_faulted() -> None:
    assert "SAN-2022-019" in write("access", "eu", "en", FACTS).body
    assert (
        "SAN-2022-019" not in write("access", "eu", "en", replace(FACTS, company=typed("X"))).body
    )
    assert "SAN-2022-019" not in write("access", "uk", "en", FACTS).body


def test_a_person_acting_for_another_encloses_the_mandate() -> None:
    other = replace(FACTS, for_whom="other", concerned="Jean Dupont")

    letter = write("erasure", "eu", "fr", other)
    assert letter.enclosures == ("mandat signé",)
    assert letter.signature == ("Ana Škoda", "pour Jean Dupont, par mandat")
    assert write("erasure", "eu", "fr", FACTS).enclosures == ()


def test_a_child_is_spoken_for_by_the_holder_of_parental_authority() -> None:
    child = replace(FACTS, for_whom="child", concerned="Zoë Škoda")

    assert "autorité parentale" in write("access", "eu", "fr", child).body
    assert "parental responsibility" in write("access", "uk", "en", child).body


def test_a_reminder_says_late_only_with_the_day_it_was_due() -> None:
    late = follow_up("access", "eu", "en", FACTS, SENT).body
    unsure = follow_up("access", "eu", "en", FACTS, Sent(on=SENT.on, channel="post")).body

    assert "ended on 2\u00a0November 2026" in late
    assert "ended on" not in unsure


def test_a_reminder_says_when_they_received_the_request() -> None:
    sent = replace(SENT, received=date(2026, 10, 1))

    assert (
        "Vous l’avez reçue le 1er\u00a0octobre 2026."
        in follow_up("erasure", "eu", "fr", FACTS, sent).body
    )


def test_the_british_reminder_is_a_complaint_to_the_organisation() -> None:
    assert wording("uk", FOLLOW_UPS, "no-answer", "en") != wording(
        "eu", FOLLOW_UPS, "no-answer", "en"
    )
    assert "164A" not in follow_up("access", "eu", "en", FACTS, SENT).body


def test_what_helps_stands_in_lines_of_its_own_and_only_if_there_is_any() -> None:
    assert "– Affiche de mars 2021" in write("access", "eu", "fr", FACTS).body.splitlines()
    assert "retrouver" not in write("access", "eu", "fr", replace(FACTS, helps="")).body


def test_a_value_with_a_dollar_or_a_brace_stays_as_it_is() -> None:
    odd = replace(FACTS, name="$access {name} %s", helps="$refusal ${x}")

    assert "– $refusal ${x}" in write("access", "eu", "en", odd).body
    assert write("access", "eu", "en", odd).signature == ("$access {name} %s",)


def test_neither_facts_nor_letters_show_themselves_in_a_log() -> None:
    assert "Škoda" not in repr(FACTS)
    assert "Škoda" not in repr(write("access", "eu", "fr", FACTS))


def test_a_letter_that_the_law_does_not_have_is_refused() -> None:
    with pytest.raises(Refusal):
        follow_up("portability", "ca", "fr", FACTS, SENT)
    with pytest.raises(Refusal):
        follow_up("access", "ch", "en", FACTS, SENT, kind="complaint")
    with pytest.raises(Refusal):
        complain("erasure", "ca", "fr", FACTS, SENT, AUTHORITY)


def test_quebec_asks_what_was_disclosed_to_its_commission() -> None:
    letter = _plain(write("access", "qc", "fr", FACTS).body)
    assert "divulgué à la Commission d’accès à l’information" in letter
    assert "banque de caractéristiques ou de mesures biométriques (article 45)" in letter

    asked = replace(SENT, answered=date(2026, 10, 9))
    proof = _plain(follow_up("access", "qc", "en", FACTS, asked, kind="identity-refused").body)
    assert "express consent, which I do not give (section 44" in proof
    assert "proof of my identity (section 30)" in proof


def test_a_recourse_has_the_name_that_fits_the_right() -> None:
    cai = authorities()["qc-cai"]

    access = complain("access", "qc", "fr", DETAILED, SENT, cai)
    withdrawal = complain("withdrawal", "qc", "fr", DETAILED, SENT, cai)

    assert access.subject.startswith("Demande d’examen de mésentente")
    assert withdrawal.subject.startswith("Plainte")
    assert access.recipient[0] == "Commission d’accès à l’information"


@pytest.mark.parametrize("regime", ["us-il", "ch", "ca", "qc"])
def test_a_reminder_claims_a_period_only_if_the_law_sets_one(regime: str) -> None:
    about = "policy" if regime == "us-il" else "withdrawal"
    letter = follow_up(about, regime, "en", FACTS, replace(SENT, due=None)).body

    assert "If the law sets a time to answer, this reminder does not restart it." in letter
    assert "new period" not in letter


@pytest.mark.parametrize("regime", REGIMES)
def test_nobody_is_said_to_have_sent_a_general_policy(regime: str) -> None:
    answered = replace(SENT, answered=date(2026, 10, 9))
    about = "policy" if regime == "us-il" else "access"

    letter = follow_up(about, regime, "en", DETAILED, answered, kind="partial").body
    assert "If you referred me to a general" in letter


def test_quebec_hears_of_serious_injury_as_the_belief_of_the_writer() -> None:
    assert "I believe that disseminating them" in write("erasure", "qc", "en", FACTS).body
    assert "j’estime que leur diffusion" in write("erasure", "qc", "fr", FACTS).body


def test_an_australian_reminder_is_a_complaint_and_calls_no_guidance_a_law() -> None:
    letter = _plain(follow_up("access", "au", "en", FACTS, SENT).body)

    assert "the written complaint that I make to you" in letter
    assert "thirty days, which I took to be one, ended on 2 November 2026" in letter


def test_in_new_zealand_a_correction_goes_as_far_as_deletion() -> None:
    letter = _plain(write("rectification", "nz", "en", DETAILED).body)

    assert "To correct includes to delete (section 7(1))" in letter
    assert "rule 1 of the Biometric Processing Privacy Code 2025" in letter


@pytest.mark.parametrize("regime", ["au", "ca", "nz", "qc"])
def test_no_letter_rests_on_what_the_law_file_has_not_read(regime: str) -> None:
    unread = {
        _place(one.cite["en"])
        for one in law.regime(regime).provisions.values()
        if one.checked is None or one.confidence != "law"
    }
    assert not unread & {_place(one.place["en"]) for one in provisions(regime).values()}


def test_swiss_letters_cite_articles_that_the_law_file_has_read() -> None:
    read = {
        article
        for one in law.regime("ch").provisions.values()
        if one.checked and one.confidence == "law"
        for article in _articles(one.cite["en"])
    }

    for name, passage in provisions("ch").items():
        assert _articles(passage.cited("en")) <= read, name


def _articles(citation: str) -> set[tuple[str, int]]:
    """Return the articles of the Act and of its ordinance that a citation names."""
    found: set[tuple[str, int]] = set()
    for places, act in re.findall(r"(articles? .+?) of the (?:.*?\b)?(FADP|DPO)", citation):
        first, *rest = map(int, re.findall(r"(?<![(\d])\d+", places))
        last = max(rest, default=first) if " to " in places else first
        found |= {(act, number) for number in (*range(first, last + 1), first, *rest)}
    return found


def test_swiss_law_marks_and_blocks_where_others_restrict() -> None:
    letter = _plain(write("restriction", "ch", "fr", replace(FACTS, ground="accuracy")).body)

    assert "ne connaît pas de droit à la limitation sous ce nom" in letter
    assert "mention de leur caractère litigieux (article 32, alinéa 3)" in letter
    assert "Leur exactitude est contestée." in letter


def test_switzerland_says_late_only_where_its_law_sets_a_period() -> None:
    portability = _plain(follow_up("portability", "ch", "en", FACTS, SENT).body)

    assert "(article 22 of the Data Protection Ordinance, the DPO) ended on" in portability
    assert (
        "The time to answer it ended" in follow_up("restriction", "ch", "en", DETAILED, SENT).body
    )


def test_switzerland_hears_an_express_prohibition() -> None:
    for right in ("erasure", "objection", "withdrawal"):
        letter = write(right, "ch", "fr", FACTS).body.replace("\u00a0", " ")
        assert "article 30, alinéa 2, lettre b" in letter


def test_a_refusal_is_appealed_only_where_the_law_has_an_appeal() -> None:
    sent = replace(SENT, answered=date(2026, 10, 9))

    virginia = follow_up("access", "us-va", "en", FACTS, sent, kind="refused").body
    assert "my appeal against that decision (Va. Code §\u00a059.1-577(C))" in virginia
    for regime in ("us-ca", "us-ut"):
        letter = follow_up("access", regime, "en", FACTS, sent, kind="refused").body
        assert "reconsider" in letter
        assert "appeal" not in letter


def test_each_state_says_of_the_shared_letters_what_its_law_says() -> None:
    oregon, virginia = (write("access", regime, "en", FACTS).body for regime in ("us-or", "us-va"))
    assert "(ORS\u00a0646A.574(1)(a)(B))" in oregon
    assert "by name where you can." in virginia
    assert "503.001" in write("access", "us-tx", "en", FACTS).body
    assert "written policy" in write("access", "us-co", "en", FACTS).body
    assert "3. Profiling" in write("opt-out", "us-va", "en", FACTS).body
    assert "Profiling" not in write("opt-out", "us-ut", "en", FACTS).body
    assert "ninety days" in write("erasure", "us-ia", "en", FACTS).body
    assert (
        "That right covers the data that you were given"
        in write("erasure", "us-ia", "en", FACTS).body
    )


def test_connecticut_is_cited_as_it_stands_since_october_2026() -> None:
    """Public Acts 26-64, sections 13 and 14, and 26-100, section 45."""
    english, french = (
        write("access", "us-ct", language, FACTS).body.replace("\u00a0", " ")
        for language in ("en", "fr")
    )
    for letter in (english, french):
        assert "42-520(a)(1)(D)" in letter, "consent to sensitive data: no longer (a)(4)"
        assert "42-518(a)(7)" in letter, "those to whom data were sold"
    assert "only with a database that you alone keep (Conn. Gen. Stat. § 42-524(a)(2))" in english
    assert "tenue par vous, et par personne d’autre (Conn. Gen. Stat. § 42-524(a)(2))" in french
    appeal = follow_up(
        "access", "us-ct", "en", FACTS, replace(SENT, answered=date(2026, 10, 9)), kind="refused"
    )
    assert "42-518(d))" in appeal.body


def test_a_letter_that_a_law_gives_no_ground_for_is_not_taken_from_the_family() -> None:
    assert "rectification" not in rights("us-ia")
    with pytest.raises(KeyError):
        write("rectification", "us-ia", "en", FACTS)
    assert not {"extension-contested", "fee-contested"} & set(kinds("us-il"))


def test_rhode_island_has_fifteen_days_to_put_a_withdrawal_into_effect() -> None:
    letter = write("withdrawal", "us-ri", "en", FACTS).body
    late = follow_up("withdrawal", "us-ri", "en", FACTS, SENT).body

    assert "at the latest fifteen days after you receive this letter" in letter
    assert "(R.I. Gen. Laws §\u00a06-48.1-4(e)) ended on 2\u00a0November 2026" in late


@pytest.mark.parametrize("regime", [code for code in REGIMES if code.startswith("us-")])
def test_an_american_complaint_is_written_where_we_know_to_whom(regime: str) -> None:
    assert bool(complaints(regime)) == (law.authority(regime) is not None)


def test_an_american_says_where_they_live() -> None:
    child = replace(FACTS, for_whom="child", concerned="Zoë Škoda")

    assert "J’habite au Texas." in write("access", "us-tx", "fr", FACTS).body
    assert "My child lives in Washington State." in write("access", "us-wa", "en", child).body


def test_illinois_is_asked_for_what_it_orders_and_claims_no_access() -> None:
    letter = write("policy", "us-il", "en", FACTS).body
    assert "It gives no general right of access, and I do not claim one." in letter
    assert "The law sets no time for answering this letter." in letter

    late = follow_up("policy", "us-il", "en", FACTS, SENT).body
    assert "ended on" not in late


def test_a_reminder_cites_the_time_of_the_right_that_was_asked_for() -> None:
    assert "7026(f)) ended on" in follow_up("opt-out", "us-ca", "en", FACTS, SENT).body
    assert "1798.130(a)(2)(A)) ended on" in follow_up("access", "us-ca", "en", FACTS, SENT).body


def test_an_unknown_right_or_law_is_an_error() -> None:
    with pytest.raises(KeyError):
        write("dancing", "eu", "fr", FACTS)
    with pytest.raises(KeyError):
        write("access", "mars", "fr", FACTS)


@pytest.mark.parametrize("regime", REGIMES)
def test_what_the_letters_cite_agrees_with_the_law_of_the_regime(regime: str) -> None:
    """The names of acts differ between a letter and a screen; the places in them must not."""
    theirs = {
        _place(passage.cite["en"]): _place(passage.cite["fr"])
        for passage in law.regime(regime).provisions.values()
    }
    ours = {
        _place(passage.place["en"]): _place(passage.place["fr"])
        for passage in provisions(regime).values()
    }
    shared = set(theirs) & set(ours)

    assert shared
    assert {english: ours[english] for english in shared} == {
        english: theirs[english] for english in shared
    }


def _place(citation: str) -> str:
    """Return a citation without its law: « article 12, paragraphe 3 »."""
    return re.split(r",? (?:of|to|du|des|de la|de) |,? de l’", _plain(citation), maxsplit=1)[0]


def _plain(citation: str) -> str:
    return citation.replace("\u00a0", " ")


REASONS = ("unneeded", "excessive", "late", "unexplained")
CONTESTED = {
    "identity-refused": "identity",
    "clarification-contested": "clarification",
    "fee-contested": "fee",
    "extension-contested": "extension",
}


@pytest.mark.parametrize("regime", REGIMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_to_contest_stands_in_the_letter_and_in_the_complaint(
    regime: str, language: str
) -> None:
    asked = date(2026, 10, 20)
    about = next(right for right in ("access", "policy") if right in rights(regime))
    written = [kind for kind in CONTESTED if kind in kinds(regime)]
    assert "clarification-contested" in written
    for kind, demand in ((kind, CONTESTED[kind]) for kind in written):
        offered = pieces(regime, language)["contested"]
        for why in REASONS:
            told = replace(SENT, due=None, answered=asked, demanded=asked, demand=demand, why=why)
            if f"{demand}-{why}" not in offered:
                continue
            start = offered[f"{demand}-{why}"].partition("$")[0]
            letter = follow_up(about, regime, language, FACTS, told, kind=kind)
            assert start in letter.body, (kind, why)
            assert "$" not in letter.body
            if not complaints(regime):
                continue
            unanswered = replace(told, answered=None)
            complaint = complain(about, regime, language, DETAILED, unanswered, AUTHORITY)
            assert start in complaint.body, (kind, why)
            assert pieces(regime, language)["demand"][demand] in complaint.body


def test_the_british_complaint_names_the_demand_that_is_contested() -> None:
    asked = date(2026, 10, 20)
    told = replace(SENT, due=None, demand="identity", demanded=asked, why="excessive")
    letter = follow_up("access", "uk", "en", DETAILED, told, kind="complaint")

    assert "you asked me for proof of identity before answering, which I contest." in letter.body
    assert "seems to me to go beyond what would be needed to check my identity." in letter.body
    assert "To date I have received no answer." in letter.body


def test_whoever_contests_without_a_reason_says_that_it_is_not_needed() -> None:
    told = replace(SENT, answered=date(2026, 10, 20))
    letter = follow_up("access", "eu", "fr", FACTS, told, kind="identity-refused")

    assert "Aucun doute raisonnable sur mon identité n’a été exposé." in letter.body


def test_every_right_with_a_letter_has_its_name_and_a_few_their_explanation() -> None:
    known = {right for regime in REGIMES for right in rights(regime)}
    assert set(every_right()) == known
    assert set(everywhere()) <= known

    for language in LANGUAGES:
        for right in known:
            assert say(f"requests.right_{right}", language)
            assert say(f"cases.right_{right}", language)
        for right in known - {*everywhere()}:
            assert say(f"requests.explained_{right}", language)


def test_a_law_with_a_new_letter_needs_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(LETTERS, tmp_path, dirs_exist_ok=True)
    shutil.copytree(LETTERS / "ch/requests/access", tmp_path / "ch/requests/second-look")
    monkeypatch.setattr(wordings, "LETTERS", tmp_path)
    kept = (wordings.kinds, wordings.rights, wordings.everywhere, wordings.regimes)
    for one in kept:
        one.cache_clear()

    assert "second-look" in rights("ch")
    assert every_right()[-1] == "second-look"

    monkeypatch.undo()
    for one in kept:
        one.cache_clear()
