"""The profile: a user's own settings and fees in TOML.

account = 500
risk = "1%"
venue = ["binance", "bybit"]

[venues.binance]
tier = "VIP 1"
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from comparator.errors import PlanError, alike
from comparator.own_fees import UserFees

NAME = "comparator.toml"
LARGEST = 2**20
"""Bytes; a profile is a page or two."""


class Profile(Struct, frozen=True, kw_only=True):
    """One profile file; `options` by parameter name, as click takes them."""

    path: Path
    options: Mapping[str, object]
    fees: Mapping[str, UserFees]


def find(own_folder: Path) -> Path | None:
    """The profile to use when none is named: the folder's one, else the user's own."""
    for path in (Path(NAME), own_folder / NAME):
        try:
            if path.is_file():
                return path
        except OSError as error:
            why = f"profile {path} cannot be looked for: {error.strerror or error}"
            raise PlanError(f"{why}; name another with --profile") from error
    return None


def load(path: Path, allowed: Collection[str]) -> Profile:
    """A profile; PlanError names the file and the key that cannot be used."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig")  # editors on Windows begin with a byte-order mark
    except OSError as error:
        raise PlanError(f"profile {path} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"profile {path} is not in UTF-8: save it as UTF-8 text") from error
    if len(content) > LARGEST:
        raise PlanError(f"profile {path} is larger than {LARGEST // 2**20} MiB")
    return parse(path, text, allowed)


def parse(path: Path, text: str, allowed: Collection[str]) -> Profile:
    """The profile that `text` is; `allowed` are the parameters it may set."""
    import tomllib  # noqa: PLC0415 - most runs have no profile

    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"profile {path} cannot be read: {error}") from error
    own = document.pop("venues", {})
    options = dict[str, object]()
    for key, value in document.items():
        name = key.replace("-", "_")
        if name not in allowed:
            near = alike(name, allowed, 1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise PlanError(f"profile {path}: unknown setting {key!r}{hint}")
        options[name] = _option(name, value)
    try:
        texts = {
            venue: {name: str(rate) for name, rate in rates.items()} for venue, rates in own.items()
        }
        fees = msgspec.convert(texts, dict[str, UserFees])
    except (AttributeError, msgspec.ValidationError) as error:
        raise PlanError(
            f"profile {path}: [venues.NAME] may hold maker, taker, tier and commission: {error}"
        ) from error
    return Profile(path=path, options=options, fees=fees)


def _option(name: str, value: object) -> object:
    if name == "price" and isinstance(value, Mapping):
        prices = cast("Mapping[str, object]", value)
        return [f"{asset}={price}" for asset, price in prices.items()]
    return value


def starter(
    *, account: Decimal, risk: Decimal, stop: Decimal, venues: Sequence[str], chosen: bool
) -> str:
    """A commented profile; settings at their defaults are comments themselves."""
    own = "" if chosen else "# "
    named = ", ".join(f'"{venue}"' for venue in venues)
    return STARTER.format(
        account=f"{account:f}",
        risk=f'"{(risk * 100).normalize():f}%"',
        stop=f'"{(stop * 100).normalize():f}%"',
        own=own,
        named=named,
        example=venues[0] if venues else "NAME",
    )


STARTER = """\
# Profile of comparator: what the command line and COMPARATOR_* variables leave open.
# `comparator compare BTC --show-config` says where each setting comes from.
# Amounts are written as on the command line: 500, "5M", "1.5%", "24h", "3d".

# -- the trade you usually take -----------------------------------------------------------------
account = {account:<16}# dollars
risk = {risk:<19}# of the account, lost at the stop
stop = {stop:<19}# distance of the stop from the entry
# hold = "24h"
# side = "long"
# entry = "taker"          # "maker": a limit order in the book
# exit = "taker"
# leverage = 10            # default: the lowest that affords the trade
# all_in = true            # the loss at the stop includes the costs
# positions = 1            # such positions open at once

# -- your fees ----------------------------------------------------------------------------------
# volume_30d = "0"         # what you trade in 30 days, for fee tiers
# assets_held = "0"        # dollars held on the venue
# token = 0                # units of the venue's own token
# token_discount = true    # you pay fees in it
# channel = "web"          # "api": you trade through the API

# -- which venues and contracts -----------------------------------------------------------------
{own}venue = [{named}]
# region = "DE"            # country code: marks venues that do not serve it
# kind = "perpetual"       # "future": dated contracts alone
# payoff = "linear"        # "any": inverse contracts too
# quote = ["USDT", "USDC"]

# -- where figures come from, and how they are shown --------------------------------------------
# source = "auto"          # "published": no network at all
# max_age = "24h"          # ask again for contracts older than this
# format = "table"

# -- prices for quotes that are not live --------------------------------------------------------
# [price]
# BTC = 65000

# -- what you pay on a venue, one such table for each -------------------------------------------
# [venues.{example}]
# tier = "VIP1"            # as `comparator fees` calls it
# maker = "0.02%"          # or the rates you really pay
# taker = "0.05%"
# commission = "0.25"      # or your broker's, in dollars per contract and side
"""
