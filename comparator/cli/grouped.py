"""What options are made of: their headings in the help, several in one, lists in one word."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar, cast

import click

F = TypeVar("F", bound=Callable[..., Any])
OTHER = "Other"
THOUSAND = 3
"""Digits between the commas of one amount."""


class Group(StrEnum):
    """The headings that options stand under in the help."""

    TRADE = "The trade"
    FEES = "Your fees"
    CONTRACTS = "Which contracts"
    SOURCES = "Where figures come from"
    OUTPUT = "Output"


class Option(click.Option):
    """An option with the heading it stands under in the help, and whether a profile may set it."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own
        section: str = OTHER,
        in_profile: bool = True,
        listed: bool = False,
        **kwargs: Any,  # noqa: ANN401 - the same
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self.in_profile = in_profile
        self.listed = listed

    def type_cast_value(self, ctx: click.Context, value: Any) -> Any:  # noqa: ANN401 - click's own
        """The value; of a `listed` option each part between commas is one."""
        if self.listed and isinstance(value, tuple | list):
            value = [one for text in cast("list[object]", value) for one in self._parts(ctx, text)]
        return super().type_cast_value(ctx, value)

    def _parts(self, ctx: click.Context, text: object) -> list[object]:
        """`200,1000` as two amounts; `1,250` may be one or two, which is refused."""
        if not isinstance(text, str) or "," not in text:
            return [text]
        parts = [part.strip() for part in text.split(",")]
        if all(len(part) == THOUSAND and part.isdigit() for part in parts[1:]):
            whole, each = "".join(parts), " ".join(f"{self.opts[-1]} {part}" for part in parts)
            raise click.BadParameter(
                f"{text!r} may be one amount or {len(parts)}; write {whole}, or {each}", ctx, self
            )
        return [part for part in parts if part]


class Command(click.Command):
    """A command whose help shows its options in groups, and examples at the end."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Options under their headings, in the order they were declared."""
        groups = dict[str, list[tuple[str, str]]]()
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if record:
                section = param.section if isinstance(param, Option) else OTHER
                groups.setdefault(section, []).append(record)
        for section, records in groups.items():
            with formatter.section(section):
                formatter.write_dl(records, col_max=26)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write_paragraph()
                for example in self.examples:
                    formatter.write(f"  {example}\n")


def option(name: str, section: Group, /, *short: str, **kwargs: Any) -> Callable[[F], F]:  # noqa: ANN401 - click's own
    """An option of ours: in its group, and from the environment too."""
    word = name.removeprefix("--").replace("-", "_")
    variable = f"COMPARATOR_{word.upper()}"
    return click.option(*short, name, cls=Option, section=section, envvar=variable, **kwargs)


def several(options: list[Callable[[F], F]]) -> Callable[[F], F]:
    """Options as one decorator, shown in this order."""

    def decorate(function: F) -> F:
        for one in reversed(options):
            function = one(function)
        return function

    return decorate


def separated(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """`a,b c` as three words."""
    words = [word.strip() for text in value for word in text.split(",")]
    return tuple(dict.fromkeys(word for word in words if word))
