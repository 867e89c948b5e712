"""What a base name means: the coin itself, and how many of it one quoted base holds."""

import re
from decimal import Decimal

from comparator.schema.checks import ONE

ALIASES = {"XBT": "BTC", "XDG": "DOGE"}
"""Coins that some venues call by an older name."""
BUNDLES = {"MBABYDOGE": ("BABYDOGE", Decimal(10) ** 6)}
"""Denominations no rule can tell from a name: a capital M alone begins MANA and MASK as well."""
LETTERS = {"k": Decimal(10) ** 3, "m": Decimal(10) ** 6}

BUNDLE = re.compile(
    r"(?P<zeros>10{3,9})(?P<first>[A-Z].+)"  # 1000PEPE, 10000000AIDOGE; 1000X is a name
    r"|1(?P<upper>[MK])(?P<second>[A-Z]{4}.*)"  # 1MBABYDOGE; 1INCH, 1MIL and 1MOON are names
    r"|1?(?P<lower>[mk])(?P<third>[A-Z]{2}.*)"  # kPEPE, 1mBABYDOGE; KAS is a name
    r"|(?P<last>.*[A-Z].*[A-Z])(?P<end>10{3,9})"  # SHIB1000
)


def coin(name: str) -> tuple[str, Decimal]:
    """The coin behind a venue's base name and how many of it one quoted base holds.

    `1000PEPE`, `kPEPE` and `SHIB1000` are bundles of 1000, `1MBABYDOGE` of a million; `XBT` is BTC;
    `1INCH`, `1000X`, `2Z`, `0G` and `4` are just names.
    """
    if name.isalpha() and name.isupper():  # nearly all
        return BUNDLES.get(name) or (ALIASES.get(name, name), ONE)
    found = BUNDLE.fullmatch(name)
    if not found:
        return name, ONE
    base = found["first"] or found["second"] or found["third"] or found["last"]
    letter = found["upper"] or found["lower"]
    many = LETTERS[letter.lower()] if letter else Decimal(found["zeros"] or found["end"])
    return ALIASES.get(base, base), many
