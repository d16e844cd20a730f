// Builds DOM nodes. Text always goes in as text: there is no way here to put HTML in.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) give(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function give(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "class") node.className = value;
  else node.setAttribute(name, value === true ? "" : value);
}

export function svg(path, size = 22) {
  const space = "http://www.w3.org/2000/svg";
  const node = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  for (const [name, value] of Object.entries({
    viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", fill: "none",
    stroke: "currentColor", "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round",
  })) node.setAttribute(name, value);
  line.setAttribute("d", path);
  node.append(line);
  return node;
}

export const icons = {
  back: "M15 5l-7 7 7 7",
  send: "M4 12l16-8-5 17-4-7-7-2z",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.3 17a1.7 1.7 0 0 1-2.4-2.4L14 7.5",
  menu: "M4 7h16M4 12h16M4 17h10",
  close: "M6 6l12 12M18 6L6 18",
  reply: "M10 6L4 12l6 6M4 12h10a6 6 0 0 1 6 6",
  edit: "M4 20l4-1L19 8l-3-3L5 16l-1 4z",
  down: "M6 10l6 6 6-6",
  again: "M20 11a8 8 0 1 0-2.3 5.7M20 5v6h-6",
  poll: "M6 20v-7M12 20V5M18 20v-10",
  moon: "M20 14.5A8 8 0 1 1 9.5 4 6.5 6.5 0 0 0 20 14.5z",
  sun: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19",
  hands: "M12 3v3M12 18v3M3 12h3M18 12h3M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM5.6 5.6l2 2M16.4 16.4l2 2M18.4 5.6l-2 2M7.6 16.4l-2 2",
  walk: "M9 4l-6 2v14l6-2 6 2 6-2V4l-6 2-6-2zM9 4v14M15 6v14",
  beside: "M4 5h16v14H4zM12 5v14",
  pin: "M9 4h6l-1 6 4 4H6l4-4-1-6zM12 14v6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

export function button(label, icon, onclick, extra = {}) {
  return h("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick, ...extra }, svg(icons[icon]));
}

const HUES = 7;

// Colours follow the person, as in Telegram: the same everywhere.
export function hue(id) {
  return `hue${Math.abs(Number(id)) % HUES}`;
}

export function avatar(id, name, extra = "") {
  const letters = [...name.replace(/[^\p{L}\p{N}]/gu, "")];
  const shown = /[\u4e00-\u9fff]/.test(letters[0] ?? "") ? letters.slice(0, 1) : letters.slice(0, 2);
  return h("span", { class: `avatar ${hue(id)} ${extra}`, "aria-hidden": "true" }, shown.join("") || "?");
}
