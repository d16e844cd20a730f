// What the page knows of the sandbox: people, chats, messages, and what each person has read.

import { get, listen } from "./wire.js";

export class World extends EventTarget {
  constructor() {
    super();
    this.views = new Set(); // { user, chat }: what stands open, and so counts as read
    this.forget();
  }

  forget() {
    this.users = new Map();
    this.chats = new Map();
    this.read = new Map();
    this.about = {};
    this.bot = { id: 0, username: "" };
    this.offset = 0;
    this.online = true;
  }

  async open() {
    this.take(await get("state"));
    listen(
      (kind, data) => this.hear(kind, data),
      () => this.anew(),
      (online) => {
        this.online = online;
        this.say("online");
      },
    );
  }

  take({ bot, users, chats, clock, ...about }) {
    this.bot = bot;
    this.about = about;
    this.offset = clock.offset_s;
    for (const user of users) this.users.set(user.id, user);
    for (const chat of chats) this.meet(chat);
  }

  // The courtyard was changed for another, or the line was lost for a while.
  async anew() {
    const fresh = await get("state");
    this.forget();
    this.take(fresh);
    this.say("anew");
  }

  meet(shown) {
    const { last, ...about } = shown;
    const known = this.chats.get(about.id) ?? { messages: [], byId: new Map(), count: 0, loaded: null, last: null };
    Object.assign(known, about);
    known.present = new Set(about.members.filter((one) => PRESENT.has(one.status)).map((one) => one.user));
    known.last = known.last ?? last;
    this.chats.set(about.id, known);
    return known;
  }

  now() {
    return Date.now() + this.offset * 1000;
  }

  name(id) {
    const user = this.users.get(id);
    return user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : this.chats.get(id)?.title ?? "?";
  }

  role(id) {
    return this.about.roles?.[id] ?? {};
  }

  chat(id) {
    return this.chats.get(id) ?? this.meet({ id, type: "private", title: this.name(id), members: [], topics: [] });
  }

  // The chats a person has: with the bot first, then where they are in.
  chatsOf(user) {
    const shared = [...this.chats.values()].filter((chat) => chat.type !== "private" && !chat.migrated_to);
    return [this.chat(user), ...shared.filter((chat) => chat.present.has(user) || chat.type === "channel")];
  }

  membership(user, chat) {
    return chat.members.find((one) => one.user === user) ?? { status: "left" };
  }

  // Fetch a chat's messages once; what happens meanwhile is kept, for it is newer.
  async fetch(id) {
    const chat = this.chat(id);
    chat.loaded ??= get(`/people/chats/${id}`).then(({ messages }) => {
      for (const message of messages) if (!chat.byId.has(message.message_id)) chat.byId.set(message.message_id, message);
      chat.messages = [...chat.byId.values()].sort((a, b) => a.message_id - b.message_id);
      chat.ready = true;
      this.say("chat", id);
    });
    await chat.loaded;
    return chat;
  }

  hear(kind, data) {
    if (kind === "message") this.arrived(data.message);
    else if (kind === "edit" || kind === "pin") this.changed(data.message);
    else if (kind === "delete") this.gone(data.message);
    else if (kind === "clock") this.offset = data.offset_s;
    else if (kind === "user") this.users.set(data.user.id, data.user);
    else if (kind === "chat") this.meet(data.chat);
    else if (kind === "member") this.moved(data);
    if (kind === "anew") this.anew();
    else this.say(kind, data);
  }

  arrived(message) {
    const chat = this.chat(message.chat);
    if (chat.byId.has(message.message_id)) return;
    chat.byId.set(message.message_id, message);
    chat.messages.push(message);
    chat.last = message;
    chat.count += 1;
    for (const view of this.views) if (view.chat === chat.id) this.seen(view.user, chat.id);
    if (!message.sender.is_chat) this.seen(message.sender.id, chat.id);
    this.say("chat", chat.id);
    this.say("arrived", message);
  }

  changed(message) {
    const chat = this.chat(message.chat);
    if (!chat.byId.has(message.message_id)) return;
    chat.byId.set(message.message_id, message);
    const place = chat.messages.findLastIndex((one) => one.message_id === message.message_id);
    if (place >= 0) chat.messages[place] = message;
    this.say("chat", chat.id);
  }

  gone(message) {
    const chat = this.chat(message.chat);
    chat.byId.delete(message.message_id);
    chat.messages = chat.messages.filter((one) => one.message_id !== message.message_id);
    this.say("chat", chat.id);
  }

  moved({ chat: id, user, new: status }) {
    const chat = this.chat(id);
    if (chat.type === "private") {
      if (this.users.has(id)) this.users.get(id).blocked = status === "kicked";
      return;
    }
    const known = chat.members.find((one) => one.user === user.id);
    if (known) known.status = status;
    else chat.members.push({ user: user.id, status, anonymous: false });
    if (PRESENT.has(status)) chat.present.add(user.id);
    else chat.present.delete(user.id);
    this.say("chat", id);
  }

  seen(user, chat) {
    this.read.set(`${user}:${chat}`, this.chat(chat).count);
    this.say("read");
  }

  unread(user, chat) {
    return Math.max(0, this.chat(chat).count - (this.read.get(`${user}:${chat}`) ?? 0));
  }

  say(kind, detail = null) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  // `signal` ends the listening, for what is built anew in another language.
  on(kind, hear, signal = undefined) {
    this.addEventListener(kind, (event) => hear(event.detail), { signal });
  }
}

const PRESENT = new Set(["creator", "administrator", "member"]);
