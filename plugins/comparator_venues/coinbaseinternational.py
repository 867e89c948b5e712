"""Coinbase's derivatives for customers outside the US: a gateway to Deribit's books.

Units: as at Deribit, whose plugin reads the answers: an amount counts the base coin (linear) or US
dollars (inverse), and `contract_size` multiplies nothing. The exchange it replaced, which had an
API of its own (INTX), takes no orders since 2026-10-01. Queries need no key. A promotion may spare
an account the fees of its contracts; the list says what all others pay.
"""

from pathlib import Path

from comparator import api
from msgspec import structs

from comparator_venues import deribit

RULES = structs.replace(
    deribit.RULES,
    source="Coinbase docs, overview of international derivatives (2026-07-21): order books shared"
    " with Deribit, margin for each position alone where chosen. Else as there: "
    + deribit.RULES.source,
)

PACE = (api.Pace(most=10, seconds=1),)
"""Of ccxt 4.5.90; Coinbase's documents name no number, and say that who passes it is cut off."""


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Coinbase outside the US; its US futures are a venue of their own."""
    return [
        structs.replace(
            deribit.clone("coinbaseinternational", "https://drb.coinbase.com", "drb"),
            name="Coinbase International",
            docs="https://docs.cdp.coinbase.com",
            pace=PACE,
            rules=RULES,
            published=Path(__file__).parent / "published" / "coinbaseinternational.toml",
        )
    ]
