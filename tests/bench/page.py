"""How quick the sandbox's page is: opening, a word in the other pane, a long chat, its memory."""

from __future__ import annotations

import gc
import os
import statistics
import time
import tracemalloc
from pathlib import Path
from typing import Any

from bot.sandbox import ready
from bot.sandbox.play import Play, open_play
from bot.sandbox.world import World
from tests.bench.report import Measure, Row
from tests.page.talk import fill
from tests.page.viewer import CHROMIUM, Viewer

INTERACTIVE_S, SEEN_MS, FRAME_MS, MEMORY_MB = 1.0, 150.0, 50.0, 150.0
LONG, MANY = 5_000, 10_000
SEEN = """async (times) => {
  const [left, right] = document.querySelectorAll('.pane');
  const field = left.querySelector('textarea');
  const took = [];
  for (let n = 0; n < times; n += 1) {
    const words = `第 ${n} 句话 ${Math.random()}`;
    field.value = words;
    const begun = performance.now();
    field.form.requestSubmit();
    while (!right.querySelector('.shown').textContent.includes(words)) {
      await new Promise((done) => requestAnimationFrame(done));
    }
    took.push(performance.now() - begun);
  }
  return took;
}"""
FETCHED = """async (times) => {
  const took = [];
  for (let n = 0; n < times; n += 1) {
    const begun = performance.now();
    await (await fetch(location.href)).text();
    await new Promise((done) => requestAnimationFrame(done));
    took.push(performance.now() - begun);
  }
  return took;
}"""
SCROLLED = """async (times) => {
  const list = document.querySelector('[data-pane=right] .scroll');
  const frames = [];
  let before = performance.now();
  for (let n = 0; n < times; n += 1) {
    list.scrollTop += n % 2 ? 700 : -1400;
    await new Promise((done) => requestAnimationFrame(done));
    frames.push(performance.now() - before);
    before = performance.now();
  }
  return frames;
}"""


async def measure(folder: Path, quick: bool) -> Measure:
    times = 5 if quick else 60
    rows = [_memory(1_000 if quick else MANY)]
    notes = []
    if browser_is_here():
        async with open_play(paced=False, saves=folder / "saves") as play:
            rows = [*await _in_the_browser(play, times, 100 if quick else LONG), *rows]
    else:
        notes.append("No Chromium or no Playwright on this machine: the page was not opened.")
    return Measure(
        "The page of the sandbox",
        "Debian's Chromium, headless, before the running program. Opening: until one can write "
        "(median of 3; floor: an empty page). A word written in the left pane until it is drawn in "
        "the right one, at the 95th of 100 (floor: fetching the page's own text and one frame). "
        "Frames while scrolling through a long chat (floor: through a short one).",
        rows,
        notes,
    )


def browser_is_here() -> bool:
    try:
        import playwright.async_api  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    return CHROMIUM.exists()


async def _in_the_browser(play: Play, times: int, long: int) -> list[Row]:
    from playwright.async_api import async_playwright

    async with async_playwright() as started:
        browser = await started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"]
        )
        page: Any = await browser.new_page()
        viewer = Viewer(page, play, Path(os.devnull))
        rows = [await _opening(viewer), await _seen(viewer, times)]
        rows.append(await _scrolling(viewer, times, long))
        await browser.close()
    return rows


async def _opening(viewer: Viewer) -> Row:
    empty, opened = [], []
    for _ in range(3):
        began = time.perf_counter()
        await viewer.page.goto("about:blank")
        empty.append(time.perf_counter() - began)
        began = time.perf_counter()
        await viewer.open()
        opened.append(time.perf_counter() - began)
    took, floor = statistics.median(opened), statistics.median(empty)
    return _row("until one can write", took, floor, INTERACTIVE_S, "s")


async def _seen(viewer: Viewer, times: int) -> Row:
    await viewer.left.turns_to(viewer.play.stage.yard.name)
    took = await viewer.page.evaluate(SEEN, times)
    floor = await viewer.page.evaluate(FETCHED, times)
    return _row("a word in the other pane, p95", _p95(took), _p95(floor), SEEN_MS, "ms")


async def _scrolling(viewer: Viewer, times: int, long: int) -> Row:
    stage = viewer.play.stage
    fill(stage.world, stage.group.id, 50)
    await viewer.page.reload()
    await viewer.right.shows("第 49 句")
    floor = _p95(await viewer.page.evaluate(SCROLLED, times))
    fill(stage.world, stage.group.id, long)
    await viewer.page.reload()
    await viewer.right.shows(f"第 {long - 1} 句")
    took = _p95(await viewer.page.evaluate(SCROLLED, times))
    return _row(f"a frame among {long:,} messages, p95", took, floor, FRAME_MS, "ms")


def _memory(many: int) -> Row:
    """What the sandbox's own objects take, with and without the talk."""

    def world(messages: int) -> float:
        gc.collect()
        tracemalloc.start()
        filled = World()
        fill(filled, ready.populate(filled).group.id, messages)
        gc.collect()
        used = tracemalloc.get_traced_memory()[0] / 1024 / 1024
        tracemalloc.stop()
        return used

    return _row(f"memory with {many:,} messages", world(many), world(0), MEMORY_MB, "MB")


def _row(what: str, product: float, floor: float, target: float, unit: str) -> Row:
    return Row(
        what,
        f"{product:.2f} {unit}",
        f"{floor:.2f} {unit}",
        f"{product / floor:.1f}",
        f"≤ {target:g} {unit}",
        product <= target,
    )


def _p95(took: list[float]) -> float:
    return sorted(took)[max(0, int(len(took) * 0.95) - 1)]
