"""Every figure of the project beside its budget: `python -m benchmarks.run [SECTION...]`.

Figures are ratios of things measured turn by turn in one run, with their smallest and largest; a
second of this machine says little about a second of another. Sections: decode, start, live,
matrix, market, past, report.
"""

import sys
from collections.abc import Callable, Iterator

from benchmarks.live import live
from benchmarks.market import market
from benchmarks.matrix import matrix
from benchmarks.measuring import Row, show
from benchmarks.past import past
from benchmarks.reading import decode
from benchmarks.starting import report, start

SECTIONS: dict[str, Callable[[], Iterator[Row]]] = {
    "decode": decode,
    "start": start,
    "live": live,
    "matrix": matrix,
    "market": market,
    "past": past,
    "report": report,
}


def main() -> None:
    """Run the sections named on the command line, or all."""
    for name in sys.argv[1:] or SECTIONS:
        section = SECTIONS[name]
        show(str(section.__doc__).rstrip("."), list(section()))


if __name__ == "__main__":
    main()
