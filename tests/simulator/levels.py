"""Sides of a book of which nobody kept more than the best level."""

from decimal import Decimal
from typing import Literal


def levels(price: str, size: str, way: Literal[-1, 1]) -> list[list[str]]:
    """The best level and a second one that is ASSUMED, so that there is an order to read.

    It is ten units of the last digit further away (-1: bids, 1: asks) and of the same size.
    """
    best = Decimal(price)
    digits = len(price.partition(".")[2])
    return [[price, size], [f"{best + way * Decimal(10).scaleb(-digits):f}", size]]
