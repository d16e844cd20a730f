// One screen of one person: the chats on top, the messages, and where to write.

import { avatar, button, h, icons, svg } from "./dom.js";
import { brief, bubble, markOf } from "./bubble.js";
import { Composer } from "./composer.js";
import { Scroll } from "./scroll.js";
import { announce, ask, toast } from "./toast.js";
import { post } from "./wire.js";
import { t } from "./words.js";

export class Pane {
  // `desk`: world, open(pane, user, chat), focus(pane), back(), walk hooks
  constructor(desk, place) {
    this.desk = desk;
    this.world = desk.world;
    this.place = place;
    this.view = { user: 0, chat: 0 };
    this.thread = null;
    this.node = h("section", { class: "pane", "data-pane": place });
    this.node.addEventListener("focusin", () => desk.focus(this));
    this.node.addEventListener("pointerdown", () => desk.focus(this));
    this.world.on("chat", (id) => id === this.view.chat && this.refresh());
    this.world.on("read", () => this.tabs());
    this.world.on("arrived", (message) => this.tell(message));
  }

  get chat() {
    return this.world.chat(this.view.chat);
  }

  get user() {
    return this.view.user;
  }

  async open(user, chat) {
    if (this.view.user === user && this.view.chat === chat && this.scroll) return;
    this.world.views.delete(this.view);
    this.view = { user, chat };
    this.thread = null;
    this.world.views.add(this.view);
    this.world.seen(user, chat);
    this.build();
    await this.world.fetch(chat);
    this.scroll?.toBottom();
  }

  build() {
    this.scroll = new Scroll({
      label: t("messages"),
      key: (message) => message.message_id,
      mark: markOf,
      draw: (message, before) => bubble(message, before, { world: this.world, me: this.user, chat: this.chat, hooks: this.hooks() }),
      onbottom: (near) => this.down.classList.toggle("unseen", near),
    });
    this.composer = new Composer(this);
    this.header = h("header", { class: "bar" });
    this.tabbar = h("div", { class: "tabs", role: "tablist", "aria-label": t("chats") });
    this.pinbar = h("button", { type: "button", class: "pinbar", hidden: true, onclick: () => this.jumpToPin() });
    this.down = button(t("to_bottom"), "down", () => this.scroll.toBottom(), { class: "icon down unseen" });
    this.toasts = h("div", { class: "toasts inside" });
    this.empty = h("p", { class: "empty", hidden: true }, t("no_messages"));
    this.node.replaceChildren(this.header, this.tabbar, this.pinbar,
      h("div", { class: "middle" }, this.scroll.node, this.empty, this.down, this.toasts), this.composer.node);
    this.head();
    this.tabs();
    this.refresh();
  }

  head() {
    const { chat, world } = this;
    const role = world.role(this.user);
    const what = chat.type === "private" ? t("bot") : chat.type === "channel" ? t("channel") : t("members", { n: chat.present.size });
    const title = chat.type === "private" ? world.bot.first_name : chat.title;
    this.header.replaceChildren(
      button(t("back"), "back", () => this.desk.back(), { class: "icon back" }),
      avatar(this.user, world.name(this.user)),
      h("div", { class: "names" },
        h("h2", {}, world.name(this.user), h("small", {}, [role.role && t(role.role), role.label].filter(Boolean).join(" · "))),
        h("p", {}, `${title} · ${what}`)));
    this.node.setAttribute("aria-label", `${world.name(this.user)} · ${title}`);
  }

  tabs() {
    if (!this.tabbar) return;
    const all = this.world.chatsOf(this.user);
    const shown = all.some((chat) => chat.id === this.view.chat) ? all : [...all, this.chat];
    const tabs = shown.map((chat) => this.tab(chat));
    const topics = this.chat.topics?.length ? this.topics() : [];
    const focused = this.tabbar.contains(document.activeElement);
    this.tabbar.replaceChildren(...tabs, ...topics);
    if (focused) this.tabbar.querySelector("[aria-selected=true]")?.focus();
  }

