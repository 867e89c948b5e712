"""The command itself, `comparator` or `python -m comparator`, tuned for a process that ends soon.

What is imported makes many objects and hardly any garbage: searching them was a seventh of a run.
"""

import gc
import sys

SEARCHED_AFTER = 100_000
"""Objects that must have been made before a search for garbage; Python's own number is 700."""


def main() -> None:
    """Run the command line of this process, and leave with its exit code."""
    gc.set_threshold(SEARCHED_AFTER)
    try:
        from comparator.cli.main import run  # noqa: PLC0415 - only now, for the line above

        code = run(sys.argv[1:])
        gc.freeze()  # the process ends: what is left needs no search
    except KeyboardInterrupt:  # before or after the command itself
        sys.stderr.write("interrupted\n")
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
