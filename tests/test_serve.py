"""The server: the command line's answers over HTTP, clear errors, strict headers, slow clients."""

import asyncio
import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import httpx
import pytest

pytest.importorskip("starlette", reason="extra `serve`")
uvicorn = pytest.importorskip("uvicorn", reason="extra `serve`")

from comparator.cli import serving  # noqa: E402 - skipped above
from comparator.cli.main import made, run  # noqa: E402 - as above
from comparator.cli.page import Everything  # noqa: E402 - as above


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "saved.json"
    command = ["snapshot", "BTC", "--payoff", "any", "--source", "published", "-o", str(path)]
    assert run(command) == 0
    return path


def application(saved: Path) -> Any:
    command = made("serve")
    ctx = command.make_context("serve", ["BTC", "--snapshot", str(saved), "--quiet"])
    return serving.application(Everything(ctx), "127.0.0.1", 3600)


@contextmanager
def serves(saved: Path, most: int | None = None) -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(
            application(saved),
            host="127.0.0.1",
            port=port,
            http=serving.Impatient,
            ws="none",
            log_level="error",
            limit_concurrency=most,
        )
    )
    thread = Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as found:
        for _ in range(400):
            with suppress(httpx.TransportError):
                if found.get("/healthz").status_code == 200:
                    break
            sleep(0.05)
        yield found
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def client(saved: Path) -> Iterator[httpx.Client]:
    serving.SLOW, serving.LONGEST = 3.0, 3.0
    with serves(saved) as found:
        yield found


BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def shown(reply: httpx.Response, status: int, title: str) -> None:
    """The reply is a page of ours, under a policy that lets its style in and nothing else."""
    assert (reply.status_code, reply.headers["content-type"]) == (
        status,
        "text/html; charset=utf-8",
    )
    assert f"<h1>{title}</h1>" in reply.text
    style = reply.text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = reply.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


def read(reply: httpx.Response, status: int, title: str) -> None:
    """The reply is for a program."""
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, reply.json()["status"]) == (status, status)
    assert reply.json()["title"] == title


def test_beyond_its_connections_the_server_says_so_to_people_and_to_programs(saved: Path) -> None:
    with serves(saved, most=4) as client, ExitStack() as idle:
        assert client.get("/", headers=BROWSER | {"connection": "close"}).status_code == 200
        address = client.base_url.host, client.base_url.port
        for _ in range(4):
            idle.enter_context(socket.create_connection(address))
        replies = {}
        for path in ("/", "/api/market"):
            for accept in (BROWSER["accept"], "*/*", "application/json, text/html"):
                replies[path, accept] = client.get(path, headers={"accept": accept})
        for (path, accept), reply in replies.items():
            browser = (path, accept) == ("/", BROWSER["accept"])
            (shown if browser else read)(reply, 503, "The server is busy")
            assert reply.headers["connection"] == "close"
            assert reply.headers["retry-after"] == "5"
            assert "4 connections are open" in reply.text
        idle.close()
        for _ in range(100):
            if client.get("/").status_code == 200:
                break
            sleep(0.05)
        assert client.get("/").status_code == 200


def test_before_the_first_figures_a_browser_sees_a_page(saved: Path) -> None:
    async def ask() -> None:
        way = httpx.ASGITransport(application(saved))  # which reads nothing
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as client:
            first = await client.get("/", headers=BROWSER)
            shown(first, 503, "Not ready")
            assert "the first figures are still being read" in first.text
            read(await client.get("/"), 503, "Not ready")
            read(await client.get("/api/market", headers=BROWSER), 503, "Not ready")
            shown(await client.get("/<b>", headers=BROWSER), 404, "Not found")
            shown(await client.get(f"/?{'a' * 5000}", headers=BROWSER), 414, "Query too long")
            posted = await client.post("/", headers=BROWSER)
            shown(posted, 405, "Method not allowed")
            assert "GET" in posted.headers["allow"]

    asyncio.run(ask())


