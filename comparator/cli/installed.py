"""The commands about what is installed, whatever the trade."""

from comparator.cli.declared import question, writer

INSTALLED = (
    question(
        "venues",
        "What is installed, its state, and the age of its data.",
        "Every installed venue: where it comes from, what is known of it, and how old that is.",
        lambda use: (
            use.option("--markdown", use.Group.OUTPUT, is_flag=True,
                       help="The same as --format markdown."),
            use.PLUGIN, use.shown, use.tables, use.profile,
        ),
        *("comparator venues", "comparator venues --markdown", "comparator venues --wide"),
    ),
    question(
        "fees",
        "Fee tiers of the venues.",
        "What the venues charge: maker and taker rates by tier, thresholds, discounts, with dates.",
        lambda use: (
            use.SOME_VENUES,
            use.option("--all-tiers", use.Group.FEES, is_flag=True,
                       help="Also tiers that you do not reach."),
            use.fees, use.data, use.shown, use.tables, use.profile,
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
        lambda use: (
            use.SOME_VENUES,
            use.option("--topic", use.Group.CONTRACTS, multiple=True, callback=use.separated,
                       metavar="A,B", help="Only topics that contain one of these words."),
            use.PLUGIN, use.shown, use.tables, use.profile,
        ),
        "comparator facts binance",
        "comparator facts --topic regions",
        "comparator facts --topic kyc,funding_cap --format csv",
    ),
    question(
        "doctor",
        "Which venues this machine reaches, and what to do about the others.",
        """Ask each venue for its list of contracts alone, and say what came of it.

        Reached or refused here, how long it took, how far the clocks are apart, the proxy in use,
        contracts left out, the age of the figures that ship, and a line of advice per problem.
        """,
        lambda use: (
            use.SOME_VENUES,
            use.option("--timeout", use.Group.SOURCES, type=use.amounts.SECONDS, metavar="SECONDS",
                       default="10", show_default=True, help="For one request."),
            use.PLUGIN, use.STRICT, use.shown, use.tables, use.profile,
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
        lambda use: (
            use.option("--account", use.Group.TRADE, metavar="USD", default="500",
                       show_default=True,
                       type=use.amounts.USD, help="What the account holds."),
            use.option("--risk", use.Group.TRADE, metavar="SHARE", default="1%", show_default=True,
                       type=use.amounts.RISK, help="Share lost at the stop."),
            use.option("--stop", use.Group.TRADE, metavar="DISTANCE", default="1.5%",
                       show_default=True, type=use.amounts.DISTANCE, help="Distance of the stop."),
            use.option("--venue", use.Group.SOURCES, multiple=True, callback=use.separated,
                       metavar="A,B",
                       shell_complete=use.venues, help="The venues you use."),
            use.option("--own", use.Group.OUTPUT, is_flag=True, in_profile=False,
                       help="Into your own configuration, for every folder."),
            use.option("--force", use.Group.OUTPUT, is_flag=True, in_profile=False,
                       help="Replace a profile that is there."),
        ),
        "comparator init",
        "comparator init --account 1000 --risk 0.5% --venue binance,bybit",
        "comparator init --own",
    ),
)  # fmt: skip
