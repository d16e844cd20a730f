// Native polls: asked in a group, voted in, watched.

import { h } from "./dom.js";
import { t, teach } from "./words.js";

teach({
  zh: {
    poll_open: "匿名投票", poll_named: "投票，看得到谁投的", poll_closed: "投票结束了", poll_vote: "投这几项", poll_back: "收回",
    poll_total: "{n} 人投了", poll_none: "还没人投", poll_new: "发一个投票", poll_how: "第一行写问题，下面一行一个选项",
    poll_example: "坝坝宴哪天办？\n周六\n周日", poll_send: "发出投票",
  },
  en: {
    poll_open: "Anonymous poll", poll_named: "Public poll", poll_closed: "Final results", poll_vote: "Vote", poll_back: "Retract",
    poll_total: "{n} votes", poll_none: "No votes yet", poll_new: "New poll", poll_how: "The question on the first line, one option on each line below",
    poll_example: "Which day for the feast?\nSaturday\nSunday", poll_send: "Send the poll",
  },
});

// `vote(places)`; nothing chosen takes the vote back.
export function pollNode(poll, me, vote) {
  const mine = poll.chosen[me] ?? null;
  const kind = poll.closed ? "poll_closed" : poll.anonymous ? "poll_open" : "poll_named";
  const body = mine || poll.closed ? results(poll, mine ?? []) : choices(poll, vote);
  return h("div", { class: "poll" }, h("b", {}, poll.question), h("small", {}, t(kind)), ...body,
    h("small", { class: "total" }, poll.total ? t("poll_total", { n: poll.total }) : t("poll_none")),
    mine && !poll.closed ? h("button", { type: "button", class: "word", onclick: () => vote([]) }, t("poll_back")) : null);
}

function choices(poll, vote) {
  if (!poll.multiple) {
    return poll.options.map((one, place) => h("button", { type: "button", class: "option", onclick: () => vote([place]) }, h("i", { class: "ring" }), one.text));
  }
  const boxes = poll.options.map(() => h("input", { type: "checkbox" }));
  const picked = () => boxes.flatMap((box, place) => (box.checked ? [place] : []));
  const send = h("button", { type: "button", class: "flat", onclick: () => picked().length && vote(picked()) }, t("poll_vote"));
  return [...poll.options.map((one, place) => h("label", { class: "option" }, boxes[place], one.text)), send];
}

function results(poll, mine) {
  return poll.options.map((one, place) => {
    const share = poll.total ? Math.round((100 * one.count) / poll.total) : 0;
    const bar = h("i", { class: "share" });
    bar.style.width = `${Math.max(share, 1)}%`;
    return h("div", { class: "result" }, h("b", {}, `${share}%`), h("span", {}, one.text, mine.includes(place) ? " ✓" : ""), h("span", { class: "track" }, bar));
  });
}

// Asks for a new poll; answers { question, options } or null.
export function askPoll() {
  return new Promise((answer) => {
    const field = h("textarea", { rows: "5", "aria-label": t("poll_how"), placeholder: t("poll_example") });
    const close = h("button", { type: "button", class: "flat", onclick: () => box.close() }, t("cancel"));
    const send = h("button", { type: "button", class: "flat full", onclick: () => box.close("send") }, t("poll_send"));
    const box = h("dialog", { class: "alert asking", "aria-label": t("poll_new") }, h("p", {}, t("poll_how")), field, h("div", { class: "row" }, close, send));
    box.addEventListener("close", () => {
      const [question, ...options] = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
      box.remove();
      answer(box.returnValue === "send" && question ? { question, options } : null);
    });
    document.body.append(box);
    box.showModal();
  });
}
