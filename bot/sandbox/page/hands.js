// Backstage: the clock, the crowd, misfortune, the bot's process, courtyards, and what lies behind.

import { button, h } from "./dom.js";
import { Looks } from "./looks.js";
import { toast } from "./toast.js";
import { post } from "./wire.js";
import { t, teach } from "./words.js";

teach({
  zh: {
    clock: "时间", hour: "＋1 小时", day: "＋1 天", due: "到下一件事", moved: "往后走了 {span}",
    crowd: "80 户一起点", mood: "心情", for: "多半同意", against: "多半反对", divided: "两边差不多", any: "乱点一气",
    seed: "种子", go: "开始点", tapped: "点完了：{what}", crowd_note: "对群里最新那张有得选的卡片",
    faults: "网络出毛病", f429: "429 太快了", f500: "500 服务器错", cut: "断线", none: "都好了",
    faults_note: "接下来 3 次调用", broken: "接下来 {n} 次调用会出错", mended: "网络好了",
    process: "机器人", kill: "拔电（kill -9）", restart: "重新开机", killed: "机器人停了。消息攒着，不会丢",
    restarted: "机器人起来了", yard: "换个院坝", garden: "7号大院（菜园）", cherries: "东三巷（樱桃）", empty: "空群，从头来",
    anew: "换好了", save: "存下来", load: "取出来", name: "名字", saved: "存好了：{name}", nothing_saved: "还没存过",
    nothing_due: "眼下没有等着的事", nothing_to_tap: "群里还没有能点的卡片，先开个表决或者活动",
    not_a_save: "这个文件读不了", bad_name: "名字只用汉字、字母、数字", behind: "看看后头", day_n: "{n} 天", hour_n: "{n} 小时", minute_n: "{n} 分钟",
    busy: "正在办…",
  },
  en: {
    clock: "Time", hour: "+1 hour", day: "+1 day", due: "To the next thing", moved: "Moved on by {span}",
    crowd: "80 neighbours tap", mood: "Mood", for: "Mostly for", against: "Mostly against", divided: "Divided", any: "Anything",
    seed: "Seed", go: "Let them tap", tapped: "Done: {what}", crowd_note: "on the newest card in the group that asks something",
    faults: "Network trouble", f429: "429 too many", f500: "500 server error", cut: "Cut the line", none: "All well",
    faults_note: "for the next 3 calls", broken: "The next {n} calls will fail", mended: "The network is well again",
    process: "The bot", kill: "Kill it (-9)", restart: "Start again", killed: "The bot is down. Messages wait, none is lost",
    restarted: "The bot is up", yard: "Another courtyard", garden: "No. 7 (garden)", cherries: "Dongsan Lane (cherries)", empty: "An empty group",
    anew: "Done", save: "Save", load: "Load", name: "Name", saved: "Saved: {name}", nothing_saved: "Nothing saved yet",
    nothing_due: "Nothing is waiting just now", nothing_to_tap: "No card in the group to tap on yet: open a vote or an event first",
    not_a_save: "That file cannot be read", bad_name: "Only letters and digits in a name", behind: "Look behind", day_n: "{n} d", hour_n: "{n} h", minute_n: "{n} min",
    busy: "At it…",
  },
});

const KNOWN = ["nothing_due", "nothing_to_tap", "not_a_save", "bad_name", "bot_dead"];

export class Hands {
  constructor(desk) {
    this.desk = desk;
    this.world = desk.world;
    this.looks = new Looks(this);
    this.node = h("aside", { class: "hands", "aria-label": t("hands"), hidden: true });
    this.build();
  }

  build() {
    this.node.replaceChildren(
      h("header", {}, h("h2", {}, t("hands")), button(t("close"), "close", () => this.toggle(false))),
      this.clock(), this.crowd(), this.bot(), this.faults(), this.yards(), this.looks.node);
  }

  toggle(open = this.node.hidden) {
    this.node.hidden = !open;
    this.desk.root.classList.toggle("backstage", open);
    if (open) {
      this.looks.refresh();
      this.node.querySelector("button").focus();
    }
  }

