"""The server of `comparator serve`: one collection for all tabs, answers as the command line."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import click
import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from comparator.answers.compare import document
from comparator.cli.grouped import Group, Option
from comparator.cli.live import Live, plan_of
from comparator.cli.main import made
from comparator.cli.options import DECIDING
from comparator.cli.page import Everything
from comparator.cli.refusing import busy, mistake, problem, refusal, refused
from comparator.cli.session import Session
from comparator.errors import ComparatorError
from comparator.render import data
from comparator.sources.collect import Plan
from comparator.sources.snapshot import Snapshot

LONGEST_QUERY = 4096
AT_ONCE, WAITING = 4, 32
"""Answers worked out at once, and how many may wait for that."""
SLOW, LONGEST = 10.0, 60.0
"""Seconds within which a request must have been sent, and its answer taken."""
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
GROUPS = (Group.TRADE, Group.FEES, Group.CONTRACTS)
EVERY = "all_contracts"


class Impatient(H11Protocol):
    """A connection that is closed when nothing comes within `SLOW` seconds, or nothing is taken.

    Beyond the limit of the configuration it is told so in words of ours.
    """

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - as the server makes it
        super().__init__(*args, **more)
        self.most, self.limit_concurrency = self.limit_concurrency, None
        self.whole, self.app = self.app, self._or_busy

    async def _or_busy(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as above
        others = max(len(self.connections), len(self.tasks) - 1)  # one task is its own
        if self.most is not None and others >= self.most:
            self.logger.warning("%d connections, and %d at most", others, self.most)
            found = Strict(busy(Request(scope), self.most))
            await found(scope, receive, send)
        else:
            await self.whole(scope, receive, send)

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - narrower than asyncio's own
        """Start the clock."""
        super().connection_made(transport)
        self.seen: Any = None  # the request that was the last one when the clock last struck
        self.patience = LONGEST
        self.loop.call_later(SLOW, self._cut)

    def _cut(self) -> None:
        if self.transport.is_closing():
            return
        asked: Any = self.cycle  # None until a request is whole
        if asked is not self.seen:  # there was one meanwhile
            self.seen, self.patience = asked, LONGEST
        elif asked is None or asked.response_complete:
            self.transport.close()
            return
        else:
            self.patience -= SLOW
        if self.patience <= 0:
            self.transport.abort()  # it does not take its answer
        else:
            self.loop.call_later(SLOW, self._cut)


def application(
    session: Everything, host: str, refresh: int, plan: Callable[[], Plan] | None = None
) -> Starlette:
    """The ASGI application; `refresh` in seconds, `plan`: how to ask instead of by the options."""
    live = Live(session, refresh, plan or plan_of(session))
    gate, waiting = asyncio.Semaphore(AT_ONCE), list[Request]()

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncGenerator[None]:
        task = asyncio.create_task(live.keep())
        task.add_done_callback(live.ended)
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def page(_: Request) -> Response:
        live.ready()
        policy = live.page.partition('Content-Security-Policy" content="')[2].partition('"')[0]
        headers = {"content-security-policy": f"{policy}; frame-ancestors 'none'"}
        return Response(live.page, media_type="text/html; charset=utf-8", headers=headers)

    async def market(_: Request) -> Response:
        live.ready()
        return Response(live.market, media_type="application/json")

    async def health(_: Request) -> Response:
        found = live.snapshot
        failed = [row.venue for row in found.failed] if found else []
        said = {
            "ready": found is not None,
            "as_of": found.at if found else None,
            "collected": live.collected,
            "failed": failed,
            "trouble": live.trouble,
        }
        status = 200 if found else 503
        return Response(msgspec.json.encode(said), status, media_type="application/json")

    async def compare(request: Request) -> Response:
        found = live.ready()
        if len(waiting) >= WAITING:
            return problem(503, "Too many questions at once", "ask again in a moment")
        waiting.append(request)
        try:
            async with gate:
                return await run_in_threadpool(answer, found, request.query_params.multi_items())
        finally:
            waiting.remove(request)

    routes = [
        Route("/", page),
        Route("/api/compare", compare),
        Route("/api/market", market),
        Route("/healthz", health),
    ]
    hosts = ["127.0.0.1", "localhost", "[::1]", "::1"]
    trusted = hosts if host in hosts else ["*"]
    app = Starlette(
        routes=routes,
        lifespan=running,
        middleware=[
            Middleware(Strict),
            Middleware(TrustedHostMiddleware, allowed_hosts=trusted, www_redirect=False),
        ],
        exception_handlers={HTTPException: refused, Exception: mistake},
    )
    app.state.live = live
    return app


def answer(snapshot: Snapshot, query: list[tuple[str, str]]) -> Response:
    """The JSON of `comparator compare` for options named in a query, or what is wrong with them."""
    command = made("compare")
    options = {
        option.opts[-1].removeprefix("--"): option
        for option in command.params
        if isinstance(option, Option) and (option.section in GROUPS or option.name in DECIDING)
    }
    arguments, assets = list[str](), list[str]()
    for name, value in query:
        if name == "asset":
            assets += [f"{value}"]
        elif name not in options:
            said = f"no option {name!r}; known: asset, {', '.join(sorted(options))}"
            example = "?asset=BTC&account=500"
            return problem(
                400, "Unknown option", said, option=name, value=value[:200], example=example
            )
        elif options[name].is_flag:
            arguments += [f"--{name}"] if value.lower() not in ("0", "no", "false") else []
        else:
            arguments += [f"--{name}={value}"]
    given = dict(query) | {"asset": ",".join(assets)}
    try:
        ctx = command.make_context("compare", [*arguments, "--", *(assets or ["BTC"])])
        asked = Session(ctx)
        asked.options["snapshot"] = snapshot
        compared = asked.compare(asked.assets)
        decisive = asked.decisive(compared)
        found_here = document(compared, decisive=decisive, all_contracts=asked.options[EVERY])
        text = data.json(found_here)
    except click.BadParameter as error:
        name = error.param.opts[-1] if error.param else ""
        return _bad(error.message, name, given.get(name.removeprefix("--"), ""))
    except (click.UsageError, ComparatorError) as error:
        said = error.format_message() if isinstance(error, click.UsageError) else str(error)
        others = {one: value for one, value in given.items() if one != "asset"}
        named = [one for one in others if one.replace("-", "_") in said]
        meant = [one for one, value in others.items() if value and f"{value!r}" in said]
        name = next(iter([*named, *meant]), "asset")
        return _bad(said, f"--{name}" if name != "asset" else name, given[name])
    return Response(text, media_type="application/json")


def _bad(detail: str, option: str, value: str) -> Response:
    example = re.search(r"for example:? (.+)$", detail)
    shown = example[1] if example else "--account 500"
    return problem(400, "Bad value", detail[:1000], option=option, value=value[:200], example=shown)


class Strict:
    """Headers on everything, and no query longer than any trade."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        whole: Callable[[Message], Awaitable[None]] = send

        async def strict(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), text.encode()) for name, text in HEADERS.items()
                      if name.encode() not in there),
                ]  # fmt: skip
            await whole(message)

        if len(scope["query_string"]) > LONGEST_QUERY:
            most = f"a query may have {LONGEST_QUERY} bytes"
            found = refusal(Request(scope), 414, "Query too long", most)
            await found(scope, receive, strict)
            return
        await self.app(scope, receive, strict)
