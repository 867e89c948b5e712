"""Fee schedules and margin tables as they are compared: the first tier is a small account's."""

from collections.abc import Iterable

from comparator.answers.changes import FIRST
from comparator.answers.compared import Figures, members
from comparator.schema import FeeSchedule, MarginTier, VenueData
from comparator.sources.kept import Known, Schedule, Table, plain


def known(basis: str) -> Known:
    """Whose word a figure of that basis is."""
    return "published" if basis in ("published", "assumed") else "live"


def fees(data: VenueData) -> dict[str, Schedule]:
    """The fee schedules that were read, by key."""
    return {
        key: Schedule(basis=known(data.origin("fees", key).basis), schedule=schedule)
        for key, schedule in data.fees.items()
    }


def tiers(data: VenueData, symbols: Iterable[str]) -> dict[str, Table]:
    """The margin tables that were read of those contracts, by symbol."""
    return {
        symbol: Table(basis=known(data.origin("tiers", symbol).basis), tiers=data.tiers[symbol])
        for symbol in symbols
        if data.tiers.get(symbol)
    }


def weaker(fee: Schedule, last: Schedule) -> bool:
    """Whether a schedule is worth less than the last: shipped beside said, or of an earlier day."""
    if fee.basis == "live":
        return False
    return last.basis == "live" or fee.schedule.as_of < last.schedule.as_of


def note(last: Schedule, fee: Schedule) -> str:
    """What to know of a change from one to the other; empty: the venue said both."""
    if fee.basis == "published":
        return f"figures shipped with the plugin, of {fee.schedule.as_of}"
    if last.basis == "published":
        return f"before: figures shipped with the plugin, of {last.schedule.as_of}"
    return ""


def tiered(key: str, schedule: FeeSchedule) -> dict[str, Figures]:
    """The tiers of a schedule by name, the first one as such, and what holds for all of them."""
    discount = schedule.token_discount
    whole: Figures = {
        "settlement": schedule.settlement,
        "token_discount": discount.fraction if discount else None,
        "volume_window_days": schedule.volume_window_days,
    }
    found: dict[str, Figures] = {key: whole}
    for kind, tiers in (("", schedule.tiers), ("API ", schedule.api_tiers)):
        for number, tier in enumerate(tiers):
            name = f"{kind}{tier.name}" if number else f"{kind}{FIRST}"
            figures: Figures = {n: v for n, v in members(tier).items() if n != "name"}
            found[f"{key}, {name}"] = figures
    return found


def steps(tiers: tuple[MarginTier, ...]) -> dict[str, Figures]:
    """The figures of the first step, and all others as one."""
    first, *others = tiers
    names = ("initial_rate", "maintenance_rate", "max_leverage", "cap")
    further = "; ".join(
        f"from {plain(t.floor)} {plain(t.max_leverage)}x {plain(t.initial_rate)}"
        f"/{plain(t.maintenance_rate)}"
        for t in others
    )
    return {
        FIRST: {name: getattr(first, name) for name in names},
        "further tiers": {"further_tiers": further or None},
    }
