"""One who sits before the page: looks at panes, writes, taps, and takes pictures."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from bot.sandbox.play import Play

# A README's pictures should be small; the browser itself can make them so.
_TO_WEBP = """async (raw) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${raw}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return canvas.toDataURL('image/webp', 0.82).split(',')[1];
}"""
CHROMIUM = Path("/usr/bin/chromium")


class Viewer:
    """`left` and `right` are the two panes; `complaints` is what the browser's console holds."""

    def __init__(self, page: Any, play: Play, pictures: Path) -> None:
        self.page = page
        self.play = play
        self.complaints: list[str] = []
        self._pictures = pictures
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(f"{said.type}: {said.text}")

    async def open(self) -> None:
        await self.page.goto(self.play.url)
        await self.left.last_field.wait_for()

    @property
    def left(self) -> Pane:
        return Pane(self.page.locator("[data-pane=left]"))

    @property
    def right(self) -> Pane:
        return Pane(self.page.locator("[data-pane=right]"))

    def button(self, name: str) -> Any:
        return self.page.get_by_role("button", name=name, exact=True)

    async def deed(self, name: str, said: str) -> None:
        """Have a stage hand do something, until it is said to be done."""
        await self.button(name).click()
        await self.page.locator(".toast", has_text=said).last.wait_for()

    async def backstage(self) -> None:
        if not await self.page.locator(".hands").is_visible():
            await self.button("后台").click()

    async def settled(self) -> None:
        await self.play.stage.caught_up()

    async def picture(self, name: str) -> None:
        """Into the folder YUANBA_PICTURES names, when it names one."""
        if not self._pictures.is_dir():
            return
        await self.page.mouse.move(0, 0)
        await self.page.wait_for_timeout(300)
        raw = base64.b64encode(await self.page.screenshot()).decode()
        small = await self.page.evaluate(_TO_WEBP, raw)
        (self._pictures / f"{name}.webp").write_bytes(base64.b64decode(small))


class Pane:
    """One person's screen."""

    def __init__(self, node: Any) -> None:
        self.node = node

    @property
    def last_field(self) -> Any:
        return self.node.locator("textarea")

    async def says(self, text: str) -> None:
        await self.last_field.fill(text)
        await self.last_field.press("Enter")

    async def sends(self) -> None:
        """Send what already stands in the field, once it stands there."""
        await self.node.locator("textarea:not(:placeholder-shown)").wait_for()
        await self.last_field.press("Enter")

    async def taps(self, label: str) -> None:
        await self.node.locator(".key", has_text=label).last.click()

    async def turns_to(self, chat: str) -> None:
        await self.node.get_by_role("tab", name=chat).first.click()

    async def shows(self, words: str) -> None:
        await self.node.locator(".item", has_text=words).last.wait_for()

    async def says_back(self, words: str) -> None:
        await self.node.locator(".toast", has_text=words).last.wait_for()
