// One message as Telegram shows it.

import { avatar, h, hue, icons, svg } from "./dom.js";
import { pollNode } from "./poll.js";
import { rich } from "./rich.js";
import { clockTime, dayOf, size, t } from "./words.js";
import { fileAddress } from "./wire.js";

const TOGETHER_MS = 5 * 60_000;

// What of a message (and of the one before it) decides how it looks.
export function markOf(message, before) {
  return `${message.edits}|${JSON.stringify(message.poll)}|${message.pinned}|${JSON.stringify(message.buttons)}|${joins(message, before)}|${newDay(message, before)}`;
}

function joins(message, before) {
  return Boolean(before) && !before.service_shown && before.sender.id === message.sender.id && !isService(before)
    && new Date(message.date) - new Date(before.date) < TOGETHER_MS && !newDay(message, before);
}

function newDay(message, before) {
  return !before || dayOf(before.date) !== dayOf(message.date);
}

const isService = (message) => Object.keys(message.service ?? {}).length > 0;

// `scene`: world, me, chat, hooks {press, link, command, person, reply, edit, jump}
export function bubble(message, before, scene) {
  const day = newDay(message, before) ? h("div", { class: "day" }, h("span", {}, dayOf(message.date))) : null;
  const body = isService(message) ? service(message, scene) : spoken(message, joins(message, before), scene);
  return h("article", { class: "item", tabindex: "-1", "data-id": message.message_id, "aria-label": heading(message) }, day, body);
}

function heading(message) {
  return `${message.sender.name} ${clockTime(message.date)}`;
}

function service(message, { world }) {
  return h("div", { class: "day service" }, h("span", {}, serviceText(message, world)));
}

export function serviceText(message, world) {
  const { service: what, sender } = message;
  const names = (users) => users.map((one) => one.first_name).join("、");
  if (what.new_chat_members) return t("joined", { who: names(what.new_chat_members) });
  if (what.left_chat_member) return t("left", { who: names([what.left_chat_member]) });
  if (what.pinned_message) return t("pinned_it", { who: world.name(sender.id) });
  if (what.migrate_to_chat_id || what.migrate_from_chat_id) return t("migrated");
  if (what.forum_topic_created) return `# ${what.forum_topic_created.name}`;
  return t("service");
}

function spoken(message, together, scene) {
  const { me, chat } = scene;
  const own = message.sender.id === me;
  const faces = chat.type !== "private" && chat.type !== "channel" && !own;
  const face = faces ? (together ? h("span", { class: "avatar none" }) : avatar(message.sender.id, message.sender.name)) : null;
  const named = faces && !together;
  const inner = h("div", { class: "bubble" },
    named ? h("div", { class: `who ${hue(message.sender.id)}` }, message.sender.name) : null,
    message.forwarded ? h("div", { class: "origin" }, t("forwarded")) : null,
    quote(message, scene), picture(message), poll(message, scene), text(message, scene), foot(message));
  const column = h("div", { class: "column" }, inner, keyboard(message, scene), deeds(message, own, scene));
  return h("div", { class: `said ${own ? "own" : ""} ${together ? "together" : ""}` }, face, column);
}

function quote(message, { chat, hooks }) {
  const answered = message.reply_to && chat.byId.get(message.reply_to);
  if (!answered || isService(answered)) return null;
  return h("button", { type: "button", class: `quote ${hue(answered.sender.id)}`, onclick: () => hooks.jump(answered.message_id) },
    h("b", {}, answered.sender.name), h("span", {}, brief(answered)));
}

export function brief(message) {
  const line = message.text.replace(/\s+/g, " ").slice(0, 90);
  return line || message.poll?.question || message.file?.name || "…";
}

function text(message, { hooks }) {
  return message.text ? h("div", { class: "text" }, rich(message.text, message.entities, hooks)) : null;
}

function poll(message, { me, hooks }) {
  return message.poll ? pollNode(message.poll, me, (places) => hooks.vote(message, places)) : null;
}

function picture(message) {
  const file = message.file;
  if (!file) return null;
  const address = fileAddress(file.path);
  if (file.is_photo) return h("img", { class: "photo", src: address, alt: message.text.slice(0, 80) || t("photo"), loading: "lazy" });
  return h("a", { class: "document", href: address, download: file.name, "aria-label": t("download", { name: file.name }) },
    h("span", { class: "page" }, svg(icons.file)), h("span", {}, h("b", {}, file.name), h("small", {}, size(file.size))));
}

function foot(message) {
  const edited = message.edits ? `${t("edited")} ` : "";
  const pin = message.pinned ? svg(icons.pin, 12) : null;
  return h("div", { class: "foot" }, pin, `${edited}${clockTime(message.date)}`);
}

function keyboard(message, scene) {
  if (!message.buttons.length) return null;
  const rows = message.buttons.map((row) => h("div", { class: "keys" }, row.map((one) => key(one, message, scene))));
  return h("div", { class: "keyboard", role: "group", "aria-label": t("keyboard") }, rows);
}

function key(one, message, { hooks }) {
  const node = h("button", { type: "button", class: `key ${one.style ?? ""}` }, one.text);
  if (one.url) node.append(h("span", { class: "out", "aria-hidden": "true" }, "↗"));
  node.addEventListener("click", () => {
    if (one.url) hooks.link(one.url);
    else if (one.copy_text) hooks.copy(one.copy_text);
    else hooks.press(message, one, node);
  });
  return node;
}

function deeds(message, own, { hooks, chat }) {
  if (chat.type === "channel") return null;
  const deed = (name, does) => h("button", { type: "button", class: "icon small", "aria-label": t(name), title: t(name), onclick: does }, svg(icons[name], 16));
  return h("div", { class: "deeds" },
    deed("reply", () => hooks.reply(message)),
    own && message.text && !message.file ? deed("edit", () => hooks.edit(message)) : null);
}
