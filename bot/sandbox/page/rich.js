// Telegram's entities as DOM nodes. Offsets count UTF-16 units, and so do JavaScript's strings.

import { h } from "./dom.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code",
  pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote",
};

// `hooks`: link(url), command(text), person(id)
export function rich(text, entities, hooks) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return weave(text, sorted, 0, text.length, hooks);
}

function weave(text, entities, begin, end, hooks) {
  const out = document.createDocumentFragment();
  let at = begin;
  for (let i = 0; i < entities.length; ) {
    const one = entities[i++];
    if (one.offset < at || one.offset >= end) continue;
    const stop = Math.min(one.offset + one.length, end);
    const inner = [];
    while (i < entities.length && entities[i].offset < stop) inner.push(entities[i++]);
    out.append(text.slice(at, one.offset), wrap(one, text.slice(one.offset, stop), weave(text, inner, one.offset, stop, hooks), hooks));
    at = stop;
  }
  out.append(text.slice(at, end));
  return out;
}

function wrap(entity, words, inside, hooks) {
  const kind = entity.type;
  if (kind === "spoiler") return spoiler(inside);
  if (kind === "bot_command") return tap(inside, () => hooks.command(words));
  if (kind === "text_mention") return tap(inside, () => hooks.person(entity.user.id));
  if (kind === "mention") return tap(inside, () => hooks.person(words));
  if (kind === "url" || kind === "text_link") return link(inside, entity.url ?? words, hooks);
  if (kind === "expandable_blockquote") return expandable(inside);
  const tag = PLAIN[kind];
  return tag ? h(tag, {}, inside) : inside;
}

function tap(inside, onclick) {
  return h("button", { type: "button", class: "word", onclick }, inside);
}

function link(inside, url, hooks) {
  const whole = /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`;
  const safe = /^(https?|tg):/i.test(whole) ? whole : "#";
  const go = (event) => {
    event.preventDefault();
    hooks.link(whole);
  };
  return h("a", { href: safe, rel: "noopener noreferrer", onclick: go }, inside);
}

function spoiler(inside) {
  const node = h("button", { type: "button", class: "spoiler", "aria-label": "spoiler" }, h("span", {}, inside));
  node.addEventListener("click", () => {
    node.classList.add("open");
    node.removeAttribute("aria-label");
  });
  return node;
}

function expandable(inside) {
  const node = h("blockquote", { class: "folded" }, inside);
  const more = h("button", { type: "button", class: "word more", "aria-expanded": "false" }, "…");
  more.addEventListener("click", () => {
    const open = node.classList.toggle("folded") === false;
    more.setAttribute("aria-expanded", String(open));
  });
  node.append(more);
  return node;
}