  // One deed; what came of it is said, and a deed that takes its time shows so.
  async do(deed, wish, node) {
    node?.setAttribute("aria-busy", "true");
    try {
      const done = await post(`hands/${deed}`, wish);
      this.looks.refresh();
      return done;
    } catch (error) {
      toast(KNOWN.includes(error.message) ? t(error.message) : error.message);
      return null;
    } finally {
      node?.removeAttribute("aria-busy");
    }
  }

  part(title, note, ...children) {
    return h("section", {}, h("h3", {}, title, note ? h("small", {}, note) : null), ...children);
  }

  deed(label, does, extra = "") {
    const node = h("button", { type: "button", class: `flat deed ${extra}` }, label);
    node.addEventListener("click", async () => {
      if (node.getAttribute("aria-busy") !== "true") await does(node);
    });
    return node;
  }

  clock() {
    const move = (span) => this.deed(t(span), async (node) => {
      const done = await this.do("clock", { span }, node);
      if (done) toast(t("moved", { span: spanWords(done.moved_s) }));
    });
    return this.part(t("clock"), null, h("div", { class: "row" }, move("hour"), move("day"), move("due")));
  }

  crowd() {
    const mood = h("select", { "aria-label": t("mood") }, (this.world.about.moods ?? []).map((one) => h("option", { value: one }, t(one))));
    const seed = h("input", { type: "number", min: "0", max: "9999", value: "7", "aria-label": t("seed"), title: t("seed") });
    const go = this.deed(t("go"), async (node) => {
      const done = await this.do("crowd", { mood: mood.value, seed: Number(seed.value) || 0 }, node);
      if (done) toast(t("tapped", { what: Object.entries(done.tapped).map(([label, n]) => `${label} ${n}`).join("，") }));
    }, "full");
    return this.part(t("crowd"), t("crowd_note"), h("div", { class: "row" }, mood, seed, go));
  }

  bot() {
    const kill = this.deed(t("kill"), async (node) => (await this.do("kill", {}, node)) && toast(t("killed")), "danger");
    const start = this.deed(t("restart"), async (node) => (await this.do("restart", {}, node)) && toast(t("restarted")));
    return this.part(t("process"), null, h("div", { class: "row" }, kill, start));
  }

  faults() {
    const fault = (label, kind) => this.deed(t(label), async (node) => {
      const done = await this.do("fault", { kind, count: 3 }, node);
      if (done) toast(done.waiting ? t("broken", { n: done.waiting }) : t("mended"));
    });
    return this.part(t("faults"), t("faults_note"),
      h("div", { class: "row" }, fault("f429", "429"), fault("f500", "500"), fault("cut", "cut"), fault("none", "none")));
  }

  yards() {
    const scene = (name) => this.deed(t(name), async (node) => (await this.do("scene", { name }, node)) && toast(t("anew")));
    const name = h("input", { type: "text", maxlength: "40", placeholder: t("name"), "aria-label": t("name"), value: this.world.about.courtyard ?? "" });
    const saves = h("select", { "aria-label": t("load") });
    this.fill(saves, this.world.about.saves ?? []);
    const save = this.deed(t("save"), async (node) => {
      const done = await this.do("save", { name: name.value.trim() }, node);
      if (!done) return;
      this.fill(saves, done.saves);
      toast(t("saved", { name: name.value.trim() }));
    });
    const load = this.deed(t("load"), async (node) => saves.value && (await this.do("load", { name: saves.value }, node)) && toast(t("anew")));
    return this.part(t("yard"), null, h("div", { class: "row" }, scene("garden"), scene("cherries"), scene("empty")),
      h("div", { class: "row" }, name, save), h("div", { class: "row" }, saves, load));
  }

  fill(select, names) {
    const options = names.length ? names.map((one) => h("option", { value: one }, one)) : [h("option", { value: "" }, t("nothing_saved"))];
    select.replaceChildren(...options);
  }
}

function spanWords(seconds) {
  const minutes = Math.round(seconds / 60);
  const parts = [[Math.floor(minutes / 1440), "day_n"], [Math.floor(minutes / 60) % 24, "hour_n"], [minutes % 60, "minute_n"]];
  const said = parts.filter(([n]) => n).map(([n, key]) => t(key, { n }));
  return said.join(" ") || t("minute_n", { n: 0 });
}
