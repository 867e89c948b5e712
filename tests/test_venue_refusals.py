"""How each venue says no, by its own documentation: told apart, whatever the body looks like.

Each row is a status, a body and a header as the venue's pages or recorded answers have them.
"""

import httpx
import pytest
import samples

import comparator
from comparator.errors import GeoBlocked, RateLimited, Refused, Unreachable, VenueError
from comparator.run import venues

BY_ID = {venue.id: venue for venue in venues()}
HTML = b"<html><head><title>403 Forbidden</title></head><body>Request blocked</body></html>"
NOWHERE = b"<html><body>This service is not available in your country</body></html>"

SAID: list[tuple[str, int, bytes, type[VenueError], float | None]] = [
    # venue, status, body, what it is, seconds after which it may be asked again
    ("aster", 429, b"", RateLimited, None),  # its CDN: an empty body
    ("aster", 418, b'{"code":-1003,"msg":"banned until 1788699999999"}', RateLimited, None),
    ("aster", 403, HTML, RateLimited, 120),
    ("aster", 400, b'{"code":-1121,"msg":"Invalid symbol."}', Refused, None),
    ("backpack", 429, b'{"code":"TOO_MANY_REQUESTS","message":"slow down"}', RateLimited, None),
    ("backpack", 400, b'{"code":"INVALID_CLIENT_REQUEST","message":"x"}', Refused, None),
    ("backpack", 403, b'{"code":"FORBIDDEN","message":"x"}', GeoBlocked, None),
    ("binance", 429, b'{"code":-1003,"msg":"Too many requests."}', RateLimited, None),
    ("binance", 403, HTML, RateLimited, 120),
    (
        "binance",
        451,
        b'{"code":0,"msg":"Service unavailable from a restricted location"}',
        GeoBlocked,
        None,
    ),
    ("bingx", 403, HTML, RateLimited, 300),
    ("bingx", 418, b"{}", RateLimited, None),
    ("bitget", 429, b'{"code":"429","msg":"Too Many Requests"}', RateLimited, None),
    ("bitget", 200, b'{"code":"40024","msg":"region"}', GeoBlocked, None),
    ("bitunix", 200, b'{"code":10006,"data":null,"msg":"too fast"}', RateLimited, None),
    ("bitunix", 200, b'{"code":20015,"data":null,"msg":"not allowed to trade"}', Refused, None),
    ("blofin", 403, HTML, RateLimited, 300),  # its firewall, for five minutes
    ("blofin", 403, NOWHERE, GeoBlocked, None),
    ("blofin", 429, b"", RateLimited, None),
    ("bybit", 403, b"403, access too frequent", RateLimited, 600),
    ("bybit", 403, NOWHERE, GeoBlocked, None),
    ("coinbase", 429, b'{"error":"RATE_LIMIT","message":"x"}', RateLimited, None),
    ("coinbase", 404, b'{"error":"NOT_FOUND","message":"x"}', Refused, None),
    (
        "coinbaseinternational",
        429,
        b'{"jsonrpc":"2.0","error":{"code":10028,"message":"too_many_requests"}}',
        RateLimited,
        None,
    ),
    ("coinw", 200, b'{"code":29001,"msg":"API access frequently"}', RateLimited, None),
    ("coinw", 200, b'{"code":9001,"msg":"Contract not found."}', Refused, None),
    ("cryptocom", 429, b'{"id":1,"method":"x","code":42901,"message":"x"}', RateLimited, None),
    ("cryptocom", 200, b'{"id":1,"method":"x","code":40401,"message":"NOT_FOUND"}', Refused, None),
    ("deepcoin", 200, b'{"code":"50","msg":"no such contract","data":null}', Refused, None),
    ("deepcoin", 429, b"", RateLimited, None),
    ("deribit", 429, b'{"jsonrpc":"2.0","error":{"code":10028,"message":"x"}}', RateLimited, None),
    ("deribit", 400, b'{"jsonrpc":"2.0","error":{"code":13020,"message":"x"}}', Refused, None),
    ("dydx", 403, b'{"errors":[{"code":"GEOBLOCKED","msg":"x"}]}', GeoBlocked, None),
    ("dydx", 429, b'{"errors":[{"msg":"Too many requests"}]}', RateLimited, None),
    ("extended", 429, b"", RateLimited, None),
    ("gate", 429, b'{"label":"TOO_MANY_REQUESTS","message":"x"}', RateLimited, None),
    ("gate", 400, b'{"label":"TOO_FAST","message":"x"}', RateLimited, None),
    ("gate", 400, b'{"label":"CONTRACT_NOT_FOUND","message":"x"}', Refused, None),
    ("grvt", 429, b'{"code":1006,"message":"x","status":429}', RateLimited, None),
    (
        "htx",
        200,
        b'{"status":"error","err-code":"invalid-parameter","err-msg":"request limit"}',
        RateLimited,
        None,
    ),
    (
        "htx",
        200,
        b'{"status":"error","err_code":1013,"err_msg":"doesnt exist","ts":1}',
        Refused,
        None,
    ),
    ("hyperliquid", 429, b"null", RateLimited, None),
    ("krakenfutures", 429, b"", RateLimited, None),
    ("kucoin", 429, b'{"code":"429000","msg":"too many requests"}', RateLimited, None),
    ("kucoin", 200, b'{"code":"100003","msg":"Contract parameter invalid"}', Refused, None),
    ("lbank", 200, b'{"error_code":183,"msg":"x","success":false}', RateLimited, None),
    ("lbank", 200, b'{"error_code":20156,"msg":"delisted","success":false}', Refused, None),
    ("lighter", 200, b'{"code":23000,"message":"Too Many Requests"}', RateLimited, None),
    ("mexc", 200, b'{"success":false,"code":510,"message":"too frequent"}', RateLimited, None),
    ("mexc", 403, HTML, GeoBlocked, None),
    ("okx", 429, b'{"code":"50011","msg":"Too Many Requests","data":[]}', RateLimited, None),
    ("okx", 200, b'{"code":"50061","msg":"x","data":[]}', RateLimited, None),
    (
        "pacifica",
        429,
        b'{"success":false,"data":null,"error":"rate limit","code":429}',
        RateLimited,
        None,
    ),
    ("paradex", 429, b'{"error":"x","message":"x"}', RateLimited, None),
    ("paradex", 403, b'{"error":"GEO_IP_BLOCK","message":"x"}', GeoBlocked, None),
    ("phemex", 429, b'{"code":39995,"msg":"Too many requests.","data":null}', RateLimited, None),
    ("phemex", 403, b"", GeoBlocked, None),  # no firewall is documented: lack of privilege
    ("toobit", 429, b'{"code":-1003,"msg":"x"}', RateLimited, None),
    ("toobit", 403, HTML, RateLimited, 60),
    ("toobit", 400, b'{"code":-100011,"msg":"Not supported symbols"}', Refused, None),
    ("weex", 429, b"", RateLimited, None),
    ("xt", 200, b'{"returnCode":1,"error":{"code":"rate_limit","msg":"x"}}', RateLimited, None),
    ("xt", 200, b'{"returnCode":1,"error":{"code":"invalid_symbol","msg":"x"}}', Refused, None),
]


