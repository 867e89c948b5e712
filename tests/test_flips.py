"""Where the best venue changes: two venues whose costs cross at a place worked out by hand.

`fine` charges 5 bp a side and has steps of 0.001 BTC; `coarse` charges 3 bp a side and trades 0.02
BTC at a time. Both quote 64,999 / 65,001. So fine is cheaper where coarse is too large, and coarse
is cheaper as soon as it is possible at all.
"""

from decimal import Decimal
from itertools import pairwise

import pytest
from cli_market import Cli, snapshot, venue_data

from comparator.answers.flips import FlipRow, document
from comparator.comparison import priced
from comparator.pricing.trade import Trade
from comparator.sources.snapshot import save_snapshot

COARSE = {
    "qty_unit": "contracts",
    "contract_size": Decimal("0.02"),
    "qty_step": Decimal(1),
    "min_qty": Decimal(1),
}
PAIR = snapshot(venues=(venue_data("coarse", "0.0003", **COARSE), venue_data("fine")))


def stretches(along: str, **trade: object) -> list[FlipRow]:
    found = document(priced(PAIR, Trade(**trade), ["BTC"]))  # type: ignore[arg-type] # of a Trade
    return [row for row in found.rows if row.along == along]


def test_the_account_decides_from_which_size_on_the_coarse_one_is_best() -> None:
    # 0.02 x 65,001 x 1.5 % = 19.50 at risk, 1 % of 1,950; fine's 0.001 needs 97.50 of account
    rows = stretches("account")
    assert [row.venue for row in rows[:3]] == [None, "fine", "coarse"]
    assert Decimal("97.4") < rows[1].start < Decimal("98.6")
    assert Decimal(1949) < rows[2].start < Decimal(1971)


def test_the_stop_decides_likewise() -> None:
    # at 500 x 1 % = 5 of risk 0.02 is possible up to 5 / 1,300.02 = 0.385 % away
    rows = stretches("stop")
    (last,) = [row.end for row in rows if row.venue == "coarse"][-1:]
    assert Decimal("0.0038") < last < Decimal("0.0039")


def test_stretches_meet_and_neighbours_differ() -> None:
    for along in ("account", "stop", "hold"):
        rows = stretches(along)
        for left, right in pairwise(rows):
            assert left.end == right.start
            assert left.venue != right.venue


def test_without_a_stop_nothing_is_said_along_it() -> None:
    assert stretches("stop", stop=None, notional=Decimal(100)) == []
    assert stretches("hold", stop=None, notional=Decimal(100))


@pytest.mark.parametrize("width", [80, 120])
def test_the_command_shows_a_table_for_each(
    cli: Cli, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    save_snapshot(cli.saved, PAIR)
    code, out, err = cli.on_saved("flips", "BTC")
    assert code == 0, err
    assert all(f"BTC: {t}" in out for t in ("account in USD", "distance of the stop", "holding"))
    assert max(map(len, out.splitlines())) <= width
    found = cli.document("flips", "BTC", "--snapshot", str(cli.saved))
    assert [row["venue"] for row in found["rows"]][:3] == [None, "fine", "coarse"]
