from datetime import date

from bot.companies import Company, Found, check

TODAY = date(2026, 11, 28)


def company(
    id_: str, *, seen: date = TODAY, email: str = "", brands: tuple[str, ...] = ()
) -> Company:
    found = (Found(email or f"dpo@{id_}.example", "https://example.org", seen),)
    return Company(id=id_, name=f"Firma {id_}", brands=brands, emails=found)


def test_a_record_of_over_a_year_is_stale() -> None:
    found = check(
        TODAY, [company("a", seen=date(2025, 11, 28)), company("b", seen=date(2025, 11, 29))]
    )

    assert [(one.company, one.problem, one.detail) for one in found] == [
        ("a", "stale", "2025-11-28")
    ]


def test_two_records_with_one_address_or_brand_are_in_conflict() -> None:
    found = check(TODAY, [
        company("a", email="dpo@same.example", brands=("Twin",)),
        company("b", email="DPO@same.example"), company("c", brands=("twin",)), company("d"),
    ])  # fmt: skip

    assert [(one.company, one.problem, one.detail) for one in found] == [
        ("a", "shared", "twin: c"), ("a", "shared", "dpo@same.example: b"),
    ]  # fmt: skip


def test_a_record_the_directory_has_given_up_is_told() -> None:
    found = check(TODAY, [company("a"), company("b")], former={"b": "company-defunct"})

    assert [(one.company, one.problem, one.detail) for one in found] == [
        ("b", "former", "company-defunct")
    ]
