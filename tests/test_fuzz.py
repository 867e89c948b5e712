"""Random input for whatever reads bytes or words; `tests/robustness/fuzz.py` tries longer."""

from contextlib import suppress
from decimal import Decimal

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparator.cli import amounts

PARSERS = {
    name: value for name, value in vars(amounts).items() if isinstance(value, click.ParamType)
}
WORDS = st.text(max_size=30) | st.from_regex(r"[$]?-?[0-9,_.]{0,12}(e[0-9]{1,9})?[A-Za-z%]{0,4}")


@pytest.mark.parametrize("name", sorted(PARSERS))
@settings(max_examples=60)
@given(text=WORDS)
def test_any_words_are_read_as_a_sound_amount_or_refused_with_an_example(
    name: str, text: str
) -> None:
    with suppress(click.BadParameter):
        read = PARSERS[name].convert(text, None, None)
        for number in read if isinstance(read, tuple) else (read,):
            if isinstance(number, Decimal):
                assert number.is_finite()
                assert len(f"{number:f}") < 100