def raised(
    venue: str, status: int, body: bytes, headers: dict[str, str] | None = None
) -> VenueError:
    """What the venue's list of contracts ends in, when it answers so."""
    seen = list[httpx.Request]()

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, content=body, headers=headers or {"retry-after": "45"})

    with pytest.raises(VenueError) as found:
        comparator.fetch(venue, [], transport=httpx.MockTransport(answer), at=samples.NOON)
    assert seen
    return found.value


@pytest.mark.parametrize(
    ("venue", "status", "body", "kind", "seconds"),
    [pytest.param(*row, id=f"{row[0]} {row[1]} {number}") for number, row in enumerate(SAID)],
)
def test_each_refusal_is_what_the_venues_pages_say(
    venue: str, status: int, body: bytes, kind: type[VenueError], seconds: float | None
) -> None:
    """With `Retry-After: 45`, which counts; and without it, where a firewall has its own time."""
    error = raised(venue, status, body)
    assert type(error) is kind
    if isinstance(error, RateLimited):
        assert error.retry_after == pytest.approx(45, abs=1)
    if seconds is not None:
        alone = raised(venue, status, body, {"content-type": "text/html"})
        assert isinstance(alone, RateLimited)
        assert alone.retry_after == seconds


def test_every_venue_that_is_asked_has_a_row() -> None:
    asked = {venue.id for venue in BY_ID.values() if not venue.data_only}
    assert asked == {row[0] for row in SAID}


@pytest.mark.parametrize("venue", [one.id for one in BY_ID.values() if not one.data_only])
def test_what_breaks_down_is_down_and_a_page_is_no_answer(venue: str) -> None:
    quick = {"content-type": "text/html", "retry-after": "0"}
    assert isinstance(raised(venue, 503, HTML, quick), Unreachable)


def test_a_firewall_lasts_for_the_time_that_is_documented() -> None:
    said = {venue.id: venue.firewall for venue in BY_ID.values() if venue.firewall}
    times = {row[0]: row[4] for row in SAID if row[4] is not None}
    assert said == times
