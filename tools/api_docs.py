"""Write docs/plugin-api.md from `comparator.api`: `python tools/api_docs.py`."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from types import FunctionType
from typing import get_args

from msgspec import Struct

from comparator import api
from comparator.errors import VenueError

TARGET = Path(__file__).parents[1] / "docs" / "plugin-api.md"
MODULES = ("schema.checks", "schema.contract", "schema.fees", "schema.margin", "schema.market")
"""Where constants and names of types are defined, with a text below them."""

INTRO = """\
# What a plugin may import

Everything here is `comparator.api`; nothing else of comparator is meant for plugins. This page is
generated from the docstrings by `tools/api_docs.py`; docs/adding-an-exchange.md shows how it all
fits together.

Additions are minor releases; nothing is taken away without one release of warning.
"""


def document() -> str:
    """The whole page."""
    groups: dict[str, list[str]] = {
        "The plugin": [],
        "Values": [],
        "Reading the wire": [],
        "Errors": [],
        "Names of types, and constants": [],
    }
    for name in api.__all__:
        groups[_group(name)].append(name)
    sections = (
        f"## {title}\n\n" + "\n".join(_entry(name) for name in names)
        for title, names in groups.items()
    )
    return INTRO + "\n" + "\n".join(sections)


def _group(name: str) -> str:
    value = getattr(api, name)
    if isinstance(value, type):
        if issubclass(value, VenueError):
            return "Errors"
        if name in ("Http", "Pace", "Venue"):
            return "The plugin"
        return "Reading the wire" if name in ("Batch", "Listing") else "Values"
    if name == "hookimpl":
        return "The plugin"
    return (
        "Reading the wire" if isinstance(value, FunctionType) else "Names of types, and constants"
    )


def _entry(name: str) -> str:
    value = getattr(api, name)
    if isinstance(value, type) and issubclass(value, Struct):
        return f"### {name}\n\n{_text(value)}\n\n{_code(_fields(value))}{_properties(value)}"
    if isinstance(value, type):
        methods = "".join(f"\n{_function(f'{name}.{m.__name__}', m)}" for m in _methods(value))
        return f"### {name}\n\n{_text(value)}\n{methods}"
    if isinstance(value, FunctionType):
        return _function(name, value)
    if name == "hookimpl":
        return f"### {name}\n\nMarks the one hook of a plugin:\n\n{_code(HOOK)}"
    said = _said(name)
    words = ", ".join(f"`{word}`" for word in get_args(value) if isinstance(word, str))
    shown = f"One of {words}." if words else f"`{value}`"
    return f"### {name}\n\n{shown}{said and f' {said}'}\n"


HOOK = """\
@api.hookimpl
def comparator_venues() -> list[api.Venue]:
    return [api.Venue(id="example", name="Example", ...)]
"""


def _function(name: str, function: FunctionType) -> str:
    tree = ast.parse(dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef)  # noqa: S101 - the source of one
    parameters = ast.unparse(tree.args).removeprefix("self, ")
    prefix = "await " if isinstance(tree, ast.AsyncFunctionDef) else ""
    line = f"{prefix}{name}({parameters}) -> {ast.unparse(tree.returns or ast.Constant(None))}"
    return f"### {name}\n\n{_code(line)}\n{_text(function)}\n"


def _methods(value: type) -> Iterator[FunctionType]:
    for name, member in vars(value).items():
        if isinstance(member, FunctionType) and not name.startswith("_"):
            yield member


def _properties(value: type) -> str:
    found = [
        f"- `{name}`: {inspect.getdoc(member)}\n"
        for name, member in vars(value).items()
        if isinstance(member, property)
    ]
    return "\n" + "".join(found) if found else ""


def _fields(value: type) -> str:
    """The members as written, with what their types or comments say of units and unknowns."""
    source = dedent(inspect.getsource(value))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - the source of a class
    lines = [node for node in tree.body if isinstance(node, ast.AnnAssign)]
    written, said = source.splitlines(), dict[int, str]()
    for node in lines:
        match node.annotation:
            case ast.Subscript(
                value=ast.Name("Annotated"), slice=ast.Tuple([kind, ast.Call() as meta])
            ):
                meaning = ast.literal_eval(meta.keywords[0].value)
                default = f" = {ast.unparse(node.value)}".replace("'", '"') if node.value else ""
                line = f"{ast.unparse(node.target)}: {ast.unparse(kind)}{default}"
                said[node.lineno] = f"{line}  # {meaning}".replace("null", "None")
            case _:
                plain = written[node.lineno - 1 : node.end_lineno]
                said[node.lineno] = dedent("\n".join(plain))
    return "\n".join(said[number] for number in sorted(said))


def _text(value: object) -> str:
    return inspect.getdoc(value) or ""


def _said(name: str) -> str:
    """The text below a constant or the name of a type, in the module that defines it."""
    for module in MODULES:
        path = importlib.import_module(f"comparator.{module}").__file__ or ""
        body = ast.parse(Path(path).read_text("utf-8")).body
        for node, following in pairwise(body):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
                text = following.value if isinstance(following, ast.Expr) else None
                return str(text.value) if isinstance(text, ast.Constant) else ""
    return ""


def _code(text: str) -> str:
    return f"```python\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(document(), "utf-8")
    print(f"{TARGET}: {len(api.__all__)} names")
