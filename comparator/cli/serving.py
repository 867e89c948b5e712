"""The server of `comparator serve`: one collection for all tabs, answers as the command line."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
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
from comparator.answers.document import compact
from comparator.cli.grouped import Group, Option
from comparator.cli.main import made
from comparator.cli.page import Everything
from comparator.cli.session import Session
from comparator.comparison import priced
from comparator.errors import ComparatorError
from comparator.render import data
from comparator.render.page import render
from comparator.run import read_async, saved
from comparator.sources.collect import Plan
from comparator.sources.snapshot import Snapshot

LONGEST_QUERY = 4096
AT_ONCE, WAITING = 4, 32
"""Answers worked out at once, and how many may wait for that."""
SLOW = 10.0
"""Seconds within which a request must have been sent."""
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
GROUPS = (Group.TRADE, Group.FEES, Group.CONTRACTS)
ALSO = ("venue", "region")
NOT_HERE = ("all_contracts",)


class Impatient(H11Protocol):
    """A connection that is closed when no request comes within `SLOW` seconds."""

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 - narrower than asyncio's own
        """Start the clock."""
        super().connection_made(transport)
        self.loop.call_later(SLOW, self._cut)

    def _cut(self) -> None:
        if self.transport.is_closing():
            return
        asked: Any = self.cycle  # None until a request is whole
        if asked is None or asked.response_complete:
            self.transport.close()
        else:
            self.loop.call_later(SLOW, self._cut)


class Live:
    """What is known now, collected again every `refresh` seconds, once for everybody."""

    def __init__(self, session: Everything, refresh: int) -> None:
        self.session, self.refresh = session, refresh
        self.snapshot: Snapshot | None = None
        self.market = b""
        self.trouble = "the first figures are still being read"
        self.gate = asyncio.Semaphore(AT_ONCE)
        self.waiting = 0

    async def keep(self) -> None:
        """Collect, for ever; what fails leaves the last figures standing, with their age."""
        while True:
            try:
                self.take(await self._read())
            except (ComparatorError, OSError) as error:
                self.trouble = str(error)
            await asyncio.sleep(self.refresh)

    async def _read(self) -> Snapshot:
        session, asked = self.session, self.session.options
        if asked["snapshot"] is not None:
            return session.snapshot
        plan = Plan(
            source=asked["source"],
            max_age=timedelta(hours=float(asked["max_age"])),
            timeout=float(asked["timeout"]),
            cache=session.cache,
        )
        found = await read_async(
            session.coins,
            venues=session.venues,
            choice=session.choice,
            plan=plan,
            installed=session.installed,
        )
        return session.with_own_fees(found)

    def take(self, found: Snapshot) -> None:
        """Answer from these figures from now on."""
        self.market = compact(self.session.document(found)).encode()
        self.snapshot, self.trouble = found, ""


def application(session: Everything, host: str, refresh: int) -> Starlette:
    """The ASGI application; `refresh` in seconds."""
    live = Live(session, refresh)

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncGenerator[None]:
        task = asyncio.create_task(live.keep())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def page(_: Request) -> Response:
        found = _ready(live)
        text = await run_in_threadpool(render, session.document(found), refresh=refresh)
        policy = text.partition('Content-Security-Policy" content="')[2].partition('"')[0]
        headers = {"content-security-policy": f"{policy}; frame-ancestors 'none'"}
        return Response(text, media_type="text/html; charset=utf-8", headers=headers)

    async def market(_: Request) -> Response:
        _ready(live)
        return Response(live.market, media_type="application/json")

    async def health(_: Request) -> Response:
        found = live.snapshot
        failed = [row.venue for row in found.failed] if found else []
        said = {
            "ready": found is not None,
            "as_of": found.at if found else None,
            "failed": failed,
            "trouble": live.trouble,
        }
        status = 200 if found else 503
        return Response(msgspec.json.encode(said), status, media_type="application/json")

    async def compare(request: Request) -> Response:
        found = _ready(live)
        if live.waiting >= WAITING:
            return problem(503, "Too many questions at once", "ask again in a moment")
        live.waiting += 1
        try:
            async with live.gate:
                return await run_in_threadpool(answer, found, request.query_params.multi_items())
        finally:
            live.waiting -= 1

    routes = [
        Route("/", page),
        Route("/api/compare", compare),
        Route("/api/market", market),
        Route("/healthz", health),
    ]
    hosts = ["127.0.0.1", "localhost", "[::1]", "::1"]
    trusted = hosts if host in hosts else ["*"]
    return Starlette(
        routes=routes,
        lifespan=running,
        middleware=[
            Middleware(Strict),
            Middleware(TrustedHostMiddleware, allowed_hosts=trusted, www_redirect=False),
        ],
        exception_handlers={HTTPException: _refused, Exception: _mistake},
    )


def answer(found: Snapshot, query: list[tuple[str, str]]) -> Response:
    """The JSON of `comparator compare` for options named in a query, or what is wrong with them."""
    command = made("compare")
    options = {
        option.opts[-1].removeprefix("--"): option
        for option in command.params
        if isinstance(option, Option)
        and (option.section in GROUPS or option.name in ALSO)
        and option.name not in NOT_HERE
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
    given = dict(query)
    try:
        ctx = command.make_context("compare", [*arguments, "--", *(assets or ["BTC"])])
        asked = Session(ctx)
        saved(found, asked.venues)  # which refuses a venue that is not there
        here = asked.in_region(found)
        found_here = priced(here, asked.trade, asked.assets, choice=asked.choice, only=asked.venues)
        text = data.json(document(found_here, decisive=asked.decisive(found_here)))
    except click.BadParameter as error:
        name = error.param.opts[-1] if error.param else ""
        value = given.get(name.removeprefix("--"), "")
        return _bad(error.message, name, value)
    except (click.UsageError, ComparatorError) as error:
        said = error.format_message() if isinstance(error, click.UsageError) else str(error)
        name = next((f"--{one}" for one in given if one.replace("-", "_") in said), "")
        return _bad(said, name, given.get(name.removeprefix("--"), ""))
    return Response(text, media_type="application/json")


def problem(status: int, title: str, detail: str, **more: str) -> Response:
    """An error as application/problem+json (RFC 9457)."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(msgspec.json.encode(said), status, media_type="application/problem+json")


def _bad(detail: str, option: str, value: str) -> Response:
    example = re.search(r"for example:? (.+)$", detail)
    shown = example[1] if example else "--account 500"
    return problem(400, "Bad value", detail[:1000], option=option, value=value[:200], example=shown)


def _ready(live: Live) -> Snapshot:
    if live.snapshot is None:
        raise HTTPException(503, live.trouble)
    return live.snapshot


async def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return problem(500, "Internal error", "a mistake of ours")
    titles = {404: "Not found", 405: "Method not allowed", 503: "Not ready"}
    detail = {404: "known: /, /api/compare, /api/market, /healthz", 405: "only GET"}
    said = detail.get(error.status_code, error.detail)
    found = problem(error.status_code, titles.get(error.status_code, "Refused"), said)
    for name, value in (error.headers or {}).items():
        found.headers[name] = value
    return found


async def _mistake(_: Request, __: Exception) -> Response:
    return problem(500, "Internal error", "a mistake of ours; please report it")


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
            await problem(414, "Query too long", most)(scope, receive, strict)
            return
        await self.app(scope, receive, strict)
