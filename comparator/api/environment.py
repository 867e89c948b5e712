"""What the environment says of the way out: proxies, hosts without one, and trusted certificates.

Whatever is wrong there is a PlanError that names the variable and its value, without passwords.
"""

import os
import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from comparator.errors import PlanError

if TYPE_CHECKING:
    import ssl

SCHEMES = ("http", "https", "socks5", "socks5h")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
EXAMPLE = "for example http://127.0.0.1:8080"


def masked(text: str) -> str:
    """An address without the name and password that may stand before its last @."""
    return re.sub(r"^(\s*[A-Za-z0-9+.-]*:?/*).*@", r"\1***@", text, flags=re.DOTALL)


def proxy() -> str | None:
    """The address of the proxy for https, from HTTPS_PROXY, ALL_PROXY or the system; None: none."""
    from urllib.request import getproxies  # noqa: PLC0415 - httpx has imported it

    found = getproxies()
    kind = next((kind for kind in ("https", "all") if found.get(kind, "").strip()), None)
    if kind is None:
        return None
    given = found[kind]
    address = given.strip()
    address = address if "://" in address else f"http://{address}"
    names = (f"{kind}_proxy", f"{kind}_proxy".upper())
    name = next((name for name in names if os.environ.get(name) == given), names[-1])
    said = f"{name}={masked(given)!r}"
    try:
        parts = urlsplit(address)
        sound = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise PlanError(f"{said} is no address: {EXAMPLE}") from error
    if not sound:
        raise PlanError(f"{said} is no address: {EXAMPLE}")
    if parts.scheme not in SCHEMES:
        raise PlanError(f"{said}: a proxy is one of {', '.join(SCHEMES)}; {EXAMPLE}")
    if parts.scheme.startswith("socks"):
        from importlib.util import find_spec  # noqa: PLC0415 - for this alone

        if find_spec("socksio") is None:
            raise PlanError(f"{said} needs a package: pip install 'httpx[socks]'")
    return address


def without_proxy(host: str) -> bool:
    """Whether NO_PROXY names the host: a name, a domain, an address or a network; * is all."""
    from urllib.request import getproxies  # noqa: PLC0415 - see above

    return any(_names(entry.strip(), host) for entry in getproxies().get("no", "").split(","))


def _names(entry: str, host: str) -> bool:
    if entry == "*":
        return True
    entry = re.sub(r"^[a-z]+://", "", entry.lower())
    bare = entry[1:].partition("]")[0] if entry.startswith("[") else entry
    try:
        network = ip_network(bare, strict=False)
    except ValueError:
        domain = re.sub(r":\d+$", "", bare).removeprefix("*").removeprefix(".")
        return bool(domain) and (host == domain or host.endswith(f".{domain}"))
    try:
        return ip_address(host.strip("[]")) in network
    except ValueError:
        return False


def certificates() -> "ssl.SSLContext":
    """What a venue's certificate is checked against: SSL_CERT_FILE, SSL_CERT_DIR or certifi."""
    import ssl  # noqa: PLC0415 - live runs alone

    import httpx  # noqa: PLC0415 - the same

    name = next((name for name in CERTIFICATES if os.environ.get(name)), "")
    given = os.environ.get(name, "")
    if given and os.pathsep not in given:
        _check(name, Path(given))
    try:
        return httpx.create_ssl_context()
    except (OSError, ssl.SSLError) as error:
        raise PlanError(f"{name}={given!r} holds no certificate in PEM form: {error}") from error


def _check(name: str, path: Path) -> None:
    said, advice = f"{name}={str(path)!r}", f"unset {name} to trust the usual authorities"
    try:
        kind = "a folder" if path.is_dir() else "a file" if path.exists() else "not there"
    except (OSError, ValueError) as error:
        raise PlanError(f"{said} cannot be read: {error}; {advice}") from error
    wanted = "a file" if name == "SSL_CERT_FILE" else "a folder"
    if kind != wanted:
        raise PlanError(f"{said} is {kind}, and must be {wanted}; {advice}")
