// The people of the courtyard on the left: who they are, and who has something to read.

import { avatar, button, h } from "./dom.js";
import { t } from "./words.js";

export class People {
  constructor(desk) {
    this.desk = desk;
    this.world = desk.world;
    this.wanted = "";
    this.search = h("input", { type: "search", placeholder: t("search"), "aria-label": t("search"), oninput: () => this.find() });
    this.list = h("div", { class: "list" });
    this.node = h("nav", { class: "people", "aria-label": t("people") }, h("div", { class: "searching" }, this.search), this.list);
    this.world.on("read", () => this.marks(), desk.built.signal);
    this.world.on("arrived", () => this.marks(), desk.built.signal);
    this.world.on("user", () => this.draw(), desk.built.signal);
    this.draw();
  }

  find() {
    this.wanted = this.search.value.trim().toLowerCase();
    this.draw();
  }

  draw() {
    const all = [...this.world.users.values()].filter((one) => !one.is_bot);
    const stars = (this.world.about.featured ?? []).map((id) => this.world.users.get(id)).filter(Boolean);
    const fits = (one) => `${this.world.name(one.id)} ${this.world.role(one.id).label ?? ""} ${one.username ?? ""}`.toLowerCase().includes(this.wanted);
    const found = all.filter(fits);
    this.rows = new Map();
    const rows = this.wanted
      ? this.part(found.length ? t("everyone", { n: found.length }) : t("no_such_person"), found)
      : [...this.part(t("featured"), stars), ...this.part(t("everyone", { n: all.length }), all.filter((one) => !stars.includes(one)))];
    this.list.replaceChildren(...rows);
    this.marks();
  }

  part(title, users) {
    return users.length || this.wanted ? [h("h3", {}, title), h("ul", {}, users.map((one) => this.row(one)))] : [];
  }

  row(user) {
    const role = this.world.role(user.id);
    const name = this.world.name(user.id);
    const line = [role.role && t(role.role), role.label].filter(Boolean).join(" · ");
    const count = h("span", { class: "count", hidden: true });
    const open = h("button", { type: "button", class: "person", onclick: () => this.desk.choose(user.id) },
      avatar(user.id, name), h("span", { class: "names" }, h("b", {}, name), h("small", {}, line || `@${user.username ?? ""}`)), count);
    const node = h("li", { "data-user": user.id }, open, button(t("open_beside"), "beside", () => this.desk.beside(user.id), { class: "icon small beside" }));
    if (!this.rows.has(user.id)) this.rows.set(user.id, []);
    this.rows.get(user.id).push({ node, open, count });
    return node;
  }

  marks() {
    if (this.marking) return;
    this.marking = requestAnimationFrame(() => {
      this.marking = 0;
      const active = this.desk.active?.user;
      const open = new Set(this.desk.panes.map((pane) => pane.user));
      for (const [user, rows] of this.rows) for (const row of rows) this.markRow(user, row, active, open);
    });
  }

  markRow(user, { node, open, count }, active, shown) {
    const unread = this.world.chats.has(user) ? this.world.unread(user, user) : 0;
    count.hidden = !unread;
    count.textContent = unread ? String(Math.min(unread, 99)) : "";
    count.setAttribute("aria-label", t("unread", { n: unread }));
    node.classList.toggle("open", shown.has(user));
    node.classList.toggle("active", active === user);
    if (active === user) open.setAttribute("aria-current", "true");
    else open.removeAttribute("aria-current");
  }
}
