"""The commands that follow the exchanges over time."""

from pathlib import Path

import click

from comparator.cli.declared import question, writer

FOLLOWED = (
    writer(
        "watch",
        "Keep a folder of what the venues say, and tell what changed.",
        """Ask all exchanges, and write into FOLDER what changed since the last run.

        The folder is made for git: one file a venue, one contract a line. Changes are added to
        changes.jsonl, changes.md and the Atom feed changes.xml; without changes nothing is touched.
        Margin tiers that come one contract at a time are asked for the assets (BTC ETH SOL).
        """,
        lambda use: (
            use.argument("folder", type=click.Path(path_type=Path)),
            use.SOME_ASSETS, use.VENUE, use.TIMEOUT, use.SNAPSHOT, use.PLUGIN, use.STRICT,
            use.option("--quotes", use.Group.OUTPUT, is_flag=True,
                       help="Keep the quotes too: every run then writes."),
            use.option("--url", use.Group.OUTPUT, metavar="URL", default="",
                       help="Where changes.xml will be published."),
            use.FAIL_ON_CHANGE, use.shown, use.tables, use.profile,
        ),
        "comparator watch watched",
        "comparator watch watched BTC PEPE --fail-on-change",
        "comparator watch watched --snapshot saved.json",
    ),
    question(
        "history",
        "How a figure moved: of a coin everywhere, or of one contract.",
        """How figures moved, from a folder that `watch` keeps or one of saved snapshots.

        Name a coin, or a venue and its contract. Without --field all that moved is shown.
        """,
        lambda use: (
            use.argument("words", nargs=-1, required=True, metavar="ASSET | VENUE SYMBOL",
                       shell_complete=use.assets),
            use.option("--in", use.Group.SOURCES, "folder", metavar="FOLDER", required=True,
                       in_profile=False, type=click.Path(path_type=Path),
                       help="A watch folder, or a folder of saved runs."),
            use.option("--field", use.Group.OUTPUT, metavar="FIELD", default="", in_profile=False,
                       help="One figure, as min_notional."),
            use.shown, use.tables, use.profile,
        ),
        "comparator history BTC --in watched --field min_notional",
        "comparator history bybit BTCUSDT --in watched",
        "comparator history ETH --in snapshots --format csv",
    ),
)  # fmt: skip
