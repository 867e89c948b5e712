"""How long the page takes to answer after a control moves, beside an empty handler.

`python -m benchmarks.page [ASSET...]`, with Playwright and Chromium installed: the shipped figures
of every venue, the account moved 60 times, milliseconds of script as the page itself tells them.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import CDPSession, sync_playwright

from benchmarks.measuring import Row, show
from comparator.cli.main import run

MOVED = 60
BUDGET = 16.0
"""Milliseconds of script: one frame."""
MOVES = """async (moves) => {
    const account = document.querySelector('[name="account"]');
    const timed = async (act) => {
        const began = performance.now();
        act();
        return performance.now() - began;
    };
    const ours = [], empty = [];
    const nothing = document.createElement("input");
    nothing.addEventListener("input", () => undefined);
    for (let i = 0; i < moves; i += 1) {
        const frame = () => new Promise((done) => requestAnimationFrame(done));
        account.value = String(100 + 37 * i);
        await timed(() => account.dispatchEvent(new Event("input", { bubbles: true })));
        await frame();
        await frame();
        ours.push(Number(document.documentElement.dataset.took));
        empty.push(await timed(() => nothing.dispatchEvent(new Event("input"))));
    }
    return [ours, empty];
}"""


def _script(watch: CDPSession) -> float:
    """Seconds that script has run so far, without the time that others had the processor."""
    metrics = watch.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "ScriptDuration"))


def page(assets: list[str]) -> list[Row]:
    """The page after a control moves."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        run(["page", *assets, "--source", "published", "--quiet", "-o", str(file)])
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"],
        )
        opened = browser.new_page()
        opened.goto(file.as_uri())
        opened.wait_for_selector("html[data-ready=yes]")
        first = float(opened.evaluate("document.documentElement.dataset.took"))
        watch = opened.context.new_cdp_session(opened)
        watch.send("Performance.enable", {"timeDomain": "threadTicks"})
        before = _script(watch)
        ours, empty = opened.evaluate(MOVES, MOVED)
        computed = 1000 * (_script(watch) - before) / MOVED
        rows = opened.locator("[data-venue]").count()
        browser.close()
        size = file.stat().st_size
    middle, slow = statistics.median(ours), sorted(ours)[int(len(ours) * 0.95)]
    nothing = max(statistics.median(empty), 0.1)  # the browser's clock has steps of 0.1 ms
    what = f"script after a move, {rows} venues"
    return [
        Row(what, f"{middle:.1f} ms", f"<= {BUDGET:g} ms", middle <= BUDGET),
        Row(
            "all script of a move, chart too, by the thread's own clock",
            f"{computed:.1f} ms",
            "",
            None,
        ),
        Row("the slowest in twenty", f"{slow:.1f} ms", "", None),
        Row("over an empty handler", f"{middle / nothing:.0f}x", "", None),
        Row("first answer", f"{first:.1f} ms", "", None),
        Row("size of the page", f"{size / 1000:.0f} kB", "<= 1500 kB", size <= 1_500_000),
    ]


if __name__ == "__main__":
    show("The page after a control moves", page(sys.argv[1:] or ["BTC"]))
