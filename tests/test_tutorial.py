"""docs/adding-an-exchange.md, block by block: what it says to type works, and says what it says."""

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest
from simulator import Exchanges

from comparator.testing.bodies import BODIES

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "adding-an-exchange.md").read_text("utf-8")
HOST = "https://api.nimbus.example"
FOLDER = "comparator-nimbus"


class Block(NamedTuple):
    kind: str  # sh, text, python, toml, yaml, json
    rest: str  # what follows on the opening line
    text: str


BLOCKS = [
    Block(kind, rest.strip(), text)
    for kind, rest, text in re.findall(
        r"^```(\w+)([^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
    )
]
ANSWERS = {
    block.rest.removeprefix("GET "): msgspec.json.decode(block.text)
    for block in BLOCKS
    if block.kind == "json"
}


def answer(method: str, url: str, query: dict[str, str], body: object) -> tuple[int, object]:
    """What the page says that Nimbus answers."""
    for address, document in ANSWERS.items():
        parts = urlsplit(address)
        if f"{HOST}{parts.path}" == url and dict(parse_qsl(parts.query)) == query:
            return 200, document
    return 404, {"method": method, "body": body}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A virtual environment that sees everything installed here, and no network but Nimbus."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True, symlinks=True)
    binaries = folder / "bin"
    site = next(folder.glob("lib/python*/site-packages"))
    here = sysconfig.get_paths()["purelib"]
    (site / "here.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    commands = {
        "comparator": "from comparator.__main__ import main; main()",
        **{
            name: f"import runpy; runpy.run_module({name!r}, run_name='__main__', alter_sys=True)"
            for name in ("pytest", "mypy")
        },
    }
    for name, code in commands.items():
        script = binaries / name
        script.write_text(f"#!{binaries}/python\nimport sys; sys.argv[0] = {name!r}\n{code}\n")
        script.chmod(0o755)
    (binaries / "ruff").symlink_to(Path(sys.executable).parent / "ruff")
    with Exchanges(answer) as exchanges:
        yield (
            os.environ
            | exchanges.environment
            | {
                "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
                "HOME": str(folder),
                "MYPYPATH": str(ROOT),
                "PIP_NO_INDEX": "1",
                "PIP_NO_BUILD_ISOLATION": "0",  # pip's word for: do not isolate
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                "COLUMNS": "200",
            }
        )


def save_bodies(listed: Path) -> None:
    """Beside bodies.toml, what the page says that Nimbus answers to each request it names."""
    tables = tomllib.loads(listed.read_text("utf-8"))
    for table in (*tables["answer"], *tables["refusal"]):
        document = ANSWERS[table["url"].removeprefix(HOST)]
        (listed.parent / table["file"]).write_bytes(msgspec.json.encode(document))


def test_every_block_of_the_tutorial_works(environment: dict[str, str], tmp_path: Path) -> None:
    begun = set[Path]()
    output = ""
    for block in BLOCKS:
        if block.kind == "sh":
            done = subprocess.run(
                ["/bin/sh", "-euc", block.text],
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=90,
                check=False,
            )
            output = done.stdout
            assert (done.returncode != 0) is (block.rest == "fails"), block.text + output
        elif block.kind == "text":
            missing = [line for line in block.text.splitlines() if line not in output]
            assert missing == [], output
        elif block.kind in ("python", "toml", "yaml") and block.rest:
            path = tmp_path / FOLDER / block.rest
            before = path.read_text("utf-8") + "\n\n" if path in begun else ""
            path.write_text(before + block.text, "utf-8")
            begun.add(path)
            if path.name == BODIES:
                save_bodies(path)
        elif block.kind == "toml":
            assert tomllib.loads(block.text)
        elif block.kind == "python":
            compile(block.text, "docs/adding-an-exchange.md", "exec")


def test_what_the_page_lists_without_a_block_exists() -> None:
    assert (ROOT / "examples" / "comparator-bitmart" / "pyproject.toml").exists()
    for name in re.findall(r"`?(docs/[\w-]+\.md|tests/\w+\.py)`?", PAGE):
        assert (ROOT / name).exists(), name
    assert sys.version_info >= (3, 11)
