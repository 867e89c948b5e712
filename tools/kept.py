"""What is known about each set of kept answers: which mislead, and why.

A set is named by its venue and its label in the venue's `routes.toml`.
"""

from datetime import UTC, datetime

OLDEST = datetime(2023, 6, 1, tzinfo=UTC)
"""Sets from before this day pin old behaviour in tests; their figures mislead by now."""
DOUBTFUL = {
    ("krakenfutures", "2025-11", "PF_ETHUSD"),
    ("bingx", "2025-03", "BTC-USD"),
    ("coinbase", "2026-04", "BIP-20DEC30-CDE"),
    ("pacifica", "2026-04", "BTC"),
    ("extended", "2026-04-29", "BTC-USD"),
    ("extended", "2026-04-29b", "BTC-USD"),
    ("blofin", "2025", "ETH-USDT"),
    ("grvt", "2025-12", "BTC_USDT_Perp"),
}
"""Quotes and books edited by hand, made, of a documentation page, or of two different hours: venue,
set, symbol."""
RESIZED = {
    *(("bingx", "2024", f"{coin}-USDT") for coin in ("SOL", "ADA", "LTC")),
    *(("gate", "2025-02", f"{coin}_USDT") for coin in ("ETH", "XRP", "TRX")),
    *(("gate", "2024-12", f"{coin}_USDT") for coin in ("ETH", "XRP", "TRX")),
}
"""Contracts whose smallest order is known to have changed since: venue, set, symbol."""
LEFT_OUT = {
    ("bingx", "2026-09"),
    ("bingx", "2023-12"),
    ("dydx", "2025-07"),
    ("htx", "2024-dated"),
    ("kucoin", "doc-2024-10"),
    ("toobit", "2026-09-22"),
    ("lighter", "ccxt-undated"),
    ("paradex", "2024-06"),
}
"""Sets of a demonstration host, of no date or two, of a time when depth was in another unit, or of
contracts that have expired."""
LENT = {
    ("bybit", "2026-09"): "USDT",
    ("bingx", "2026-02"): "-USD",
    ("bingx", "2025-03"): "-USD",
    ("gate", "2024-12"): "_USDT",
    ("gate", "2026-09-12"): "_USDT",
    ("kucoin", "doc-2024-10-depth"): "M",
    ("xt", "2026-08"): "",
    **dict.fromkeys((("bitget", day) for day in ("2025-06", "2026-09-19", "2026-09-20")), "USDT"),
    ("cryptocom", "2023-06"): "-230825",
    ("htx", "2026-09-23"): "",
    ("phemex", "2026-09-23"): "",
}
"""Contracts whose name ends so stand in from an older set: venue and set."""
ONLY = {
    ("htx", "2022-02"): ("SOL-USDT", "SHIB-USDT", "BNB-USDT", "LINK-USDT", "AVAX-USDT"),
    ("okx", "2022-05"): ("SHIB-USDT-SWAP", "LINK-USDT-SWAP", "AVAX-USDT-SWAP"),
    ("gate", "2023-05"): ("SHIB_USDT", "BNB_USDT", "LINK_USDT", "SUI_USDT", "AVAX_USDT"),
    ("deribit", "2022-05"): tuple(
        f"{coin}_USDC-PERPETUAL"
        for coin in ("SOL", "XRP", "DOGE", "ADA", "LTC", "LINK", "AVAX", "TRX")
    ),
}
"""Contracts that no newer set holds, of sets from before `OLDEST`."""
FINER = {("okx", "2022-05"), ("deribit", "2022-05")}
"""Sets whose steps have been cut on every contract seen since; whole old ones are still allowed."""
