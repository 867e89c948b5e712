"""The registry: every command declared once, in the order people need them.

Help, completion, what a profile may hold, and the lists in README and docs follow from it.
"""

import click

from comparator.cli.declared import question
from comparator.cli.followed import FOLLOWED
from comparator.cli.installed import INSTALLED
from comparator.cli.published import PUBLISHED

FILE = click.Path(dir_okay=False, exists=True)

DECLARED = (
    question(
        "compare",
        "Which venues can take a trade, and what it costs there.",
        """Which venues can take a trade, and what it really costs on each, cheapest first.

        The trade is sized from account, risk and stop. Venues are ranked by cost per dollar at
        risk.
        """,
        lambda use: (
            use.ASSETS, use.trade, use.fees, use.choice, use.data, use.shown, use.tables,
            use.answer, use.profile,
        ),
        "comparator compare BTC",
        "comparator compare BTC ETH --account 500 --risk 1% --stop 1.5% --hold 24h",
        "comparator compare PEPE --notional 50 --no-stop --venue binance,bybit",
        "comparator compare BTC --format json --output btc.json",
        "comparator compare BTC --source published --fail-if 'cost_r > 0.10'",
        own=("all_contracts",),
    ),
    question(
        "contracts",
        "What one contract is: unit, notional, margin, dollars per 1 % move.",
        """What one contract is: its size, worth, margin, and dollars per 1 % move of the price.

        How small a position can be differs by venue: a fraction of a coin, a small contract, or a
        micro contract of its own.
        """,
        lambda use: (
            use.ASSETS,
            use.option("--size", use.Group.TRADE, type=use.amounts.COINS, metavar="COINS",
                       help="This size instead of each venue's smallest order."),
            use.option("--leverage", use.Group.TRADE, type=use.amounts.LEVERAGE, metavar="X",
                       default="10", show_default=True, help="For the margin."),
            use.option("--standard", use.Group.TRADE, type=use.amounts.COINS, metavar="COINS",
                       help="Contract to compare sizes with; default: the largest listed."),
            use.PRICE, use.choice, use.data, use.shown, use.tables, use.profile,
        ),
        "comparator contracts BTC",
        "comparator contracts BTC --size 0.01 --price BTC=65000 --leverage 10",
        "comparator contracts PEPE --payoff any --format csv",
        own=("leverage", "size", "standard"),
    ),
    question(
        "minimum",
        "The smallest order and account, by asset and venue.",
        "The smallest order of each venue, and the smallest account that may take it by your rule.",
        lambda use: (
            use.ASSETS, use.trade, use.fees, use.choice, use.data, use.shown, use.tables,
            use.profile,
        ),
        "comparator minimum BTC",
        "comparator minimum BTC ETH SOL PEPE --risk 1% --stop 1.5%",
        "comparator minimum BTC --format csv",
    ),
    question(
        "market",
        "The whole market for one plan: what can be traded at all, and where.",
        """Every contract of every venue for one plan: what can be traded at all, where most, and \
what is out of reach.

        Each venue is asked for its lists alone: contracts, quotes, funding. No order book is read.
        """,
        lambda use: (
            use.option("--coin-like", use.Group.CONTRACTS, metavar="NAME", default="",
                       help="Only coins whose name holds this, or fits it: PEPE, '1*', 'A?'."),
            use.option("--only", use.Group.CONTRACTS,
                       type=click.Choice(["possible", "impossible", "unknown"]),
                       help="In the long table, only what is so."),
            use.option("--by", use.Group.OUTPUT, type=click.Choice(["coin", "venue", "contract"]),
                       default="coin", show_default=True, help="What the long table is about."),
            use.option("--top", use.Group.OUTPUT, type=click.IntRange(1, 10_000), metavar="N",
                       default=20, show_default=True, help="Rows of the long table for people."),
            use.option("--all", use.Group.OUTPUT, is_flag=True, help="All rows of it."),
            use.trade, use.fees, use.choice, use.data, use.shown, use.tables, use.profile,
        ),
        "comparator market --account 100",
        "comparator market --account 100 --only impossible --sort account",
        "comparator market --coin-like PEPE --by contract --format csv",
        "comparator market --source published --venue binance,bybit --sort cost_r --top 5",
        own=("only", "by"),
    ),
    question(
        "ladder",
        "Accounts at which each next size becomes affordable.",
        "Account milestones from the smallest order upward, keeping the same share at risk.",
        lambda use: (
            use.ASSET,
            use.option("--steps", use.Group.TRADE, type=click.IntRange(1, 1000), metavar="N",
                       default=6,
                       show_default=True, help="How many milestones of each venue."),
            use.trade, use.fees, use.choice, use.data, use.shown, use.tables, use.profile,
        ),
        "comparator ladder BTC",
        "comparator ladder BTC --venue binance --steps 20",
        "comparator ladder PEPE --risk 0.5% --stop 5% --format csv",
        own=("steps",),
    ),
    question(
        "flips",
        "Account sizes, stops and holding times at which the best venue changes.",
        """Who is best where: the best venue along the account, the distance of the stop and the \
holding time.

        One of the three is changed at a time, all else as asked.
        """,
        lambda use: (
            use.ASSET, use.trade, use.fees, use.choice, use.data, use.shown, use.tables,
            use.profile,
        ),
        "comparator flips BTC",
        "comparator flips ETH --account 200 --stop 2% --hold 3d",
        "comparator flips BTC --source published --format json",
    ),
    question(
        "stop",
        "How far the stop may be for a maximum loss.",
        "How far the stop may be for a size and a loss, by price alone and with every cost.",
        lambda use: (
            use.ASSET,
            use.option("--size", use.Group.TRADE, type=use.amounts.COINS, metavar="COINS",
                       required=True,
                       help="Size of the position."),
            use.option("--max-loss", use.Group.TRADE, type=use.amounts.USD, metavar="USD",
                       required=True,
                       help="What you may lose at the stop."),
            use.way, use.fees, use.choice, use.data, use.shown, use.tables, use.profile,
        ),
        "comparator stop BTC --size 0.01 --max-loss 10",
        "comparator stop ETH --size 0.1 --max-loss 10 --side short --hold 3d",
        own=("size", "max_loss"),
    ),
    question(
        "explain",
        "How one figure was worked out, and from what.",
        """The formula of one figure with the numbers put in, and where each number comes from.

        FIELD is any column of `comparator compare`: total, fees, funding, liquidation, min_account.
        """,
        lambda use: (
            use.FIGURE, use.ASSET, use.trade, use.fees, use.choice, use.data, use.shown,
            use.tables, use.profile,
        ),
        "comparator explain binance.total BTC",
        "comparator explain bybit.liquidation ETH --leverage 10",
        "comparator explain okx.score SOL --format json",
        own=("figure",),
    ),
    *PUBLISHED,
    question(
        "diff",
        "What changed between two snapshots.",
        """Contracts, minimums, fees, intervals and tiers that changed, and what it does to the \
ranking.

        Quotes always differ and are not listed; the ranking shows their effect.
        """,
        lambda use: (
            use.argument("before", type=FILE), use.argument("after", type=FILE), use.SOME_ASSETS,
            use.trade, use.fees, use.choice, use.FAIL_ON_CHANGE,
            use.shown, use.tables, use.profile,
        ),
        "comparator diff monday.json friday.json",
        "comparator diff monday.json friday.json BTC --format markdown --output changes.md",
        "comparator diff old.json new.json --fail-on-change",
    ),
    *FOLLOWED,
    question(
        "render",
        "Show a saved run again, in any format.",
        """Show a saved run again: for its assets or some of them, for this trade or another.

        Nothing is asked and no clock is read: the same file and options give the same bytes.
        """,
        lambda use: (
            use.argument("file", type=FILE), use.SOME_ASSETS, use.trade, use.fees, use.choice,
            use.option("--venue", use.Group.SOURCES, multiple=True, callback=use.separated,
                       metavar="A,B",
                       help="Only these venues; default: all of the file."),
            use.REGION, use.STRICT, use.shown, use.tables, use.answer, use.profile,
        ),
        "comparator render today.json",
        "comparator render today.json BTC --account 1000 --format markdown",
        own=("all_contracts",),
    ),
    *INSTALLED,
)  # fmt: skip
