"""The registry: every command declared once, in the order people need them.

Help, completion, what a profile may hold, and the lists in README and docs follow from it.
"""

from pathlib import Path

import click

from comparator.cli.declared import question, writer
from comparator.cli.followed import FOLLOWED
from comparator.cli.installed import INSTALLED

FILE = click.Path(dir_okay=False, exists=True)

DECLARED = (
    question(
        "compare",
        "Which venues can take a trade, and what it costs there.",
        """Which venues can take a trade, and what it really costs on each, cheapest first.

        The trade is sized from account, risk and stop. Venues are ranked by cost per dollar at
        risk.
        """,
        lambda o: (
            o.ASSETS, o.trade, o.fees, o.choice, o.data, o.shown, o.tables, o.answer, o.profile
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
        lambda o: (
            o.ASSETS,
            o.option("--size", o.Group.TRADE, type=o.amounts.COINS, metavar="COINS",
                     help="This size instead of each venue's smallest order."),
            o.option("--leverage", o.Group.TRADE, type=o.amounts.LEVERAGE, metavar="X",
                     default="10", show_default=True, help="For the margin."),
            o.option("--standard", o.Group.TRADE, type=o.amounts.COINS, metavar="COINS",
                     help="Contract to compare sizes with; default: the largest listed."),
            o.PRICE, o.choice, o.data, o.shown, o.tables, o.profile,
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
        lambda o: (o.ASSETS, o.trade, o.fees, o.choice, o.data, o.shown, o.tables, o.profile),
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
        lambda o: (
            o.option("--coin-like", o.Group.CONTRACTS, metavar="NAME", default="",
                     help="Only coins whose name holds this, or fits it: PEPE, '1*', 'A?'."),
            o.option("--only", o.Group.CONTRACTS,
                     type=click.Choice(["possible", "impossible", "unknown"]),
                     help="In the long table, only what is so."),
            o.option("--by", o.Group.OUTPUT, type=click.Choice(["coin", "venue", "contract"]),
                     default="coin", show_default=True, help="What the long table is about."),
            o.option("--top", o.Group.OUTPUT, type=click.IntRange(1, 10_000), metavar="N",
                     default=20, show_default=True, help="Rows of the long table for people."),
            o.option("--all", o.Group.OUTPUT, is_flag=True, help="All rows of it."),
            o.trade, o.fees, o.choice, o.data, o.shown, o.tables, o.profile,
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
        lambda o: (
            o.ASSET,
            o.option("--steps", o.Group.TRADE, type=click.IntRange(1, 1000), metavar="N", default=6,
                     show_default=True, help="How many milestones of each venue."),
            o.trade, o.fees, o.choice, o.data, o.shown, o.tables, o.profile,
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
        lambda o: (o.ASSET, o.trade, o.fees, o.choice, o.data, o.shown, o.tables, o.profile),
        "comparator flips BTC",
        "comparator flips ETH --account 200 --stop 2% --hold 3d",
        "comparator flips BTC --source published --format json",
    ),
    question(
        "stop",
        "How far the stop may be for a maximum loss.",
        "How far the stop may be for a size and a loss, by price alone and with every cost.",
        lambda o: (
            o.ASSET,
            o.option("--size", o.Group.TRADE, type=o.amounts.COINS, metavar="COINS", required=True,
                     help="Size of the position."),
            o.option("--max-loss", o.Group.TRADE, type=o.amounts.USD, metavar="USD", required=True,
                     help="What you may lose at the stop."),
            o.way, o.fees, o.choice, o.data, o.shown, o.tables, o.profile,
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
        lambda o: (
            o.FIGURE, o.ASSET, o.trade, o.fees, o.choice, o.data, o.shown, o.tables, o.profile
        ),
        "comparator explain binance.total BTC",
        "comparator explain bybit.liquidation ETH --leverage 10",
        "comparator explain okx.score SOL --format json",
        own=("figure",),
    ),
    writer(
        "page",
        "One page in which the whole trade is adjustable.",
        """Write one self-contained page: move the account, and the ranking moves.

        It holds the data and the cost model and asks nobody. Without an asset it holds all that
        are known. The address after # is the trade: page.html#asset=BTC&account=500&stop=2%25.
        """,
        lambda o: (
            o.SOME_ASSETS, o.data,
            o.output("FILE.html", "Default: page.html."),
            o.QUIET, o.profile,
        ),
        "comparator page BTC ETH SOL",
        "comparator page --source published --output page.html",
        "comparator page BTC --snapshot today.json",
    ),
    writer(
        "serve",
        "The page with live figures, on this machine.",
        """Serve the page on 127.0.0.1 with figures that are read again as long as it runs.

        One collection serves all tabs. GET /api/compare?asset=BTC&account=500 answers the JSON of
        compare, with its options' names; /api/market and /healthz are there too. Needs the extra
        serve.
        """,
        lambda o: (
            o.SOME_ASSETS, o.data,
            o.option("--refresh", o.Group.SOURCES, type=o.amounts.SECONDS, metavar="SECONDS",
                     default="30", show_default=True, help="Read again this often."),
            o.option("--host", o.Group.OUTPUT, default="127.0.0.1", show_default=True,
                     in_profile=False, help="Another address lets others reach it."),
            o.option("--port", o.Group.OUTPUT, type=click.IntRange(1, 65535), default=8000,
                     show_default=True, in_profile=False, help="Where it listens."),
            o.QUIET, o.profile,
        ),
        "comparator serve BTC ETH SOL",
        "comparator serve BTC --refresh 2min --port 8080",
    ),
    writer(
        "site",
        "Page, reports and data for a static host.",
        """Write what a publisher puts on any static host: the page, a report of each coin as
        markdown and HTML, market.json, and the data of each.

        Every file is whole or not there; the same data give the same bytes.
        """,
        lambda o: (
            o.argument("folder", type=click.Path(path_type=Path, file_okay=False)),
            o.SOME_ASSETS, o.data, o.QUIET, o.profile,
        ),
        "comparator site public BTC ETH SOL",
        "comparator site public --source published",
    ),
    writer(
        "report",
        "A whole comparison as a markdown report with charts.",
        """Write a comparison as markdown with charts, and keep the data it was made from beside it.

        The same data give the same bytes: --snapshot with the file kept makes the report again.
        """,
        lambda o: (
            o.ASSETS, o.trades, o.fees, o.choice, o.data,
            o.output("FILE.md", "Default: reports/ASSETS-DAY.md."),
            o.option("--html", o.Group.OUTPUT, is_flag=True,
                     help="Also one page with live charts."),
            o.option("--with-data", o.Group.OUTPUT, is_flag=True,
                     help="Also every table as CSV."),
            o.QUIET, o.profile,
        ),
        "comparator report BTC ETH SOL",
        "comparator report BTC --account 300,1000 --html --output btc.md",
        "comparator report BTC ETH --source published --with-data",
        "comparator report BTC --snapshot btc.snapshot.json --output again.md",
    ),
    writer(
        "snapshot",
        "Save everything one comparison reads.",
        """Save everything a comparison reads: contracts, quotes, depth, tiers, fees and fact \
sheets.

        A snapshot answers again without any network, the same to the byte: --snapshot FILE.
        """,
        lambda o: (
            o.ASSETS, o.PRICE, o.choice, o.data,
            o.output("FILE", "Default: comparator-DATE.json; TOML where the name ends so."),
            o.option("--market", o.Group.OUTPUT, is_flag=True, in_profile=False,
                     help="Write comparator.market/1 instead: what other programs price from."),
            o.QUIET, o.profile,
        ),
        "comparator snapshot BTC ETH --output today.json",
        "comparator snapshot BTC --source published --output btc.toml",
        "comparator snapshot BTC ETH --market --output market.json",
    ),
    question(
        "diff",
        "What changed between two snapshots.",
        """Contracts, minimums, fees, intervals and tiers that changed, and what it does to the \
ranking.

        Quotes always differ and are not listed; the ranking shows their effect.
        """,
        lambda o: (
            o.argument("before", type=FILE), o.argument("after", type=FILE), o.SOME_ASSETS,
            o.trade, o.fees, o.choice, o.FAIL_ON_CHANGE,
            o.shown, o.tables, o.profile,
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
        lambda o: (
            o.argument("file", type=FILE), o.SOME_ASSETS, o.trade, o.fees, o.choice,
            o.option("--venue", o.Group.SOURCES, multiple=True, callback=o.separated, metavar="A,B",
                     help="Only these venues; default: all of the file."),
            o.REGION, o.STRICT, o.shown, o.tables, o.answer, o.profile,
        ),
        "comparator render today.json",
        "comparator render today.json BTC --account 1000 --format markdown",
        own=("all_contracts",),
    ),
    *INSTALLED,
)  # fmt: skip
