"""`--fail-if 'cost_r > 0.10 or age_days > 30'`: a small language of comparisons, never evaluated.

    test       := all ("or" all)*
    all        := one ("and" one)*
    one        := "not" one | "(" test ")" | value ("<" | "<=" | ">" | ">=" | "==" | "!=") value
    value      := number ["%"] | field | 'text'

A figure that is not known fails the gate: what cannot be tested has not passed.
"""

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

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?\s*%?)|(?P<word>[a-z_][a-z_0-9]*)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign><=|>=|==|!=|<|>|\(|\)))"
)
SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
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
        self.tokens = _tokens(text)
        self.test = self._any(0)
        if self.tokens:
            raise _refused(text, f"{self.tokens[0][1]!r} is one word too many")

    def failures(self, found: Comparison) -> list[str]:
        """Why the gate fails, one sentence per asset whose best venue meets the test."""
        said = list[str]()
        for answer in found.answers:
            best = next((row for row in answer.rows if row.status == "ok"), None)
            if best is None:
                continue
            try:
                if self.test(figures(best, answer, found)):
                    said.append(f"{best.asset} on {best.venue}: {self.text} holds")
            except Unknown as error:
                said.append(f"{best.asset} on {best.venue}: {error} is not known ({self.text})")
        return said

    # -- the grammar ---------------------------------------------------------------------------

    def _any(self, depth: int) -> Test:
        tests = [self._all(depth)]
        while self._take("or"):
            tests.append(self._all(depth))
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _all(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self._take("and"):
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _one(self, depth: int) -> Test:
        if depth > DEEPEST:
            raise _refused(self.text, "too many brackets")
        if self._take("not"):
            inner = self._one(depth + 1)
            return lambda row: not inner(row)
        if self._take("("):
            inner = self._any(depth + 1)
            if not self._take(")"):
                raise _refused(self.text, "a closing bracket is missing")
            return inner
        left, sign, right = self._value(), self._sign(), self._value()
        return lambda row: _compared(left(row), sign, right(row))

    def _take(self, word: str) -> bool:
        if self.tokens and self.tokens[0][1] == word:
            self.tokens.pop(0)
            return True
        return False

    def _sign(self) -> str:
        kind, word = self.tokens.pop(0) if self.tokens else ("", "")
        if kind != "sign" or word not in SIGNS:
            raise _refused(self.text, f"one of {' '.join(SIGNS)} is wanted, not {word!r}")
        return word

    def _value(self) -> Operand:
        kind, word = self.tokens.pop(0) if self.tokens else ("", "")
        if kind == "number":
            bare = word.rstrip("% ")
            number = Decimal(bare) / 100 if word.endswith("%") else Decimal(bare)
            return lambda _: number
        if kind == "text":
            return lambda _: word[1:-1]
        if kind != "word":
            raise _refused(self.text, f"a field or a number is wanted, not {word!r}")
        if word not in NAMES:
            near = alike(word, NAMES, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(NAMES)}"
            raise _refused(self.text, f"no field {word!r}{hint}")
        return lambda row: _known(word, row)


def figures(row: Priced, answer: Answer, found: Comparison) -> Figures:
    """Everything a test may name, for one row."""
    ages = [found.at - origin.as_of for origin in figure_origins(row).values()]
    return {
        **{column.name: column.value(row) for column in FIELDS},
        "age_days": Decimal(max(ages) // DAY) if ages else None,
        "venues_ok": sum(one.status == "ok" for one in answer.rows),
        "venues_failed": len(found.failed),
    }


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, place = list[tuple[str, str]](), 0
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if not match:
            raise _refused(text, f"{text[place:].strip()!r} is not understood")
        tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        place = match.end()
    return tokens


def _known(name: str, row: Figures) -> Value:
    value = row[name]
    if value is None:
        raise Unknown(name)
    return value


def _compared(left: Value, sign: str, right: Value) -> bool:
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return SIGNS[sign](Decimal(left), Decimal(right))
    if sign in ("==", "!="):
        return (str(left) == str(right)) is (sign == "==")
    raise PlanError(
        f"--fail-if: {left!r} and {right!r} have no order; only == and != compare texts"
    )


def _refused(text: str, problem: str) -> PlanError:
    return PlanError(f"--fail-if {text!r}: {problem}; for example: --fail-if 'cost_r > 0.10'")
