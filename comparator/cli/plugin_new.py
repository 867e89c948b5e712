"""`comparator plugin new`: an installable distribution whose tests say what to fill in."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from shutil import rmtree
from string import Template
from tempfile import mkdtemp
from urllib.parse import urlsplit

import click

from comparator.schema import file_stem

PACKAGE = "comparator_{id}"
TEMPLATES = {
    "README.md": "readme",
    ".github/workflows/check.yml": "workflow",
    "cassettes/{id}/PROVENANCE.md": "provenance",
    "cassettes/{id}/oracle.toml": "oracle",
    f"{PACKAGE}/__init__.py": "plugin",
    f"{PACKAGE}/published.toml": "published",
    "tests/test_conformance.py": "test",
}
"""File of the distribution -> template."""


@click.command()
@click.argument("name")
@click.option(
    "--from-url", "url", metavar="BASE", default="https://api.example.com", help="Its public API."
)
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where to write; default: comparator-NAME.",
)
def command(name: str, url: str, directory: Path | None) -> None:
    """Write a new plugin for the exchange NAME (lower-case letters and digits)."""
    if not re.fullmatch("[a-z][a-z0-9]*", name):
        raise click.UsageError(f"NAME must be lower-case letters and digits, was {name!r}")
    if file_stem(name) != name:
        raise click.UsageError(f"NAME {name!r} is kept by Windows for itself; try {name}exchange")
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise click.UsageError(f"--from-url must be an https address, was {url!r}")
    folder = directory or Path(f"comparator-{name}")
    if folder.exists():
        raise click.UsageError(f"{folder} exists already")
    texts = distribution(name, f"https://{parts.netloc}", datetime.now(UTC))
    try:
        _write(folder, texts)
    except OSError as error:
        raise click.UsageError(f"{folder} cannot be written: {error.strerror}") from error
    for path in texts:
        click.echo(folder / path)
    click.echo(f"next: cd {folder}; pip install -e '.[test]'; pytest", err=True)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    """The whole folder or nothing: it is made under another name beside it and then renamed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        for path, text in texts.items():
            target = part / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
        part.chmod(0o777 & ~_umask())
        part.rename(folder)
    finally:
        rmtree(part, ignore_errors=True)  # gone already where the rename was reached


def _umask() -> int:
    """What the user takes from the rights of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def distribution(name: str, url: str, now: datetime) -> dict[str, str]:
    """Every file of the new distribution, by its path."""
    import tomli_w  # noqa: PLC0415 - not for --help

    words = {
        "id": name,
        "title": name.capitalize(),
        "class": name.capitalize(),
        "url": url,
        "now": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "today": f"{now:%Y-%m-%d}",
    }
    texts = {path.format(id=name): _filled(template, words) for path, template in TEMPLATES.items()}
    texts[f"{PACKAGE.format(id=name)}/py.typed"] = ""
    texts["pyproject.toml"] = tomli_w.dumps(_pyproject(name))
    return dict(sorted(texts.items()))


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (files("comparator") / "scaffold" / f"{template}.txt").read_text("utf-8")
    return Template(text).substitute(words)


def _pyproject(name: str) -> dict[str, object]:
    package = PACKAGE.format(id=name)
    return {
        "build-system": {"requires": ["hatchling"], "build-backend": "hatchling.build"},
        "project": {
            "name": f"comparator-{name}",
            "version": "0.1.0",
            "description": f"{name.capitalize()} for comparator",
            "readme": "README.md",
            "requires-python": ">=3.11",
            "dependencies": ["futures-comparator"],
            "optional-dependencies": {
                "test": ["futures-comparator[record]", "pytest", "mypy", "ruff"]
            },
            "entry-points": {"comparator": {name: package}},
        },
        "tool": {
            "hatch": {"build": {"targets": {"wheel": {"packages": [package]}}}},
            "mypy": {"strict": True, "files": [package, "tests"]},
            "pytest": {"ini_options": {"testpaths": ["tests"], "filterwarnings": ["error"]}},
            "ruff": {
                "line-length": 100,
                "lint": {
                    "select": ["A", "ANN", "ARG", "B", "D", "E", "F", "I", "PT", "RUF", "SIM"],
                    "isort": {"known-third-party": ["comparator"]},
                    "pydocstyle": {"convention": "google"},
                },
            },
        },
    }
