"""What `comparator serve` knows now: one collection, again and again, for however many tabs."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from comparator.answers.document import compact
from comparator.assets import check_assets
from comparator.cli.page import Everything
from comparator.errors import ComparatorError
from comparator.render.page import render
from comparator.run import read_async
from comparator.sources.collect import Plan
from comparator.sources.snapshot import Snapshot


class Live:
    """The newest figures, and the page and the document made of them.

    `refresh`: seconds between two collections; `plan`: how each of them asks.
    """

    def __init__(self, session: Everything, refresh: int, plan: Callable[[], Plan]) -> None:
        self.session, self.refresh, self.plan = session, refresh, plan
        self.snapshot: Snapshot | None = None
        self.market, self.page = b"", ""
        self.trouble = "the first figures are still being read"
        self.collected = 0

    async def keep(self) -> None:
        """Collect, for ever; what fails leaves the last figures standing, with their age."""
        while True:
            try:
                found = await self._read()
                market, page = await run_in_threadpool(self._made, found)
            except (ComparatorError, OSError) as error:
                self.trouble = str(error)
            else:
                self.snapshot, self.market, self.page, self.trouble = found, market, page, ""
                self.collected += 1
            await asyncio.sleep(self.refresh)

    def ended(self, task: "asyncio.Task[None]") -> None:
        """A mistake of ours that ended `keep`: said, and the last figures stand."""
        if not task.cancelled() and (error := task.exception()):
            self.trouble = f"figures are no longer read: {error!r}"
            task.get_loop().call_exception_handler({"message": self.trouble, "exception": error})

    def ready(self) -> Snapshot:
        """The newest figures; 503 before the first."""
        if self.snapshot is None:
            raise HTTPException(503, self.trouble)
        return self.snapshot

    async def _read(self) -> Snapshot:
        session = self.session
        if session.options["snapshot"] is not None:
            return session.snapshot
        found = await read_async(
            session.coins,
            venues=session.venues,
            choice=session.choice,
            plan=self.plan(),
            installed=session.installed,
        )
        check_assets(session.coins, found.venues, every=session.venues is None)
        return session.with_own_fees(found)

    def _made(self, snapshot: Snapshot) -> tuple[bytes, str]:
        document = self.session.document(snapshot)
        return compact(document).encode(), render(document, refresh=self.refresh)


def plan_of(session: Everything) -> Callable[[], Plan]:
    """How the options ask."""
    asked = session.options

    def plan() -> Plan:
        return Plan(
            source=asked["source"],
            max_age=timedelta(hours=float(asked["max_age"])),
            timeout=float(asked["timeout"]),
            cache=session.cache,
        )

    return plan
