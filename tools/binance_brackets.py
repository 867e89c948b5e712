"""Write tools/published/binance.tiers.toml from a kept answer of Binance's leverage brackets.

The endpoint (GET /fapi/v1/leverageBracket) needs a key, so the answer comes from what others keep.
"""

import sys
from decimal import Decimal
from pathlib import Path

import msgspec
import tomli_w
from msgspec import Struct

SOURCE = (
    "GET /fapi/v1/leverageBracket as kept in freqtrade 2026.9,"
    " freqtrade/exchange/binance_leverage_tiers.json (released 2026-09-29)"
)
AS_OF = "2026-09-29"
BASES = (
    *(
        "BTC",
        "ETH",
        "SOL",
        "XRP",
        "DOGE",
        "1000PEPE",
        "1000SHIB",
        "BNB",
        "ADA",
        "LTC",
        "LINK",
        "SUI",
    ),
    *("HYPE", "AVAX", "TRX", "PAXG", "XAUT", "XAU"),
)
SYMBOLS = [
    *(f"{base}{quote}" for base in BASES for quote in ("USDT", "USDC")),
    "BTCUSDT_260925",  # has expired; the recorded answers are of before
    "BTCUSDT_261225",
]
ENOUGH = 1_000_000
"""Quote; tiers beyond the one that holds this position are left out."""
FEWEST = 3

TARGET = Path(__file__).parent / "published" / "binance.tiers.toml"


class Bracket(Struct, rename="camel"):
    """One row of `brackets[]`; floors and caps in quote."""

    initial_leverage: int
    notional_floor: Decimal
    notional_cap: Decimal
    maint_margin_ratio: Decimal
    cum: Decimal


class Symbol(Struct):
    """One row of the answer."""

    symbol: str
    brackets: tuple[Bracket, ...]


def rows(brackets: tuple[Bracket, ...]) -> list[dict[str, str]]:
    """The first tiers in the format of docs/published-data.md; the initial rate is 1 / leverage."""
    return [
        {
            "floor": f"{row.notional_floor:f}",
            "cap": f"{row.notional_cap:f}",
            "initial_rate": f"{1 / Decimal(row.initial_leverage):f}",
            "maintenance_rate": f"{row.maint_margin_ratio:f}",
            "max_leverage": f"{row.initial_leverage}",
            "deduction": f"{row.cum:f}",
        }
        for number, row in enumerate(brackets)
        if number < FEWEST or row.notional_floor < ENOUGH
    ]


def main() -> None:
    """Write the file from the answer that the command line names."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one file
        raise SystemExit("usage: python tools/binance_brackets.py ANSWER.json")
    answer = Path(sys.argv[1]).read_bytes()
    known = {row.symbol: row for row in msgspec.json.decode(answer, type=list[Symbol])}
    tiers = {
        symbol: {"source": SOURCE, "as_of": AS_OF, "rows": rows(known[symbol].brackets)}
        for symbol in SYMBOLS
        if symbol in known
    }
    document: dict[str, object] = {
        "venue": "binance",
        "source": "margin brackets",
        "as_of": f"{AS_OF}T00:00:00Z",
        "tiers": tiers,
    }
    TARGET.write_text(tomli_w.dumps(document), "utf-8")
    print(f"{TARGET}: {len(tiers)} symbols")


if __name__ == "__main__":
    main()