  tab(chat) {
    const open = chat.id === this.view.chat;
    const name = chat.type === "private" ? t("private") : chat.title;
    const unread = this.world.unread(this.user, chat.id);
    const mark = unread && !open ? h("span", { class: "count", "aria-label": t("unread", { n: unread }) }, String(Math.min(unread, 999))) : null;
    return h("button", {
      type: "button", role: "tab", class: "tab", "aria-selected": String(open), tabindex: open ? "0" : "-1",
      onclick: () => this.desk.open(this, this.user, chat.id), onkeydown: (event) => this.step(event),
    }, chat.type === "private" ? "🤖 " : chat.type === "channel" ? "📢 " : "👥 ", name, mark);
  }

  step(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const all = [...this.tabbar.querySelectorAll("[role=tab]")];
    all[(all.indexOf(event.target) + by + all.length) % all.length].focus();
  }

  topics() {
    const chip = (thread, name) => h("button", {
      type: "button", class: "topic", "aria-pressed": String(this.thread === thread),
      onclick: () => { this.thread = thread; this.tabs(); this.refresh(); this.scroll.toBottom(); },
    }, name);
    return [chip(null, t("all_topics")), ...this.chat.topics.map((one) => chip(one.thread, `# ${one.name}`))];
  }

  refresh() {
    if (!this.scroll || this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      const { messages } = this.chat;
      this.scroll.set(this.thread === null ? messages : messages.filter((one) => one.thread === this.thread));
      this.empty.hidden = messages.length > 0;
      this.pins();
      this.composer.refresh();
    });
  }

  pins() {
    const pinned = this.chat.messages.findLast((one) => one.pinned);
    this.pin = pinned?.message_id ?? null;
    this.pinbar.hidden = !pinned;
    if (pinned) this.pinbar.replaceChildren(svg(icons.pin, 16), h("b", {}, t("pinned")), h("span", {}, brief(pinned)));
  }

  jumpToPin() {
    if (this.pin) this.scroll.show(this.pin);
  }

  tell(message) {
    const mine = message.chat === this.view.chat && message.sender.id !== this.user;
    if (mine && this.desk.active === this) announce(t("says", { who: message.sender.name, text: message.text.slice(0, 200) }));
  }

  hooks() {
    return {
      press: (message, key, node) => this.press(message, key, node),
      vote: (message, options) => this.composer.act("/people/vote", { user: this.user, chat: message.chat, message: message.message_id, options }),
      link: (url) => this.follow(url),
      command: (words) => this.composer.say(words),
      person: (ref) => this.desk.person(ref),
      reply: (message) => this.composer.replyTo(message),
      edit: (message) => this.composer.editThis(message),
      jump: (id) => this.scroll.show(id),
      copy: (text) => this.copy(text),
    };
  }

  async press(message, key, node) {
    node.classList.add("waiting");
    node.setAttribute("aria-busy", "true");
    try {
      const wish = { user: this.user, chat: message.chat, message: message.message_id, data: key.data, timeout_s: 12 };
      this.answer(await post("/people/press", wish));
    } catch (error) {
      toast(error.message, this.toasts);
    } finally {
      node.classList.remove("waiting");
      node.removeAttribute("aria-busy");
    }
  }

  async answer({ answered, toast: words, alert, url }) {
    if (!answered) toast(t("answered_not"), this.toasts);
    else if (url) await this.follow(url);
    else if (alert && words) await ask(words);
    else toast(words, this.toasts);
  }

  // Deep links open the private chat with their payload, as a phone would; others ask first.
  async follow(url) {
    const address = new URL(url);
    const ours = address.hostname === "t.me" && address.pathname.slice(1).toLowerCase() === this.world.bot.username.toLowerCase();
    if (ours) return this.desk.deepLink(this, address.searchParams.get("start"));
    const inside = /^\/c\/(\d+)\/(?:\d+\/)?(\d+)$/.exec(address.pathname);
    if (address.hostname === "t.me" && inside) return this.desk.message(this, -Number(`100${inside[1]}`), Number(inside[2]));
    if ((await ask(`${t("outside")}\n${url}`, [["", t("cancel")], ["open", t("open")]])) === "open") window.open(url, "_blank", "noopener,noreferrer");
    return undefined;
  }

  async copy(text) {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    toast(t("copied"), this.toasts);
  }
}
