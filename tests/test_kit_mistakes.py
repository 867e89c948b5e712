"""Mistakes seeded into copies of the shipped plugins: the kit names them without an oracle."""

from collections import Counter

import pytest
from robustness.mistakes import MISTAKES, Mistake, seeded

UNSEEN = {"another field of the same size"}
"""What docs/adding-an-exchange.md says nobody can see without an oracle."""


@pytest.mark.parametrize(
    "mistake", [pytest.param(one, id=one.name) for one in MISTAKES if one.expected]
)
def test_the_kit_names_the_mistake(mistake: Mistake) -> None:
    found = seeded(mistake)
    assert found.caught, "missed"
    assert found.said


def test_enough_mistakes_of_every_kind_are_seeded() -> None:
    kinds = Counter(one.kind for one in MISTAKES)
    assert kinds.total() >= 50
    assert len(kinds) >= 14
    assert {one.kind for one in MISTAKES if not one.expected} == UNSEEN


def test_what_is_said_to_be_unseen_is_unseen() -> None:
    missed = [one for one in MISTAKES if not one.expected and not seeded(one).caught]
    assert len(missed) == 3
