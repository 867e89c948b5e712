"""`comparator serve [ASSET...]`: the page with live figures, on this machine."""

import ipaddress
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
    click.echo(f"http://{host}:{port}/ (Ctrl+C ends it)", err=True)
    uvicorn.run(
        application(session, host, max(1, int(ctx.params["refresh"]))),
        host=host,
        port=port,
        http=Impatient,
        ws="none",
        log_level="warning",
        server_header=False,
        limit_concurrency=64,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=16_384,
    )
    return 0


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
