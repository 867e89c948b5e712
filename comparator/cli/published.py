"""The commands that write what others read: the page, a site, reports, snapshots."""

from pathlib import Path

import click

from comparator.cli.declared import writer

PUBLISHED = (
    writer(
        "page",
        "One page in which the whole trade is adjustable.",
        """Write one self-contained page: move the account, and the ranking moves.

        It holds the data and the cost model and asks nobody. Without an asset it holds all that
        are known. The address after # is the trade: page.html#asset=BTC&account=500&stop=2%25.
        """,
        lambda use: (
            use.SOME_ASSETS, use.reading,
            use.output("FILE.html", "Default: page.html."),
            use.QUIET, use.profile,
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
        lambda use: (
            use.SOME_ASSETS, use.reading,
            use.option("--refresh", use.Group.SOURCES, type=use.amounts.SECONDS, metavar="SECONDS",
                       default="30", show_default=True, help="Read again this often."),
            use.option("--host", use.Group.OUTPUT, default="127.0.0.1", show_default=True,
                       in_profile=False, help="Another address lets others reach it."),
            use.option("--port", use.Group.OUTPUT, type=click.IntRange(1, 65535), default=8000,
                       show_default=True, in_profile=False, help="Where it listens."),
            use.QUIET, use.profile,
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
        lambda use: (
            use.argument("folder", type=click.Path(path_type=Path, file_okay=False)),
            use.SOME_ASSETS, use.reading, use.QUIET, use.profile,
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
        lambda use: (
            use.ASSETS, use.trades, use.fees, use.choice, use.data,
            use.output("FILE.md", "Default: reports/ASSETS-DAY.md."),
            use.option("--html", use.Group.OUTPUT, is_flag=True,
                       help="Also one page with live charts."),
            use.option("--with-data", use.Group.OUTPUT, is_flag=True,
                       help="Also every table as CSV."),
            use.QUIET, use.profile,
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
        lambda use: (
            use.ASSETS, use.choice, use.reading,
            use.output("FILE", "Default: comparator-DATE.json; TOML where the name ends so."),
            use.option("--market", use.Group.OUTPUT, is_flag=True, in_profile=False,
                       help="Write comparator.market/1 instead: what other programs price from."),
            use.QUIET, use.profile,
        ),
        "comparator snapshot BTC ETH --output today.json",
        "comparator snapshot BTC --source published --output btc.toml",
        "comparator snapshot BTC ETH --market --output market.json",
    ),
)  # fmt: skip
