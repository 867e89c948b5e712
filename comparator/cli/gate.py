"""`--fail-if 'cost_r > 0.10 or age_days > 30'`: comparisons, read as Python reads them, never run.

    test   := test "or" test | test "and" test | "not" test | "(" test ")" | value sign value
    sign   := "<" | "<=" | ">" | ">=" | "==" | "!="
    value  := ["-"] number ["%"] | field | 'text'

Only the kinds of nodes above are read; calls, attributes, bare names and chains are refused. A
figure that is not known fails the gate: what cannot be tested has not passed.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

from comparator.comparison import Answer, Comparison
from comparator.errors import PlanError, alike
from comparator.pricing.result import Priced
from comparator.render.figures import FIELDS, figure_origins
from comparator.render.sheet import Value

SIGNS: Mapping[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
PERCENT = re.compile(r"('[^']*'|\"[^\"]*\")|(\d+(?:\.\d+)?)\s*%")
DAY = timedelta(days=1)
DEEPEST = 50
OWN = {
    "age_days": "age of the oldest figure behind the row, in days",
    "venues_ok": "venues that can take the trade",
    "venues_failed": "venues that could not be asked",
}
NAMES = (*(column.name for column in FIELDS), *OWN)

Figures = Mapping[str, Value]
Test = Callable[[Figures], bool]
Operand = Callable[[Figures], Value]


class Unknown(Exception):
    """A figure that a test needs is not known."""


class Gate:
    """A test that was understood; `text` is what the user wrote."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = PERCENT.sub(_fraction, text.strip())
        self.test = self._read(self._parsed(), 0)

    def failures(self, comparison: Comparison) -> list[str]:
        """Why the gate fails, one sentence per asset whose best venue meets the test."""
        said = list[str]()
        for answer in comparison.answers:
            best = next((row for row in answer.rows if row.status == "ok"), None)
            if best is None:
                if comparison.feasible:  # by another asset; with none at all exit code 3 says it
                    said.append(f"{answer.asset}: no venue can take the trade ({self.text})")
                continue
            try:
                if self.test(figures(best, answer, comparison)):
                    said.append(f"{best.asset} on {best.venue}: {self.text} holds")
            except Unknown as error:
                said.append(f"{best.asset} on {best.venue}: {error} is not known ({self.text})")
        return said

    def _parsed(self) -> ast.expr:
        if "\\" in self.plain or self.plain.count("(") > DEEPEST:
            raise self._refused("it is not understood")
        try:
            return ast.parse(self.plain, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise self._refused("it is not understood") from error

    def _read(self, node: ast.expr, depth: int) -> Test:
        if depth > DEEPEST:
            raise self._refused("it is nested too deeply")
        match node:
            case ast.BoolOp(op=op, values=values):
                tests = [self._read(value, depth + 1) for value in values]
                every = all if isinstance(op, ast.And) else any
                return lambda row: every(test(row) for test in tests)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                test = self._read(inner, depth + 1)
                return lambda row: not test(row)
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in SIGNS:
                first, compared, second = self._value(left), type(sign), self._value(right)
                return lambda row: _compared(first(row), compared, second(row))
            case _:
                raise self._refused(f"{ast.unparse(node)!r} is no comparison of two values")

    def _value(self, node: ast.expr) -> Operand:
        match node:
            case ast.Constant(value=str(words)):
                return lambda _: words
            case ast.Constant() if NUMBER.fullmatch(digits := self._source(node)):
                number = Decimal(digits)
                return lambda _: number
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()) if NUMBER.fullmatch(
                digits := self._source(node.operand)
            ):
                below = -Decimal(digits)
                return lambda _: below
            case ast.Name(id=name) if name in NAMES:
                return lambda row: _known(name, row)
            case ast.Name(id=name):
                near = alike(name, NAMES, 1)
                hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(NAMES)}"
                raise self._refused(f"no field {name!r}{hint}")
            case _:
                written = self._source(node)
                raise self._refused(f"{written!r} is no field, number (as 0.1 or 10%) or text")

    def _source(self, node: ast.expr) -> str:
        return ast.get_source_segment(self.plain, node) or ""

    def _refused(self, problem: str) -> PlanError:
        return PlanError(
            f"--fail-if {self.text!r}: {problem}; for example: --fail-if 'cost_r > 0.10'"
        )


def _fraction(match: re.Match[str]) -> str:
    """`10%` as `0.10`; texts in quotes stay as they are."""
    return match[1] or f"{Decimal(match[2]) / 100:f}"


def figures(row: Priced, answer: Answer, comparison: Comparison) -> Figures:
    """Everything a test may name, for one row."""
    ages = [comparison.at - origin.as_of for origin in figure_origins(row).values()]
    return {
        **{column.name: column.value(row) for column in FIELDS},
        "age_days": Decimal(max(ages) // DAY) if ages else None,
        "venues_ok": sum(one.status == "ok" for one in answer.rows),
        "venues_failed": len(comparison.failed),
    }


def _known(name: str, row: Figures) -> Value:
    value = row[name]
    if value is None:
        raise Unknown(name)
    return value


def _compared(left: Value, sign: type[ast.cmpop], right: Value) -> bool:
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return SIGNS[sign](Decimal(left), Decimal(right))
    if sign in (ast.Eq, ast.NotEq):
        return (str(left) == str(right)) is (sign is ast.Eq)
    raise PlanError(
        f"--fail-if: {left!r} and {right!r} have no order; only == and != compare texts"
    )