def test_compare_answers_what_the_command_line_prints(
    client: httpx.Client, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked in (
        {},
        {"account": "137", "stop": "4%", "side": "short", "all-in": "yes"},
        {"trust": "okx", "known-only": "yes", "no-older-than": "80d", "region": "US"},
        {"venue": "okx,deribit", "all-contracts": "yes", "payoff": "any", "price": "kPEPE=0.004"},
    ):
        reply = client.get("/api/compare", params={"asset": "BTC", **asked})
        assert reply.status_code == 200
        each = [
            f"--{name}" if value == "yes" else f"--{name}={value}" for name, value in asked.items()
        ]
        run(["compare", "BTC", *each, "--snapshot", str(saved), "--format", "json"])
        assert reply.json() == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("query", "option", "value"),
    [
        ("asset=BTC&account=0", "--account", "0"),
        ("asset=BTC&side=up", "--side", "up"),
        ("asset=BTC&leverage=0.5", "--leverage", "0.5"),
        ("asset=BTC&venue=nowhere", "--venue", "nowhere"),
        ("asset=NOPE", "asset", "NOPE"),
        ("asset=", "asset", ""),
        ("asset=BTC&price=BTC%3D1", "--price", "BTC=1"),
        ("asset=BTC&risk=0.5", "--risk", "0.5"),
        ("asset=BTC&trust=okex", "--trust", "okex"),
        ("asset=BTC&account=%00%FF%E2%80%AE", "--account", "\x00\ufffd\u202e"),
        ("asset=BTC&account=5&account=x", "--account", "x"),
        ("asset=BTC&format=csv", "format", "csv"),
        ("asset=BTC&output=x.csv", "output", "x.csv"),
        ("asset=BTC&plugin=/etc/passwd", "plugin", "/etc/passwd"),
        ("asset=BTC&snapshot=/etc/passwd", "snapshot", "/etc/passwd"),
    ],
)
def test_a_bad_value_is_a_problem(
    client: httpx.Client, query: str, option: str, value: str
) -> None:
    reply = client.get(f"/api/compare?{query}")
    said: dict[str, Any] = reply.json()
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"
    assert (said["option"], said["value"]) == (option, value)
    assert said["example"]
    assert "Traceback" not in reply.text


def test_whatever_is_asked_has_an_answer_and_strict_headers(client: httpx.Client) -> None:
    replies = {
        "/": 200, "/healthz": 200, "/api/market": 200, "/nowhere": 404,
        f"/api/compare?asset={'A' * 5000}": 414, "/api/compare?asset=NOPE": 400,
    }  # fmt: skip
    for path, status in replies.items():
        reply = client.get(path)
        assert reply.status_code == status, path
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert "access-control-allow-origin" not in reply.headers
    posted = client.post("/api/compare")
    assert posted.status_code == 405
    assert posted.headers["x-frame-options"] == "DENY"
    strange = client.get("/", headers={"host": "evil.example"})
    assert strange.status_code == 400


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PATCH", "PUT", "TRACE", "BREW"])
def test_whatever_is_no_question_is_refused(client: httpx.Client, method: str) -> None:
    for path in ("/", "/api/compare?asset=BTC"):
        reply = client.request(method, path)
        assert reply.status_code == 405
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert client.head("/").text == ""


def test_many_questions_at_once_are_answered_or_told_to_wait(client: httpx.Client) -> None:
    def ask(number: int) -> int:
        reply = client.get(f"/api/compare?asset=BTC&account={100 + number}")
        assert reply.status_code in (200, 503), reply.text
        assert reply.json()
        return reply.status_code

    with ThreadPoolExecutor(60) as pool:
        seen = list(pool.map(ask, range(60)))
    assert seen.count(200) >= serving.WAITING


def test_a_client_that_takes_nothing_is_cut_off(client: httpx.Client) -> None:
    address = client.base_url.host, client.base_url.port or 80
    with socket.create_connection(address, timeout=20) as slow:
        with suppress(OSError):
            slow.sendall(b"GET /api/market HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100)
        sleep(8)
        taken = 0
        with suppress(OSError):
            while part := slow.recv(1_000_000):
                taken += len(part)
    assert taken < 100 * len(client.get("/api/market").content)


def test_a_client_that_says_nothing_is_cut_off(client: httpx.Client) -> None:
    address = client.base_url.host, client.base_url.port or 80
    with socket.create_connection(address, timeout=20) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert slow.recv(1000) == b""
