// The line to the sandbox: its token is in the page's own address.

const token = location.pathname.split("/")[2] ?? "";

export class Refused extends Error {}

async function ask(path, options = {}) {
  const headers = { ...options.headers, Authorization: `Bearer ${token}` };
  const answer = await fetch(path, { ...options, headers });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(body.error ?? `${answer.status}`);
  return body;
}

export const get = (path) => ask(path);

export const post = (path, wish = {}) =>
  ask(path, { method: "POST", body: JSON.stringify(wish), headers: { "Content-Type": "application/json" } });

export function upload(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file, file.name);
  return ask("upload", { method: "POST", body: form });
}

export const fileAddress = (path) => `file/${path.split("/").map(encodeURIComponent).join("/")}`;

const KINDS = ["message", "edit", "delete", "pin", "member", "chat", "user", "clock", "call", "anew", "bot", "walk"];

// Calls `hear(kind, data)` for all that happens, and `again()` whenever the line comes back.
export function listen(hear, again, state) {
  const stream = new EventSource(`/people/stream?token=${encodeURIComponent(token)}`);
  let lost = false;
  stream.onopen = () => {
    state(true);
    if (lost) again();
    lost = false;
  };
  stream.onerror = () => {
    lost = true;
    state(false);
  };
  for (const kind of KINDS) stream.addEventListener(kind, (event) => hear(kind, JSON.parse(event.data)));
}
