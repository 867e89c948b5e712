"""`snapshot --market`: what other programs price from, held to its schema."""

import json
from pathlib import Path

import jsonschema
from cli_market import Cli

from comparator.answers.schemas import json_schema


def test_a_snapshot_is_written_for_other_programs_too(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "market.json"
    code, out, _ = cli("snapshot", "BTC", "--snapshot", str(cli.saved), "--market", "-o", str(path))
    assert code == 0
    assert str(path) in out
    document = json.loads(path.read_text("utf-8"))
    jsonschema.validate(document, json_schema("comparator.market/1"))
    rows = cli.document("compare", "BTC", "--snapshot", str(cli.saved), "--all-contracts")["rows"]
    listed = {row["symbol"] for venue in document["venues"] for row in venue["contracts"]}
    assert {row["symbol"] for row in rows if row["symbol"]} <= listed
    assert listed
