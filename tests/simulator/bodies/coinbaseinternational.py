"""The answers of Coinbase's gateway to Deribit's books, built from figures of September 2026.

Specifications: ccxt's market file of the gateway (about 2026-09-28), and an answer quoted in ccxt
(2026-09-07) for AAVE and the option. The best prices of BTC_USDC-PERPETUAL: its public stream
(2026-09-05, nemanull/arbitrage-observatory), told as of the day of the list. ASSUMED, because
nobody kept them: mark, index, last and funding, deeper levels, the other quotes, 1000PEPE and the
halted contract. It answers as Deribit does, so what it says is laid out there.
"""

from datetime import UTC, datetime

from simulator.bodies import deribit

AS_OF = datetime(2026, 9, 28, 21, 59, 38, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://drb.coinbase.com/api/v2/public"
NOW = 1790632777021
NEVER, OCTOBER = 32503708800000, 1790841600000

FUTURES: tuple[deribit.Future, ...] = (
    ("BTC_USDC-PERPETUAL", "BTC", "USDC", "perpetual", NEVER, 1646824342000, 0.0001, 0.1, 50, {}),
    ("ETH_USDC-PERPETUAL", "ETH", "USDC", "perpetual", NEVER, 1647262800000, 0.0001, 0.01, 50, {}),
    ("BTC-PERPETUAL", "BTC", "BTC", "perpetual", NEVER, 1534242287000, 10, 0.5, 50, {}),
    ("BTC_USDC-1OCT26", "BTC", "USDC", "day", OCTOBER, 1790496021000, 0.0001, 2.5, 25, {}),
    ("AAVE_USDC-PERPETUAL", "AAVE", "USDC", "perpetual", NEVER, 1786804445000, 0.01, 0.01, 50, {}),
    ("1000PEPE_USDC-PERPETUAL", "1000PEPE", "USDC", "perpetual", NEVER, 1786804445000, 100,
     0.000001, 25, {}),
    ("LTC_USDC-PERPETUAL", "LTC", "USDC", "perpetual", NEVER, 1651149400000, 0.1, 0.01, 25,
     {"state": "halted"}),
    ("SPX_USDC-PERPETUAL", "SPX", "USDC", "perpetual", NEVER, 1786804445000, 0.01, 0.01, 10,
     {"underlying_type": "pre_ipo"}),
)  # fmt: skip

QUOTES: dict[str, deribit.Quote] = {
    "BTC_USDC-PERPETUAL": (
        [[79912.2, 0.0407], [79912.1, 0.6], [79900, 1.5]],
        [[79912.3, 0.0136], [79913, 0.9], [79925, 2]],
        79912.27, 79905.5, 79912.3, 0.00005,
    ),
    "BTC-PERPETUAL": (
        [[79910, 47946], [79909.5, 20000]], [[79910.5, 159821], [79912, 30000]],
        79910.4, 79905.5, 79910.5, 0,
    ),
    "BTC_USDC-1OCT26": (
        [[79920, 0.5], [79917.5, 1]], [[79925, 0.4], [79930, 1]], 79922.1, 79905.5, 79925, 0,
    ),
    "ETH_USDC-PERPETUAL": (
        [[2551.6, 1.5], [2551.5, 4]], [[2551.71, 2], [2551.8, 5]],
        2551.66, 2551.4, 2551.6, -0.00002,
    ),
}  # fmt: skip

REFUSALS = deribit.refusals(API)
answer = deribit.Answers(API, NOW, FUTURES, QUOTES, deribit.OTHERS[:1]).answer
