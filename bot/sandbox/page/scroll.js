// A list of which only what is on screen is drawn, however long it is.

import { h } from "./dom.js";

const GUESS = 72;
const OVER = 400;
const NEAR = 40;

export class Scroll {
  // draw(item, before) → node; key(item) → identity; mark(item, before) → changes when it must be redrawn
  constructor({ draw, key, mark, label, onbottom }) {
    Object.assign(this, { draw, key, mark, onbottom });
    this.items = [];
    this.heights = new Map();
    this.nodes = new Map();
    this.stuck = true;
    this.width = 0;
    this.sizer = h("div", { class: "sizer" });
    this.shown = h("div", { class: "shown", role: "feed" });
    this.shown.setAttribute("aria-label", label);
    this.sizer.append(this.shown);
    this.node = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, this.sizer);
    this.node.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => this.resized()).observe(this.node);
  }

  set(items) {
    this.items = items;
    this.paint();
  }

  toBottom() {
    this.stuck = true;
    this.paint();
  }

  // Bring one item into the middle and let it shine for a moment.
  show(wanted) {
    const place = this.items.findIndex((item) => this.key(item) === wanted);
    if (place < 0) return false;
    this.stuck = false;
    for (let turn = 0; turn < 3; turn += 1) {
      this.measure();
      this.node.scrollTop = this.offsets[place] - this.node.clientHeight / 3;
      this.paint();
    }
    const node = this.nodes.get(wanted)?.node;
    node?.classList.add("shine");
    setTimeout(() => node?.classList.remove("shine"), 1600);
    return true;
  }

  scrolled() {
    const { scrollTop, clientHeight, scrollHeight } = this.node;
    this.stuck = scrollTop + clientHeight >= scrollHeight - NEAR;
    this.onbottom?.(this.stuck);
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.paint(false);
    });
  }

  resized() {
    if (this.node.clientWidth !== this.width) {
      this.width = this.node.clientWidth;
      this.heights.clear();
    }
    this.paint();
  }

  measure() {
    const offsets = new Float64Array(this.items.length + 1);
    for (let i = 0; i < this.items.length; i += 1) {
      offsets[i + 1] = offsets[i] + (this.heights.get(this.key(this.items[i])) ?? GUESS);
    }
    this.offsets = offsets;
  }

  at(y) {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.offsets[middle + 1] <= y) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, Math.max(0, this.items.length - 1));
  }

  // Draw, measure what was drawn, and draw again where the guess was wrong; what is being read stays
  // put. Whoever scrolls (`follow` false) is never pulled back to the end.
  paint(follow = this.stuck) {
    if (!this.node.clientHeight) return;
    for (let turn = 0; turn < 4; turn += 1) {
      this.measure();
      const total = this.offsets[this.items.length];
      this.sizer.style.height = `${total}px`;
      if (follow) this.node.scrollTop = total + NEAR;
      const top = this.node.scrollTop;
      const first = this.at(top - OVER);
      const last = this.at(top + this.node.clientHeight + OVER);
      this.fill(first, last);
      this.shown.style.transform = `translateY(${this.offsets[first]}px)`;
      const moved = this.learn(first, last, this.at(top));
      if (moved === null) return;
      if (!follow && moved) {
        this.measure();
        this.sizer.style.height = `${this.offsets[this.items.length]}px`;
        this.node.scrollTop = top + moved;
      }
    }
  }

  // How far what is above the reader grew; null when every height was as known.
  learn(first, last, reading) {
    let moved = null;
    for (let i = first; i <= last && i < this.items.length; i += 1) {
      const key = this.key(this.items[i]);
      const height = this.nodes.get(key).node.offsetHeight;
      const known = this.heights.get(key);
      if (known === height) continue;
      this.heights.set(key, height);
      moved = (moved ?? 0) + (i < reading ? height - (known ?? GUESS) : 0);
    }
    return moved;
  }

  fill(first, last) {
    const wanted = this.items.slice(first, last + 1);
    const keys = new Set(wanted.map((item) => this.key(item)));
    for (const [key, { node }] of this.nodes) {
      if (keys.has(key)) continue;
      node.remove();
      this.nodes.delete(key);
    }
    let before = null;
    wanted.forEach((item, i) => {
      const node = this.nodeFor(item, first + i);
      const place = before ? before.nextSibling : this.shown.firstChild;
      if (place !== node) this.shown.insertBefore(node, place);
      before = node;
    });
  }

  nodeFor(item, place) {
    const key = this.key(item);
    const before = this.items[place - 1];
    const mark = this.mark(item, before);
    const old = this.nodes.get(key);
    if (old && old.mark === mark) return old.node;
    const node = this.draw(item, before);
    node.setAttribute("aria-posinset", String(place + 1));
    node.setAttribute("aria-setsize", String(this.items.length));
    if (old) replace(old.node, node);
    this.nodes.set(key, { node, mark });
    return node;
  }
}

// A redrawn message keeps the keyboard's focus on the same button.
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? [...old.querySelectorAll("button")].indexOf(document.activeElement) : -1;
  old.replaceWith(fresh);
  if (focused >= 0) fresh.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
}
