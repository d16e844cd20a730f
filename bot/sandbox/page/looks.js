// What lies behind the stage, as tables: outbox, due work, audit chain, calls.

import { button, h } from "./dom.js";
import { get } from "./wire.js";
import { moment, t, teach } from "./words.js";

teach({
  zh: {
    outbox: "发件箱", due_work: "到点的事", audit: "审计链", calls: "调用", refresh: "再看一遍",
    chain_whole: "{name}：{n} 条，一条扣一条，全对", chain_broken: "{name}：第 {what} 对不上！", chain_head: "链头 {head}",
    no_rows: "空的", to_draw: "还有 {n} 张卡片要重画", counts: "{state} {n}",
  },
  en: {
    outbox: "Outbox", due_work: "Due", audit: "Audit chain", calls: "Calls", refresh: "Look again",
    chain_whole: "{name}: {n} entries, each holds the one before", chain_broken: "{name}: entry {what} does not fit!", chain_head: "head {head}",
    no_rows: "Empty", to_draw: "{n} cards to redraw", counts: "{state} {n}",
  },
});

const WAYS = { outbox: "outbox", due: "due_work", audit: "audit", calls: "calls" };

export class Looks {
  constructor(hands) {
    this.hands = hands;
    this.open = "outbox";
    this.tabs = h("div", { class: "row looking", role: "group", "aria-label": t("behind") });
    this.body = h("div", { class: "table", tabindex: "0", role: "region", "aria-label": t("behind") });
    this.node = h("section", { class: "looks" }, h("h3", {}, t("behind"), button(t("refresh"), "again", () => this.refresh(), { class: "icon small" })), this.tabs, this.body);
    this.choose("outbox", false);
  }

  choose(what, look = true) {
    this.open = what;
    this.tabs.replaceChildren(...Object.entries(WAYS).map(([name, key]) => h("button", {
      type: "button", class: "topic", "data-look": name, "aria-pressed": String(name === what), onclick: () => this.choose(name),
    }, t(key))));
    if (look) this.refresh();
  }

  async refresh() {
    if (this.hands.node.hidden) return;
    const what = this.open;
    const seen = await get(`looks/${what}`);
    if (what !== this.open) return;
    const rows = seen.rows.map((row) => SHOWN[what](row));
    this.body.replaceChildren(...above(seen), ...(rows.length ? rows : [h("p", { class: "dim" }, t("no_rows"))]));
    this.hands.world.say("looked", what);
  }
}

function above(seen) {
  const lines = (seen.chains ?? []).map((one) => h("p", { class: one.broken ? "chain bad" : "chain" },
    one.broken ? t("chain_broken", { name: one.name, what: one.broken }) : `✓ ${t("chain_whole", { name: one.name, n: one.length })}`,
    h("code", {}, t("chain_head", { head: one.head.slice(0, 16) }))));
  if (seen.counts) lines.push(h("p", { class: "dim" }, Object.entries(seen.counts).map(([state, n]) => t("counts", { state, n })).join(" · ")));
  if (seen.cards) lines.push(h("p", { class: "dim" }, t("to_draw", { n: seen.cards })));
  return lines;
}

const line = (first, second, state = "", more = null) => h("div", { class: `line ${state}` },
  h("div", {}, h("b", {}, first), h("small", {}, second)), more ? h("code", {}, more) : null);

const SHOWN = {
  outbox: (row) => line(`${row.view} → ${row.chat}`, `${row.state} · ${moment(row.sent_at ?? row.not_before)}${row.error ? ` · ${row.error}` : ""}`, row.state.toLowerCase()),
  due: (row) => line(`${row.kind} ${row.subject}`, moment(row.due_at) + (row.error ? ` · ${row.error}` : "")),
  audit: (row) => line(`${row.seq}. ${row.act}`, `${moment(row.at)} · ${row.hash.slice(0, 12)} ← ${row.prev.slice(0, 8)}`, "", row.payload),
  calls: (row) => line(row.method, row.refused ?? "✓", row.refused ? "parked" : "", row.params),
};
