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
        lambda o: (
            o.argument("folder", type=click.Path(path_type=Path)),
            o.SOME_ASSETS, o.VENUE, o.TIMEOUT, o.SNAPSHOT, o.PLUGIN, o.STRICT,
            o.option("--quotes", o.Group.OUTPUT, is_flag=True,
                     help="Keep the quotes too: every run then writes."),
            o.option("--url", o.Group.OUTPUT, metavar="URL", default="",
                     help="Where changes.xml will be published."),
            o.FAIL_ON_CHANGE, o.shown, o.tables, o.profile,
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
        lambda o: (
            o.argument("words", nargs=-1, required=True, metavar="ASSET | VENUE SYMBOL",
                       shell_complete=o.assets),
            o.option("--in", o.Group.SOURCES, "folder", metavar="FOLDER", required=True,
                     in_profile=False, type=click.Path(path_type=Path),
                     help="A watch folder, or a folder of saved runs."),
            o.option("--field", o.Group.OUTPUT, metavar="FIELD", default="", in_profile=False,
                     help="One figure, as min_notional."),
            o.shown, o.tables, o.profile,
        ),
        "comparator history BTC --in watched --field min_notional",
        "comparator history bybit BTCUSDT --in watched",
        "comparator history ETH --in snapshots --format csv",
    ),
)  # fmt: skip
