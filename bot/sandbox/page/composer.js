// Where a person writes: text, commands, replies, files, and what stands there instead of it.

import { button, h } from "./dom.js";
import { brief } from "./bubble.js";
import { askPoll } from "./poll.js";
import { toast } from "./toast.js";
import { get, post, upload } from "./wire.js";
import { t } from "./words.js";

const LARGEST = 5 * 1024 * 1024;

export class Composer {
  constructor(pane) {
    this.pane = pane;
    this.about = null; // { kind: "reply" | "edit", message }
    this.answered = 0; // the last message that asked for a reply and got its field
    this.commands = null;
    this.menu = h("div", { class: "commands", role: "listbox", "aria-label": t("commands"), hidden: true });
    this.strip = h("div", { class: "strip", hidden: true });
    this.field = h("textarea", {
      rows: "1", "aria-label": t("write"), placeholder: t("write"), maxlength: "4096", enterkeyhint: "send",
      oninput: () => this.typed(), onkeydown: (event) => this.pressed(event),
    });
    this.file = h("input", { type: "file", hidden: true, tabindex: "-1", "aria-label": t("attach"), onchange: () => this.attach() });
    this.hidden = h("label", { class: "anonymous", hidden: true }, h("input", { type: "checkbox" }), t("anonymous"));
    this.poll = button(t("poll_new"), "poll", () => this.askPoll());
    this.line = h("form", { class: "line", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      button(t("commands"), "menu", () => this.toggleMenu(), { "aria-expanded": "false" }),
      this.field, this.hidden, this.file,
      this.poll,
      button(t("attach"), "clip", () => this.file.click()),
      button(t("send"), "send", null, { type: "submit", class: "icon send" }));
    this.instead = h("button", { type: "button", class: "instead", hidden: true });
    this.instead.addEventListener("click", () => this.instead.does?.());
    this.node = h("footer", { class: "composer" }, this.menu, this.strip, this.line, this.instead);
    this.refresh();
  }

  refresh() {
    const [words, does] = this.obstacle();
    this.line.hidden = Boolean(words);
    this.instead.hidden = !words;
    this.instead.textContent = words ?? "";
    this.instead.does = does;
    this.instead.disabled = !does;
    const { chat, user, world } = this.pane;
    const admin = ["creator", "administrator"].includes(world.membership(user, chat).status);
    this.hidden.hidden = !admin || chat.type === "channel";
    this.poll.hidden = !["group", "supergroup"].includes(chat.type);
    this.wanted();
  }

  // Why one cannot write here, and what a press does about it.
  obstacle() {
    const { chat, user, world } = this.pane;
    const person = world.users.get(user) ?? {};
    if (chat.type === "private") {
      if (person.blocked) return [t("unblock"), () => this.act("/people/unblock", { user })];
      return chat.messages.length || person.started ? [null] : [t("start"), () => this.start()];
    }
    const member = world.membership(user, chat);
    if (chat.type === "channel") return ["creator", "administrator"].includes(member.status) ? [null] : [t("read_only")];
    if (chat.present.has(user)) return [null];
    return member.status === "kicked" ? [t("not_member", { name: world.name(user) })] : [t("join"), () => this.act("/people/join", { user, chat: chat.id })];
  }

  // A message that asks for a reply turns the field into one, as a phone does.
  wanted() {
    const { chat, user } = this.pane;
    const last = chat.messages.findLast((one) => one.sender.id !== user || one.reply_to);
    if (!last || last.force_reply === null || last.force_reply === undefined || this.answered === last.message_id) return;
    this.answered = last.message_id;
    if (chat.messages.at(-1) === last) this.replyTo(last, last.force_reply || t("force"));
  }

  start() {
    return this.act("/people/start", { user: this.pane.user });
  }

  async act(path, wish) {
    try {
      return await post(path, wish);
    } catch (error) {
      toast(error.message, this.pane.toasts);
      return null;
    }
  }

  replyTo(message, placeholder = t("write")) {
    this.about = { kind: "reply", message };
    this.field.placeholder = placeholder;
    this.showStrip(t("replying", { name: message.sender.name }), message);
  }

  editThis(message) {
    this.about = { kind: "edit", message };
    this.field.value = message.text;
    this.showStrip(t("editing"), message);
    this.typed();
  }

  showStrip(words, message) {
    this.strip.replaceChildren(h("div", {}, h("b", {}, words), h("span", {}, brief(message))), button(t("cancel"), "close", () => this.drop()));
    this.strip.hidden = false;
    if (this.pane.desk.active === this.pane) this.field.focus({ preventScroll: true });
  }

  drop() {
    if (this.about?.kind === "edit") this.field.value = "";
    this.about = null;
    this.strip.hidden = true;
    this.field.placeholder = t("write");
    this.typed();
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    const about = this.about;
    this.drop();
    if (!(await this.deliver(text, about))) this.field.value = text;
    this.typed();
    this.field.focus({ preventScroll: true });
  }

  // Words somebody else put into the field: to be sent, or changed, or not.
  suggest(text) {
    if (!text) return;
    this.field.value = text;
    this.typed();
    this.closeMenu();
    this.field.focus({ preventScroll: true });
  }

  say(text) {
    return this.deliver(text, null);
  }

  deliver(text, about) {
    const { chat, user, thread, scroll } = this.pane;
    scroll.stuck = true;
    if (chat.type === "channel") return this.act("/people/post", { chat: chat.id, text });
    const start = chat.type === "private" && /^\/start(?:\s+(\S+))?$/.exec(text);
    if (start) return this.act("/people/start", { user, payload: start[1] ?? null });
    return this.act("/people/say", {
      user, chat: chat.id, text, thread,
      edit_of: about?.kind === "edit" ? about.message.message_id : null,
      reply_to: about?.kind === "reply" ? about.message.message_id : null,
      as_anonymous_admin: !this.hidden.hidden && this.hidden.firstChild.checked,
    });
  }

  async askPoll() {
    const { chat, user, thread } = this.pane;
    const asked = await askPoll();
    if (asked) await this.act("/people/poll", { ...asked, user, chat: chat.id, thread });
  }

  async attach() {
    const file = this.file.files[0];
    this.file.value = "";
    if (!file) return;
    if (file.size > LARGEST) {
      toast(t("attached"), this.pane.toasts);
      return;
    }
    const { chat, user } = this.pane;
    try {
      await upload({ user, chat: chat.id, caption: this.field.value.trim() }, file);
      this.field.value = "";
    } catch (error) {
      toast(error.message, this.pane.toasts);
    }
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 160)}px`;
    const text = this.field.value;
    if (/^\/\w*$/.test(text)) this.openMenu(text.slice(1));
    else this.closeMenu();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (this.menu.hidden) this.drop();
      this.closeMenu();
    } else if (event.key === "ArrowUp" && !this.menu.hidden) {
      event.preventDefault();
      this.menu.lastElementChild?.focus();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  toggleMenu() {
    if (this.menu.hidden) this.openMenu("");
    else this.closeMenu();
  }

  async openMenu(begin) {
    const { chat, user } = this.pane;
    this.commands ??= await get(`menu?user=${user}&chat=${chat.id}`);
    const fitting = this.commands.filter((one) => one.command.startsWith(begin));
    this.menu.replaceChildren(...fitting.map((one) => this.entry(one)));
    this.menu.hidden = fitting.length === 0;
    this.line.firstChild.setAttribute("aria-expanded", String(!this.menu.hidden));
  }

  entry({ command, description }) {
    return h("button", {
      type: "button", role: "option", class: "entry", "aria-selected": "false",
      onclick: () => { this.closeMenu(); this.field.value = ""; this.typed(); this.say(`/${command}`); },
      onkeydown: (event) => this.stepMenu(event),
    }, h("b", {}, `/${command}`), h("span", {}, description));
  }

  stepMenu(event) {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (next) {
      event.preventDefault();
      (event.currentTarget[next] ?? this.field).focus();
    }
    if (event.key === "Escape") {
      this.closeMenu();
      this.field.focus();
    }
  }

  closeMenu() {
    this.menu.hidden = true;
    this.line.firstChild.setAttribute("aria-expanded", "false");
  }
}
