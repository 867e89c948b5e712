"""What `comparator site` writes: everything whole, linked, and the same bytes twice."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

from comparator.cli.main import run


def test_the_same_data_give_the_same_site(tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    command = ["snapshot", "BTC", "ETH", "--payoff", "any", "--source", "published"]
    assert run([*command, "-o", str(saved)]) == 0
    for name in ("one", "two"):
        folder = tmp_path / name
        assert run(["site", str(folder), "BTC", "ETH", "--snapshot", str(saved)]) == 0
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("one", "two")
    )
    assert one == two
    reports = {
        f"{coin}.{end}" for coin in ("btc", "eth") for end in ("md", "html", "snapshot.json")
    }
    drawing = find_spec("altair") is not None and find_spec("vl_convert") is not None
    pictures = {name for name in one if name.endswith(".svg")}
    assert set(one) - pictures == {"index.html", "market.json", *reports}
    assert ("btc-btc.svg" in pictures) == drawing  # the others need no extra
    for coin in ("btc", "eth"):
        text = one[f"{coin}.md"].decode()
        shown = set(re.findall(r"!\[[^\]]*\]\(([^)]+\.svg)\)", text))
        assert shown == {name for name in pictures if name.startswith(f"{coin}-")}
        assert shown
    assert all(f'href="{coin}.html"'.encode() in one["index.html"] for coin in ("btc", "eth"))
    assert json.loads(one["market.json"])["schema"] == "comparator.market/1"
