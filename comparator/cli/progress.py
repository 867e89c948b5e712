"""Which venue has answered, and how long it took: one growing line on stderr."""

import shutil
from types import TracebackType
from typing import Self

import click

from comparator.sources.collect import Outcome


class Progress:
    """Shows each venue as it answers; nothing when `quiet`."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.column = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.column:
            click.echo(err=True)

    def done(self, outcome: Outcome) -> None:
        """Add one venue to the line."""
        if self.quiet:
            return
        state = f" ({outcome.failure.error})" if outcome.failure else ""
        text = f"{outcome.venue} {outcome.seconds:.1f} s{state}"
        width = shutil.get_terminal_size((100, 24)).columns
        if not self.column:
            text = f"asked: {text}"
        elif self.column + len(text) + len(", ,") > width:
            click.echo(",", err=True)
            text, self.column = f"       {text}", 0
        else:
            text = f", {text}"
        click.echo(text, nl=False, err=True)
        self.column += len(text)
