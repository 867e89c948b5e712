"""Deribit's answers, built from figures of 2025 and 2026.

Specifications: ccxt's market file of the Coinbase gateway to the same books (2026-09-28) for the
BTC perpetuals and ETH_USDC, an answer quoted in ccxt (2026-09-07) for AAVE and the option;
ETH-PERPETUAL from its list of 2021 with the fees of 2026. Quotes: BTC_USDC-PERPETUAL and the book
of ETH-PERPETUAL as nemanull/arbitrage-observatory recorded them (2026-09-23). ASSUMED, because
nobody kept them: the dated contracts and their prices, the quotes of BTC-PERPETUAL (sizes of
2025-12-24) and ETH_USDC, books beyond the best prices, 1000PEPE, the shares, the locked contract
and the combination.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

AS_OF = datetime(2026, 9, 23, 3, 24, 1, tzinfo=UTC)
ASSETS = ("BTC", "ETH")

API = "https://www.deribit.com/api/v2/public"
NOW = 1790133840887
NEVER, CHRISTMAS = 32503708800000, 1798185600000

Future = tuple[str, str, str, str, int, int, float, float, int, dict[str, Any]]
"""Name, base, settled in, period, expiry, created, smallest amount, tick, leverage, the rest."""
Quote = tuple[list[list[float]], list[list[float]], float, float, float, float]
"""Bids and asks (price, amount), mark, index, last, rate for 8 hours."""

FUTURES: tuple[Future, ...] = (
    ("BTC_USDC-PERPETUAL", "BTC", "USDC", "perpetual", NEVER, 1646824342000, 0.0001, 0.1, 50, {}),
    ("ETH_USDC-PERPETUAL", "ETH", "USDC", "perpetual", NEVER, 1647262800000, 0.0001, 0.01, 50, {}),
    ("BTC-PERPETUAL", "BTC", "BTC", "perpetual", NEVER, 1534242287000, 10, 0.5, 50, {}),
    ("ETH-PERPETUAL", "ETH", "ETH", "perpetual", NEVER, 1552568454000, 1, 0.05, 50, {}),
    ("BTC_USDC-25DEC26", "BTC", "USDC", "month", CHRISTMAS, 1782460800000, 0.0001, 2.5, 25, {}),
    ("BTC-25DEC26", "BTC", "BTC", "month", CHRISTMAS, 1766649600000, 10, 2.5, 25, {}),
    ("AAVE_USDC-PERPETUAL", "AAVE", "USDC", "perpetual", NEVER, 1786804445000, 0.01, 0.01, 50, {}),
    ("1000PEPE_USDC-PERPETUAL", "1000PEPE", "USDC", "perpetual", NEVER, 1786804445000, 100,
     0.000001, 25, {}),
    ("NVDA_USDC-PERPETUAL", "NVDA", "USDC", "perpetual", NEVER, 1786804445000, 0.01, 0.01, 10,
     {"underlying_type": "equity"}),
    ("SPX_USDC-PERPETUAL", "SPX", "USDC", "perpetual", NEVER, 1786804445000, 0.01, 0.01, 10,
     {"underlying_type": "pre_ipo"}),
    ("LTC_USDC-PERPETUAL", "LTC", "USDC", "perpetual", NEVER, 1651149400000, 0.1, 0.01, 25,
     {"state": "locked"}),
)  # fmt: skip
OTHERS: tuple[dict[str, Any], ...] = (
    {"state": "open", "price_index": "eth_usd", "kind": "option",
     "instrument_name": "ETH-25JUN27-5500-P", "maker_commission": 0.0003,
     "taker_commission": 0.0003, "instrument_type": "reversed",
     "expiration_timestamp": 1813910400000, "underlying_type": "crypto",
     "creation_timestamp": 1787173020000, "is_active": True, "contract_size": 1.0,
     "tick_size": 0.0001, "strike": 5500.0, "counter_currency": "USD", "option_type": "put",
     "min_trade_amount": 1, "settlement_currency": "ETH", "settlement_period": "month",
     "base_currency": "ETH", "quote_currency": "ETH",
     "tick_size_steps": [{"tick_size": 0.0005, "above_price": 0.005}]},
    {"kind": "future_combo", "instrument_name": "BTC-FS-25DEC26_PERP", "is_active": True,
     "base_currency": "BTC", "quote_currency": "USD", "counter_currency": "USD", "tick_size": 0.5,
     "contract_size": 10.0, "min_trade_amount": 10.0, "maker_commission": 0.0,
     "taker_commission": 0.0, "instrument_type": "reversed"},
)  # fmt: skip

QUOTES: dict[str, Quote] = {
    "BTC_USDC-PERPETUAL": (
        [[86775.9, 0.0645], [86775.8, 0.5], [86770, 1.2], [86700, 4]],
        [[86778, 0.3001], [86778.1, 0.8], [86785, 1.5], [86850, 5]],
        86778.14, 86744.11, 86773.6, 0.0001423,
    ),
    "BTC-PERPETUAL": (
        [[86776, 199190], [86775.5, 10000], [86770, 100000]],
        [[86776.5, 125090], [86777, 10000], [86790, 150000]],
        86777.3, 86744.11, 86776, 0,
    ),
    "BTC_USDC-25DEC26": (
        [[88000, 0.5], [87995, 1]], [[88010, 0.4], [88020, 1]], 88005.2, 86744.11, 88002.5, 0,
    ),
    "BTC-25DEC26": (
        [[88010, 8801], [88005, 20000]], [[88012.5, 35205], [88025, 9000]],
        88012.1, 86744.11, 88010, 0,
    ),
    "ETH-PERPETUAL": (
        [[2772.65, 2700], [2772.6, 7414], [2772.55, 7697]],
        [[2772.7, 53], [2773.05, 4200], [2773.1, 35]],
        2772.68, 2772, 2772.7, -0.00002,
    ),
    "ETH_USDC-PERPETUAL": (
        [[2772.6, 1.5], [2772.5, 4]], [[2772.71, 2], [2772.8, 5]], 2772.66, 2772, 2772.6, 0.00005,
    ),
}  # fmt: skip


def refusals(api: str) -> tuple[tuple[str, str, None, str], ...]:
    """Requests that whoever speaks this API refuses, and as what."""
    return (
        ("GET", f"{api}/ticker?instrument_name=NOSUCH-PERPETUAL", None, "Refused"),
        ("GET", f"{api}/no_such_method", None, "Refused"),
        ("GET", f"{api}/get_time", None, "RateLimited"),
        ("GET", f"{api}/status", None, "Unreachable"),
    )


REFUSALS = refusals(API)
FAILING: dict[str, tuple[int, dict[str, Any]]] = {
    "/no_such_method": (400, {"code": -32601, "message": "Method not found"}),
    "/get_time": (429, {"code": 10028, "message": "too_many_requests"}),
    "/status": (503, {"code": 11051, "message": "system_maintenance"}),
}


def instrument(row: tuple[Any, ...]) -> dict[str, Any]:
    """A future as get_instruments lists it."""
    name, base, settle, period, expiry, created, least, tick, leverage, more = row
    linear = settle == "USDC"
    kind = "linear" if linear else "reversed"
    quote = "USDC" if linear else "USD"
    return {
        "maker_commission": 0.00015, "settlement_currency": settle, "tick_size_steps": [],
        "price_index": f"{base.lower()}_{quote.lower()}", "max_leverage": leverage,
        "state": "open", "future_type": kind, "base_currency": base,
        "creation_timestamp": created, "tick_size": tick, "instrument_name": name,
        "contract_size": least, "taker_commission": 0.00035, "settlement_period": period,
        "kind": "future", "underlying_type": "crypto", "max_liquidation_commission": 0.01,
        "instrument_type": kind, "counter_currency": quote, "quote_currency": quote,
        "min_trade_amount": least, "is_active": True, "expiration_timestamp": expiry, **more,
    }  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """An exchange that speaks this API: where, when, what it lists and what it quotes."""

    api: str
    now: int
    futures: tuple[Future, ...]
    quotes: dict[str, Quote]
    others: tuple[dict[str, Any], ...] = ()

    def state(self, name: str) -> dict[str, Any]:
        """What a ticker and a book both say."""
        bids, asks, mark, index, last, rate = self.quotes[name]
        bid, bid_amount = bids[0]
        ask, ask_amount = asks[0]
        funding = {"current_funding": rate, "funding_8h": rate} if "PERP" in name else {}
        return {
            "timestamp": self.now, "state": "open", "index_price": index, "instrument_name": name,
            "last_price": last, "mark_price": mark, "estimated_delivery_price": index,
            "best_ask_price": ask, "best_bid_price": bid, "best_ask_amount": ask_amount,
            "best_bid_amount": bid_amount, **funding,
        }  # fmt: skip

    def summary(self, name: str) -> dict[str, Any]:
        """What get_book_summary_by_currency says of a future; it has no sizes and no index."""
        bids, asks, mark, _, last, rate = self.quotes[name]
        funding = {"current_funding": rate, "funding_8h": rate} if "PERP" in name else {}
        base, _, rest = name.replace("-", "_").partition("_")
        return {
            "volume": 21.6, "volume_usd": 1874000.0, "open_interest": 1043.5, "price_change": -0.4,
            "quote_currency": "USDC" if rest.startswith("USDC") else "USD", "base_currency": base,
            "mid_price": (bids[0][0] + asks[0][0]) / 2, "mark_price": mark, "low": bids[-1][0],
            "high": asks[-1][0], "last": last, "instrument_name": name, "bid_price": bids[0][0],
            "ask_price": asks[0][0], "creation_timestamp": self.now, **funding,
        }  # fmt: skip

    def found(self, path: str, query: dict[str, str]) -> object:
        """Result of a public request; None: there is none."""
        if path == "/get_instruments":
            return [*map(instrument, self.futures), *self.others]
        if path == "/get_book_summary_by_currency" and query.get("kind") == "future":
            settles = {row[0]: row[2] for row in self.futures}
            return [
                self.summary(name) for name in self.quotes if settles[name] == query["currency"]
            ]
        name = query.get("instrument_name", "")
        if name not in self.quotes:
            return None
        if path == "/ticker":
            return self.state(name)
        if path == "/get_order_book":
            bids, asks, *_ = self.quotes[name]
            return {**self.state(name), "bids": bids, "asks": asks}
        return None

    def answer(
        self, method: str, url: str, query: dict[str, str], _body: object
    ) -> tuple[int, object]:
        """HTTP status and body for one request."""
        path = url.removeprefix(self.api)
        began = self.now * 1000
        told = {"jsonrpc": "2.0", "usIn": began, "usOut": began + 405, "usDiff": 405,
                "testnet": False}  # fmt: skip
        if path in FAILING:
            status, error = FAILING[path]
            return status, {**told, "error": error}
        result = self.found(path, query) if method == "GET" else None
        if result is None:
            reason = {"reason": "instrument not found", "param": "instrument_name"}
            problem = {"code": -32602, "message": "Invalid params", "data": reason}
            return 400, {**told, "error": problem}
        return 200, {**told, "result": result}


answer = Answers(API, NOW, FUTURES, QUOTES, OTHERS).answer
