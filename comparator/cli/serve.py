"""`comparator serve [ASSET...]`: the page with live figures, on this machine."""

import ipaddress
import socket
from importlib.util import find_spec

import click

from comparator.cli.page import Everything
from comparator.errors import PlanError


def run(ctx: click.Context, _: tuple[str, ...]) -> int:
    """Serve until interrupted; the exit code."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise PlanError(
            "comparator serve needs starlette and uvicorn: pip install 'futures-comparator[serve]'"
        )
    import uvicorn  # noqa: PLC0415 - an extra, and this command's alone

    from comparator.cli.serving import Impatient, application  # noqa: PLC0415 - as above

    session, host, port = Everything(ctx), ctx.params["host"], ctx.params["port"]
    if not _loopback(host):
        session.warn(
            f"--host {host}: whoever reaches this machine can read the page and have it ask the"
            " exchanges; there is no password"
        )
    listening = _listening(host, port)
    click.echo(f"http://{host}:{port}/ (Ctrl+C ends it)", err=True)
    config = uvicorn.Config(
        application(session, host, max(1, int(ctx.params["refresh"]))),
        http=Impatient,
        ws="none",
        log_level="warning",
        server_header=False,
        limit_concurrency=64,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=16_384,
    )
    uvicorn.Server(config).run([listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket to listen on; PlanError where there is none to have."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise PlanError(
            f"--host {host} --port {port} cannot be listened on: {reason}; for example --port 8080"
        ) from error


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
