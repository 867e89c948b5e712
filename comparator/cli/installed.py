"""The commands about what is installed, whatever the trade."""

from comparator.cli.declared import question, writer

INSTALLED = (
    question(
        "venues",
        "What is installed, its state, and the age of its data.",
        "Every installed venue: where it comes from, what is known of it, and how old that is.",
        lambda o: (
            o.option("--markdown", o.Group.OUTPUT, is_flag=True,
                     help="The same as --format markdown."),
            o.PLUGIN, o.shown, o.tables, o.profile,
        ),
        *("comparator venues", "comparator venues --markdown", "comparator venues --wide"),
    ),
    question(
        "fees",
        "Fee tiers of the venues.",
        "What the venues charge: maker and taker rates by tier, thresholds, discounts, with dates.",
        lambda o: (
            o.SOME_VENUES,
            o.option("--all-tiers", o.Group.FEES, is_flag=True,
                     help="Also tiers that you do not reach."),
            o.fees, o.data, o.shown, o.tables, o.profile,
        ),
        "comparator fees",
        "comparator fees binance --all-tiers",
        "comparator fees --volume-30d 5M --format csv",
        own=("all_tiers",),
    ),
    question(
        "facts",
        "Access, regulation and offers of the venues, with dates.",
        "Access by country, regulation, reserves, limits and offers, each with its source and"
        " date.",
        lambda o: (
            o.SOME_VENUES,
            o.option("--topic", o.Group.CONTRACTS, multiple=True, callback=o.separated,
                     metavar="A,B", help="Only topics that contain one of these words."),
            o.PLUGIN, o.shown, o.tables, o.profile,
        ),
        "comparator facts binance",
        "comparator facts --topic regions",
        "comparator facts --format json",
    ),
    question(
        "doctor",
        "Which venues this machine reaches, and what to do about the others.",
        """Ask each venue for its list of contracts alone, and say what came of it.

        Reached or refused here, how long it took, how far the clocks are apart, the proxy in use,
        contracts left out, the age of the figures that ship, and a line of advice per problem.
        """,
        lambda o: (
            o.SOME_VENUES,
            o.option("--timeout", o.Group.SOURCES, type=o.amounts.SECONDS, metavar="SECONDS",
                     default="10", show_default=True, help="For one request."),
            o.PLUGIN, o.STRICT, o.shown, o.tables, o.profile,
        ),
        "comparator doctor",
        "comparator doctor binance bybit --timeout 30",
        "comparator doctor --format json",
    ),
    writer(
        "init",
        "Write a commented profile.",
        """Write a commented profile, comparator.toml, with every setting and what it means.

        What the command line and COMPARATOR_* variables leave open is taken from ./comparator.toml,
        else from your own.
        """,
        lambda o: (
            o.option("--account", o.Group.TRADE, metavar="USD", default="500", show_default=True,
                     type=o.amounts.USD, help="What the account holds."),
            o.option("--risk", o.Group.TRADE, metavar="SHARE", default="1%", show_default=True,
                     type=o.amounts.RISK, help="Share lost at the stop."),
            o.option("--stop", o.Group.TRADE, metavar="DISTANCE", default="1.5%",
                     show_default=True, type=o.amounts.DISTANCE, help="Distance of the stop."),
            o.option("--venue", o.Group.SOURCES, multiple=True, callback=o.separated, metavar="A,B",
                     shell_complete=o.venues, help="The venues you use."),
            o.option("--own", o.Group.OUTPUT, is_flag=True, in_profile=False,
                     help="Into your own configuration, for every folder."),
            o.option("--force", o.Group.OUTPUT, is_flag=True, in_profile=False,
                     help="Replace a profile that is there."),
        ),
        "comparator init",
        "comparator init --account 1000 --risk 0.5% --venue binance,bybit",
        "comparator init --own",
    ),
)  # fmt: skip
