"""How a command is declared: what is said of it, what it takes, and which module answers.

Options are named in functions, so that the list of commands costs no more than click itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

Decorator = Callable[[Any], Any]
Options = Callable[[Any], Sequence[Decorator]]
"""Given the module `options` to use, what a command takes, in the order of its help."""


class Declared:
    """One command: what is said of it, what it takes, and which module answers."""

    def __init__(
        self,
        name: str,
        summary: str,
        text: str,
        takes: Options,
        examples: tuple[str, ...],
        *,
        own: tuple[str, ...] = (),
        module: str = "asking",
    ) -> None:
        self.name = name
        self.summary = summary
        self.text = text
        self.takes = takes
        self.examples = examples
        self.own = own
        self.module = f"comparator.cli.{module}"


def question(
    name: str, summary: str, text: str, takes: Options, *examples: str, own: tuple[str, ...] = ()
) -> Declared:
    """A command that reads, answers and shows: `answers/NAME.py` and `render/pages/NAME.py`.

    `own` are the options that the answer's `document` takes, by name.
    """
    return Declared(name, summary, text, takes, examples, own=own)


def writer(name: str, summary: str, text: str, takes: Options, *examples: str) -> Declared:
    """A command that writes files: `cli/NAME.py` has its `run`."""
    return Declared(name, summary, text, takes, examples, module=name)
