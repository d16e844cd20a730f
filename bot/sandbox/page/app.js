// Puts the page together: the people, two panes, and what leads from one to the other.

import { button, h, icons, svg } from "./dom.js";
import { Hands } from "./hands.js";
import { Pane } from "./pane.js";
import { People } from "./people.js";
import { toast } from "./toast.js";
import { post } from "./wire.js";
import { keep, kept, language, moment, speak, t } from "./words.js";
import { Walk } from "./walk.js";
import { World } from "./world.js";

class Desk {
  constructor(world) {
    this.world = world;
    this.root = document.getElementById("app");
    this.panes = [new Pane(this, "left"), new Pane(this, "right")];
    this.active = this.panes[0];
    world.on("online", () => this.lamps());
    world.on("clock", () => this.tick());
    world.on("bot", ({ running }) => { this.world.about.running = running; this.lamps(); });
    world.on("anew", () => this.begin());
    this.walk = new Walk(this);
    setInterval(() => this.tick(), 5000);
  }

  begin() {
    const { left, right } = this.world.about.opening;
    this.build();
    for (const [pane, first] of [[this.panes[0], left], [this.panes[1], right]]) {
      const at = this.stillThere(pane.view) ? pane.view : first;
      pane.scroll = null;
      pane.open(at.user, at.chat);
    }
    this.focus(this.active);
  }

  // After a lost line everybody stands where they stood; in another courtyard nobody does.
  stillThere({ user, chat }) {
    return this.world.users.has(user) && (user === chat || this.world.chats.has(chat));
  }

  build() {
    document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
    document.title = t("title");
    this.built?.abort();
    this.built = new AbortController();
    this.people = new People(this);
    this.hands = new Hands(this);
    if (this.root.classList.contains("backstage")) this.hands.node.hidden = false;
    this.time = h("time", { class: "time" });
    this.warning = h("p", { class: "warning", role: "status", hidden: true });
    const other = language() === "zh" ? "en" : "zh";
    this.top = h("header", { class: "top" },
      h("h1", {}, "🏡 ", t("title")), h("span", { class: "subtitle" }, t("subtitle")), this.time,
      named("walk", "walk", () => this.walk.begin(), "full"),
      named("hands", "hands", () => this.hands.toggle()),
      h("button", { type: "button", class: "flat", lang: other, onclick: () => this.turn(other) }, t("language")),
      this.lamp = button(t("theme"), dark() ? "sun" : "moon", () => this.shade()));
    this.main = h("main", { class: "panes" }, this.panes.map((pane) => pane.node));
    this.root.replaceChildren(this.top, this.walk.node, this.warning, h("div", { class: "stage" }, this.people.node, this.main, this.hands.node));
    this.walk.look();
    this.hands.looks.refresh();
    this.tick();
    this.lamps();
  }

  turn(lang) {
    speak(lang);
    this.build();
    for (const pane of this.panes) pane.build();
  }

  shade() {
    const wanted = dark() ? "light" : "dark";
    keep("theme", wanted);
    document.documentElement.dataset.theme = wanted;
    this.lamp.replaceChildren(svg(icons[dark() ? "sun" : "moon"]));
  }

  tick() {
    this.time.textContent = moment(this.world.now());
    this.time.dateTime = new Date(this.world.now()).toISOString();
  }

  lamps() {
    const { online, about } = this.world;
    this.warning.hidden = online && about.running !== false;
    this.warning.textContent = online ? t("bot_dead") : t("offline");
  }

  focus(pane) {
    this.active = pane;
    for (const one of this.panes) one.node.classList.toggle("active", one === pane);
    this.people.marks();
  }

  async open(pane, user, chat) {
    this.root.classList.add("inside");
    await pane.open(user, chat);
    this.people.marks();
    return pane;
  }

  choose(user) {
    const chat = this.active.user === user ? this.active.view.chat : user;
    return this.open(this.active, user, chat);
  }

  beside(user) {
    const other = this.panes.find((pane) => pane !== this.active);
    this.focus(other);
    return this.open(other, user, user);
  }

  back() {
    this.root.classList.remove("inside");
    this.people.search.focus();
  }

  person(ref) {
    const name = String(ref).replace("@", "");
    const found = this.world.users.get(ref) ?? [...this.world.users.values()].find((one) => one.username === name);
    if (found && !found.is_bot) this.choose(found.id);
  }

  async deepLink(pane, payload) {
    const { user } = pane;
    const there = this.panes.find((one) => one.user === user && one.view.chat === user) ?? (this.narrow() ? pane : this.roomFor(pane));
    await this.open(there, user, user);
    this.focus(there);
    try {
      await post("/people/start", { user, payload });
      there.scroll.toBottom();
    } catch (error) {
      toast(error.message);
    }
  }

  // A link in the group opens the private chat beside it, so that both stay in sight.
  roomFor(pane) {
    return pane.chat.type === "private" ? pane : this.panes.find((one) => one !== pane);
  }

  async message(pane, chat, id) {
    const there = this.panes.find((one) => one.view.chat === chat) ?? pane;
    await this.open(there, there.view.chat === chat ? there.user : pane.user, chat);
    this.focus(there);
    there.scroll.show(id);
  }

  narrow() {
    return matchMedia("(max-width: 760px)").matches;
  }
}

// A button with its words, of which a phone shows the picture alone.
function named(label, icon, onclick, extra = "") {
  return h("button", { type: "button", class: `flat named ${extra}`, "aria-label": t(label), onclick }, svg(icons[icon], 18), h("span", {}, t(label)));
}

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const theme = kept("theme");
if (theme) document.documentElement.dataset.theme = theme;
const world = new World();
await world.open();
new Desk(world).begin();
performance.mark("interactive");
