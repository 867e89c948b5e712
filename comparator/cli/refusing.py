"""How the server says no: a page to whoever looks at it, problem+json to whoever reads it."""

from collections.abc import Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from comparator.render.page import notice

AGAIN = {"retry-after": "5"}
TITLES = {404: "Not found", 405: "Method not allowed", 503: "Not ready"}
DETAILS = {404: "known: /, /api/compare, /api/market, /healthz", 405: "only GET"}


def problem(status: int, title: str, detail: str, **more: str) -> Response:
    """An error as application/problem+json (RFC 9457)."""
    said = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return Response(msgspec.json.encode(said), status, media_type="application/problem+json")


def refusal(
    request: Request, status: int, title: str, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as a small page where a browser shows it, else as `problem`; never of the API."""
    wanted = request.headers.get("accept", "")
    if "text/html" not in wanted or "json" in wanted or request.url.path.startswith("/api/"):
        found = problem(status, title, detail)
    else:
        page, policy = notice(title, detail)
        found = Response(page, status, media_type="text/html; charset=utf-8")
        found.headers["content-security-policy"] = f"{policy}; frame-ancestors 'none'"
    found.headers.update(AGAIN if status == 503 else {})  # noqa: PLR2004 - Service Unavailable
    found.headers.update(headers or {})
    return found


def busy(request: Request, most: int) -> Response:
    """What is said beyond `most` connections, each of which has to be opened again."""
    text = f"{most} connections are open, and more are not taken: try again in a few seconds"
    return refusal(request, 503, "The server is busy", text, {"connection": "close"})


async def refused(request: Request, error: Exception) -> Response:
    """What the routes refuse."""
    if not isinstance(error, HTTPException):
        return await mistake(request, error)
    status = error.status_code
    title, detail = TITLES.get(status, "Refused"), DETAILS.get(status, error.detail)
    return refusal(request, status, title, detail, error.headers)


async def mistake(request: Request, _: Exception) -> Response:
    """What is said where we went wrong."""
    return refusal(request, 500, "Internal error", "a mistake of ours; please report it")
