import asyncio
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from comparator.api.aio import finished
from comparator.api.environment import certificates, masked, proxy, without_proxy
from comparator.cli.main import run
from comparator.errors import PlanError

VARIABLES = ("HTTPS_PROXY", "ALL_PROXY", "HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HTTPS_PROXY", "foo://127.0.0.1:9", "a proxy is one of http, https, socks5, socks5h"),
        ("ALL_PROXY", "socks://127.0.0.1:9/", "a proxy is one of http, https, socks5, socks5h"),
        ("HTTPS_PROXY", "http://", "is no address: for example http://127.0.0.1:8080"),
        ("HTTPS_PROXY", "http://127.0.0.1:x", "is no address"),
        ("HTTPS_PROXY", "http://127.0.0.1:99999", "is no address"),
        ("HTTPS_PROXY", "http://[::1", "is no address"),
        ("HTTPS_PROXY", "socks5://127.0.0.1:9", "needs a package: pip install 'httpx[socks]'"),
    ],
)
def test_a_proxy_of_the_wrong_kind_is_a_user_error(
    name: str,
    value: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setitem(sys.modules, "socksio", None)
    command = ["compare", "BTC", "--venue", "okx", "--timeout", "1"]
    assert run([*command, "--source", "live"]) == 2
    error = capsys.readouterr().err
    assert f"error: {name}={value!r}" in error
    assert says in error
    assert run(command) == 0  # with the figures that are shipped
    shown = " ".join(capsys.readouterr().out.split())
    assert "okx" in shown
    assert f"{name}={value!r}" in shown


def test_a_proxy_is_read_without_blanks_and_its_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy() is None
    monkeypatch.setenv("all_proxy", "http://b.example:1")
    assert proxy() == "http://b.example:1"
    monkeypatch.setenv("https_proxy", " a.example:8080 ")
    assert proxy() == "http://a.example:8080"


@pytest.mark.parametrize(
    "value",
    [
        " foo://me:s3cret@127.0.0.1:9",
        "http://me:s3cret@",
        "me:s3cret@host:x",
        "http:me:s3@cret@x:y",
    ],
)
def test_a_password_is_never_printed(
    value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    assert run(["compare", "BTC", "--venue", "okx", "--timeout", "1"]) == 0
    assert run(["compare", "BTC", "--venue", "okx", "--source", "live"]) == 2
    said = "".join(capsys.readouterr())
    assert "HTTPS_PROXY" in said
    assert "***@" in said
    assert "cret" not in said
    assert "cret" not in masked(value)


@pytest.mark.parametrize(
    ("entries", "host", "past"),
    [
        ("10.0.0.0/8,[::1]", "10.1.2.3", True),
        ("10.0.0.0/8,[::1]", "11.1.2.3", False),
        ("10.0.0.0/8,[::1]", "::1", True),
        ("localhost, 127.0.0.1 ,[::1]", "127.0.0.1", True),
        ("[fd00::]/8", "api.example.com", False),
        (".example.com", "api.example.com", True),
        ("example.com:443", "api.example.com", True),
        ("*.example.com", "example.com", True),
        ("example.com", "badexample.com", False),
        ("*", "api.example.com", True),
        ("", "api.example.com", False),
        (",,", "api.example.com", False),
    ],
)
def test_no_proxy_names_hosts_domains_addresses_and_networks(
    entries: str, host: str, past: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", entries)
    assert without_proxy(host) is past


def test_no_proxy_with_brackets_costs_no_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NO_PROXY", "10.0.0.0/8,[::1]")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert run(["compare", "BTC", "--venue", "okx", "--timeout", "1"]) == 0
    assert "okx" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("SSL_CERT_FILE", None, "is not there, and must be a file"),
        ("SSL_CERT_FILE", "folder", "is a folder, and must be a file"),
        ("SSL_CERT_FILE", "file", "holds no certificate in PEM form"),
        ("SSL_CERT_DIR", None, "is not there, and must be a folder"),
        ("SSL_CERT_DIR", "file", "is a file, and must be a folder"),
    ],
)
def test_certificates_that_are_none_are_a_user_error(
    name: str, make: str | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "named"
    if make == "folder":
        path.mkdir()
    elif make:
        path.touch()
    monkeypatch.setenv(name, str(path))
    with pytest.raises(PlanError) as raised:
        certificates()
    assert str(raised.value).startswith(f"{name}={str(path)!r} {says}")


# -- waiting for nobody ----------------------------------------------------------------------------


def test_a_name_server_that_is_silent_is_not_waited_for() -> None:
    async def stuck() -> str:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(0.2):
                await loop.run_in_executor(None, time.sleep, 5)
        except TimeoutError:
            return "given up"
        return "waited"

    start = time.monotonic()
    assert finished(stuck()) == "given up"
    assert time.monotonic() - start < 2


STUCK = """
import socket, sys, time
def silent(*_, **__):
    print("asked", flush=True)
    time.sleep(30)
socket.getaddrinfo = silent
sys.argv = ["comparator", "compare", "BTC", "--venue", "okx", "--source", "live"]
from comparator.__main__ import main
main()
"""


def test_an_interrupt_ends_the_run_at_once_without_a_traceback(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", STUCK],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert child.stdout
    while "asked" not in child.stdout.readline():
        pass
    start = time.monotonic()
    child.send_signal(signal.SIGINT)
    _, error = child.communicate(timeout=20)
    assert time.monotonic() - start < 5
    assert (child.returncode, error.count("Traceback")) == (130, 0)
    assert error.endswith("interrupted\n")
