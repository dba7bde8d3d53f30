"""References are read as a lawyer writes them."""

import pytest

from convention import references


@pytest.mark.parametrize(
    ("text", "single"),
    [
        ("40(15)(b)", ["40(15)(b)"]),
        ("40(15)(d), 40(17)", ["40(15)(d)", "40(17)"]),
        ("2(c),(d),(f), 24", ["2(c)", "2(d)", "2(f)", "24"]),
        ("45(1)-(2)", ["45(1)", "45(2)"]),
        ("40(15)(e)-(f), 42(3)(c)", ["40(15)(e)", "40(15)(f)", "42(3)(c)"]),
        ("", []),
        ("(absent)", []),
        ("A/RES/79/243", []),
    ],
)
def test_every_single_reference_is_found(text, single):
    assert references.split(text) == single


def test_articles_are_named_once_each():
    assert references.articles("40(20), 42(7), 40(21)(b)") == [40, 42]


def test_an_anchor_is_a_plain_id():
    assert references.anchor("40(15)(b)") == "p-40-15-b"
