"""Aster perpetuals of the order book ("Pro"), a close copy of Binance's USDⓈ-M API.

Units: quantities count the quoted base (1000SHIB is one unit), as at Binance, whose plugin reads
the answers. Different here: everything is linear and perpetual, quoted and settled in USDT or USD1;
`symbolType` 1 is a real-world asset, and `underlyingSubType` says of which kind; a contract not yet
trading has no contract type. Coins settled in USDT, coins settled in USD1 and real-world assets
pay fees of their own. Leverage and margin brackets need a signature, so they are unknown.
"""

from pathlib import Path

from comparator import api
from msgspec import structs

from comparator_venues import binance

ROOT = "https://fapi.asterdex.com/fapi/v3"
CLASSES: dict[str, api.AssetClass] = {"STOCK": "stock", "Commodities": "commodity"}
"""The words of `underlyingSubType` that name a kind of real-world asset; the others are tags."""

# -- wire: only the fields we use, named as sent ---------------------------------------------------


class Instrument(binance.Instrument, rename="camel", kw_only=True):
    """GET /fapi/v3/exchangeInfo: symbols[]"""

    symbol_type: int = 0  # not sent before 2026
    underlying_sub_type: tuple[str, ...] = ()


# -- normalise: pure, total, no defaults for what the wire did not say -----------------------------


def contract(intervals: binance.Hours | None, wire: Instrument) -> api.ContractSpec | None:
    """One instrument, None when it is not open for trading; `intervals` None: not known today."""
    fees = "rwa" if wire.symbol_type else "usd1" if wire.margin_asset == "USD1" else "perpetual"
    spec = binance.contract(intervals, wire, venue="aster", fees=fees)
    if spec is None or wire.symbol_type == 0:
        return spec
    kinds = [CLASSES[word] for word in wire.underlying_sub_type if word in CLASSES]
    if wire.symbol_type != 1 or not kinds:
        raise ValueError(f"underlyingSubType must name a kind, was {wire.underlying_sub_type}")
    return structs.replace(spec, asset_class=kinds[0])


RULES = api.Rules(
    maintenance_on="mark",
    source="Aster docs, liquidation protocols and leverage and margin (undated): liquidation when"
    " the margin falls below notional x maintenance rate - maintenance amount at the mark price",
)
PACE = (  # per address, exchangeInfo of 2026-09-16; weights as a collector measured them that day
    api.Pace(
        most=2400,
        seconds=60,
        weights={"/fundingInfo": 10, "/premiumIndex": 10, "/ticker/bookTicker": 2, "/depth": 2},
    ),
)


@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    """Aster, the order book alone."""
    return [
        structs.replace(
            binance.clone("aster", ROOT, Instrument, contract),
            name="Aster",
            base_url="https://fapi.asterdex.com",
            docs="https://github.com/asterdex/api-docs",
            pace=PACE,
            firewall=120.0,  # as Binance, whose words for 403, 418 and 429 its docs repeat
            rules=RULES,
            published=Path(__file__).parent / "published" / "aster.toml",
        )
    ]
