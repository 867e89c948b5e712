"""The server: the command line's answers over HTTP, clear errors, strict headers, slow clients."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
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


@pytest.fixture(scope="module")
def client(saved: Path) -> Iterator[httpx.Client]:
    command = made("serve")
    ctx = command.make_context("serve", ["BTC", "--snapshot", str(saved), "--quiet"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serving.SLOW = 0.5
    app = serving.application(Everything(ctx), "127.0.0.1", 3600)
    server = uvicorn.Server(
        uvicorn.Config(
            app, host="127.0.0.1", port=port, http=serving.Impatient, ws="none", log_level="error"
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


def test_compare_answers_what_the_command_line_prints(
    client: httpx.Client, saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = {"asset": "BTC", "account": "137", "stop": "4%", "side": "short", "all-in": "yes"}
    reply = client.get("/api/compare", params=query)
    assert reply.status_code == 200
    options = ["BTC", "--account", "137", "--stop", "4%", "--side", "short", "--all-in"]
    run(["compare", *options, "--snapshot", str(saved), "--format", "json"])
    assert reply.json() == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("query", "option", "value"),
    [
        ("asset=BTC&account=0", "--account", "0"),
        ("asset=BTC&side=up", "--side", "up"),
        ("asset=BTC&leverage=0.5", "--leverage", "0.5"),
        ("asset=BTC&venue=nowhere", "--venue", "nowhere"),
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


def test_a_client_that_says_nothing_is_cut_off(client: httpx.Client) -> None:
    address = client.base_url.host, client.base_url.port or 80
    with socket.create_connection(address, timeout=5) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        assert slow.recv(1000) == b""
