// Lines that fade, windows to close, and what a screen reader is told.

import { h } from "./dom.js";
import { t } from "./words.js";

const SHOWN_MS = 4500;

export function toast(text, where = document.getElementById("toasts")) {
  if (!text) return;
  const node = h("div", { class: "toast", role: "status" }, text);
  where.append(node);
  setTimeout(() => node.remove(), SHOWN_MS);
}

export function announce(text) {
  document.getElementById("live").textContent = text;
}

// A window with words and buttons; answers which was chosen (null when it was closed).
export function ask(text, buttons = [["ok", t("ok")]]) {
  return new Promise((answer) => {
    const box = h("dialog", { class: "alert", "aria-label": text.slice(0, 60) }, h("p", {}, text));
    const row = h("div", { class: "row" });
    for (const [value, label] of buttons) {
      row.append(h("button", { type: "button", class: "flat", onclick: () => box.close(value) }, label));
    }
    box.append(row);
    box.addEventListener("close", () => {
      box.remove();
      answer(box.returnValue || null);
    });
    document.body.append(box);
    box.showModal();
  });
}
