"""Everything one report is made from: a saved run, priced for each account and holding time."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from msgspec import Struct, structs

from comparator.assets import asset_name
from comparator.comparison import Answer, Choice, Comparison, priced, prices_of
from comparator.pricing.result import Priced
from comparator.pricing.trade import Trade
from comparator.schema import Origin, VenueData, VenueFacts
from comparator.sources.snapshot import Snapshot
from comparator.words import STATUS

DAYS = (1, 7, 30)
"""How long positions are held in the funding section."""
DAY_HOURS = 24
BASES = ("live", "cached", "user", "published", "assumed")
"""From the surest to the least sure."""


class Study(Struct, frozen=True, kw_only=True):
    """The answers a report is written from; the first of `accounts` is the one shown in full."""

    trade: Trade
    assets: tuple[str, ...]
    accounts: tuple[Decimal, ...]
    by_account: tuple[Comparison, ...]
    by_days: Mapping[int, Comparison]  # of the first account, as the rest
    maker: Comparison  # the entry rests in the book
    offers: Comparison  # with promotions and token discounts
    names: Mapping[str, str]  # display name by venue
    facts: Mapping[str, VenueFacts]
    command: str  # what renders this report again
    file: str  # name of the snapshot beside the report
    digest: str  # sha256 of that file

    @property
    def main(self) -> Comparison:
        """The answer for the first account."""
        return self.by_account[0]

    @property
    def snapshot(self) -> Snapshot:
        """What was read."""
        return self.main.snapshot

    @property
    def venues(self) -> tuple[VenueData, ...]:
        """The venues compared, as priced."""
        return self.main.venues

    def data(self, venue: str) -> VenueData:
        """What is known of one venue."""
        return next(data for data in self.venues if data.venue == venue)

    def status(self, row: Priced) -> str:
        """What a row's status is called; published data do not hold all that is listed."""
        if row.status == "no_market" and self.data(row.venue).basis == "published":
            return "not in the data"
        return STATUS[row.status]

    def name(self, venue: str) -> str:
        """What to call a venue in headings."""
        return self.names.get(venue, venue)


def trimmed(
    snapshot: Snapshot, assets: Iterable[str], choice: Choice, facts: Iterable[VenueFacts]
) -> Snapshot:
    """A saved run with no more than a report on `assets` needs, and the fact sheets it shows."""
    bases = set(map(asset_name, assets))
    return structs.replace(
        snapshot,
        venues=tuple(_trimmed(data, bases, choice) for data in snapshot.venues),
        facts=tuple(sorted(facts, key=lambda sheet: sheet.venue)),
        references=tuple(
            row for asset, row in prices_of(snapshot, choice).items() if asset in bases
        ),
    )


def study(
    snapshot: Snapshot,
    content: bytes,
    *,
    trade: Trade,
    assets: Sequence[str],
    accounts: Sequence[Decimal],
    choice: Choice,
    names: Mapping[str, str],
    command: str,
    file: str,
    only: Sequence[str] | None = None,
) -> Study:
    """Price a saved run for a report; `content` are the bytes of its `file`.

    `only` these venues are shown (None: all); the others judge them all the same.

    Raises PlanError for an asset that no venue lists.
    """
    wanted = tuple(dict.fromkeys(map(asset_name, assets)))
    first = structs.replace(trade, account=accounts[0])

    def run(plan: Trade) -> Comparison:
        return priced(snapshot, plan, wanted, choice=choice, only=only)

    return Study(
        trade=first,
        assets=wanted,
        accounts=tuple(accounts),
        by_account=tuple(run(structs.replace(trade, account=account)) for account in accounts),
        by_days={
            days: run(structs.replace(first, hold_hours=Decimal(days * DAY_HOURS))) for days in DAYS
        },
        maker=run(structs.replace(first, entry="maker")),
        offers=run(structs.replace(first, with_promos=True, token_discount=True)),
        names=names,
        facts={sheet.venue: sheet for sheet in snapshot.facts},
        command=command,
        file=file,
        digest=sha256(content).hexdigest(),
    )


def rows_of(comparison: Comparison, asset: str) -> tuple[Priced, ...]:
    """The ranked rows of one asset."""
    return answer_of(comparison, asset).rows


def answer_of(comparison: Comparison, asset: str) -> Answer:
    """The answer on one asset."""
    return next(answer for answer in comparison.answers if answer.asset == asset)


def row_of(comparison: Comparison, asset: str, venue: str) -> Priced:
    """The row of one venue on one asset; there is one for every venue."""
    return next(row for row in rows_of(comparison, asset) if row.venue == venue)


def same_contract(comparison: Comparison, row: Priced) -> Priced | None:
    """The answer for the contract of `row` in another comparison, best there or not."""
    found = answer_of(comparison, row.asset).candidates
    return next(
        (other for other in found if (other.venue, other.symbol) == (row.venue, row.symbol)), None
    )


def weakest(row: Priced) -> Origin | None:
    """The least sure and then oldest origin of a row's figures; None for a row without any."""
    if row.inputs is None:
        return None
    known = row.inputs
    origins = [known.contract_origin, known.fee_origin, known.market_origin, known.book_origin]
    return max(
        (origin for origin in origins if origin),
        key=lambda origin: (BASES.index(origin.basis), -origin.as_of.timestamp()),
    )


def _trimmed(data: VenueData, bases: set[str], choice: Choice) -> VenueData:
    contracts = tuple(spec for spec in data.contracts if spec.base in bases and choice.allows(spec))
    symbols = {spec.symbol for spec in contracts}
    used = {spec.fee_schedule for spec in contracts}
    return structs.replace(
        data,
        contracts=contracts,
        rejected=(),
        closed=(),
        markets={symbol: row for symbol, row in data.markets.items() if symbol in symbols},
        books={symbol: row for symbol, row in data.books.items() if symbol in symbols},
        tiers={symbol: rows for symbol, rows in data.tiers.items() if symbol in symbols},
        fees={key: schedule for key, schedule in data.fees.items() if key in used},
        regions={name: region.of(symbols) for name, region in data.regions.items()},
        shut={symbol: why for symbol, why in data.shut.items() if symbol in symbols | {""}},
        origins={
            key: origin
            for key, origin in data.origins.items()
            if "/" not in key or key.split("/", 1)[1] in symbols | used | data.regions.keys()
        },
    )
