"""Finding the topic: right when sure, honest when not, unbreakable."""

import json

import pytest

from bot import answers

ODD = [
    "", " ", "\n", "?", "...", "a", "é", "1", "42", "0000 0000", "💥", "👀👀👀", "❤️", "👨‍👩‍👧", "\u202e", "\u200f\u200e",
    "\u0000", "\ufffd", "Z̸̢̛a̷͘l̵͐g̶̾o̸͝", "x" * 4096, "le " * 1365, "?" * 4096, "💥" * 2048, "<b>", "<script>alert(1)</script>",
    "&amp;&lt;", "{}", "{{7*7}}", "%s%n", "' OR 1=1 --", "\\x00\\x01", "SELECT * FROM person", "rm -rf /", "print('hi')",
    "def f(): pass", "for(;;){}", "#include <stdio.h>", "https://example.org", "http://127.0.0.1:8765/", "www.example.org",
    "ana@example.org", "+33 1 23 45 67 89", "FR76 3000 6000 0112 3456 7890 189", "2026-11-25", "25/12/2026", "12:30",
    "lorem ipsum dolor sit amet", "asdf qwer zxcv", "qsdfjklm", "hhhhhhhhhh", "blah blah blah", "aaaa bbbb cccc",
    "мама мыла раму", "私の顔", "我的脸", "وجهي", "הפנים שלי", "얼굴", "ใบหน้า", "मेरा चेहरा", "πρόσωπο", "şey", "ß",
    "½ ¾ ⅓", "∑∫√", "→←↑↓", "☑☐☒", "①②③", "𝕱𝖆𝖈𝖊", "ﬁﬂ", "ｆａｃｅ", "𓀀", "🇫🇷", "#️⃣", "‽", "¿?", "¡!", "«»", "„“",
    "/start", "/", "//", "@bot", "#tag", "$100", "50%", "1+1=2", "x^2", "e=mc2", "h2o", "null", "None", "undefined", "NaN",
    "true", "0", "-1", "1e308", "٣", "Ⅷ", "\t\t\t", "a\u0300\u0301\u0302", "﷽", "ctrl+c", "[object Object]", "🙃?", "ok?",
]  # fmt: skip


def test_a_hundred_odd_inputs_are_there() -> None:
    assert len(ODD) >= 100


@pytest.mark.parametrize("language", ["fr", "en"])
def test_odd_inputs_never_crash_and_never_get_a_confident_answer(language: str) -> None:
    sure = [text for text in ODD if answers.find(text, language, None).outcome == "sure"]

    assert sure == []


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("c'est quoi clearview ai ?", "fr", "clearview-about"),
        ("clairview c koi", "fr", "clearview-about"),
        ("what is clearview ai", "en", "clearview-about"),
        ("how do i get my face out of clearview", "en", "clearview-request"),
        ("combien de temps ils ont pour répondre", "fr", "response-deadline"),
        ("how long do they have to reply", "en", "response-deadline"),
        ("ils ne répondent pas, le mois est passé", "fr", "deadline-passed"),
        ("they want a copy of my passport before answering", "en", "proof-of-identity"),
        ("qui a mon visage dans sa base", "fr", "who-has-my-face"),
    ],
)
def test_plain_questions_find_their_topic_first_or_among_the_buttons(
    text: str, language: str, topic: str
) -> None:
    found = answers.find(text, language, None)

    assert topic in (found.topic, *found.also)


def test_one_line_of_json_answers_another() -> None:
    line = answers.ask_line({"id": "q1", "lang": "en", "text": "what is clearview ai"})

    assert set(line) == {"id", "outcome", "topic", "score", "also"}
    assert line["id"] == "q1"
    assert len(line["also"]) <= 4
    assert json.dumps(line)


@pytest.mark.parametrize(
    "text",
    [
        "how do i bake bread",
        "recette de la tarte aux pommes",
        "write me a poem about the sea",
        "mon propriétaire refuse de rendre ma caution",
    ],
)
def test_what_is_not_ours_is_never_answered_with_confidence(text: str) -> None:
    found = answers.find(text, "fr", None)

    assert found.outcome != "sure"
    if found.outcome == "none":
        assert found.topic == "none"
        assert found.also == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Qué datos tiene esta empresa sobre mi cara y cómo los borro?", "es"),
        ("Welche Daten hat diese Firma über mein Gesicht und wie lösche ich sie?", "de"),
        ("Quali dati ha questa azienda sul mio volto e come li cancello?", "it"),
    ],
)
def test_another_language_is_recognised(text: str, language: str) -> None:
    found = answers.find(text, "fr", None)

    assert found.outcome == "none"
    assert found.language == language
    assert found.language_note


@pytest.mark.parametrize(
    "text", ["je vais me tuer ce soir", "he is going to kill me right now", "I want to die"]
)
def test_danger_is_never_answered_with_confidence_alone(text: str) -> None:
    found = answers.find(text, "en", None)

    assert found.danger
    assert found.outcome != "sure"
