// The guided first walk: it says what comes next, takes one there, and can be left at any time.

import { button, h } from "./dom.js";
import { toast } from "./toast.js";
import { get, post } from "./wire.js";
import { t, teach } from "./words.js";

teach({
  zh: {
    w_raise: "一、提一件事", w_raise_0: "您是{elder}，楼道灯坏了。在群里发一句：/topic 加上啥事。",
    w_sort: "二、分一分", w_sort_0: "这算谁的事？在群里的卡片上点「大家的事」。",
    w_vote: "三、投票", w_vote_0: "您是主任{chair}。发出 /vote 这一句，再点「发出去」。",
    w_vote_1: "开表决要两个人点头：您是议事员{councillor}，点「同意，这就办」。",
    w_vote_2: "您又是{elder}了。在群里点一个，旁边那一屏的数马上就变。",
    w_result: "四、等结果", w_result_0: "打开「后台」：让 80 户一起点，再点「到下一件事」，走到截止。",
    w_covenant: "五、公约", w_covenant_0: "您是主任{chair}。发 /covenant，点「写公约」，写一句，再点「发出去」。",
    w_covenant_1: "议事员{councillor}点「同意，这就办」，公约就贴出来了。",
    w_covenant_2: "您是{elder}：在群里点「代我家签」，看清楚了，关掉窗口再点一次。",
    w_event: "六、约个活动", w_event_0: "您是热心人{organizer}。发出 /event 这一句，再点「发到群里」。",
    w_reminder: "七、到时候提醒", w_reminder_0: "在群里点「去」，再到「后台」点几次「到下一件事」，等提醒来。",
    w_audit: "八、查账", w_audit_0: "在「后台」最下面点「审计链」：刚才的事一条扣一条，都在。",
    w_done: "走完了！", w_done_0: "一件事从提出来到办完，就是这样。接下来随便试。",
    take_me: "带我过去", leave_walk: "不走了", finish: "好嘞", step_of: "第 {n} 步，共 8 步", walk_left: "想走的时候再点「带我走一遍」",
  },
  en: {
    w_raise: "1. Raise a topic", w_raise_0: "You are {elder}; the light on the stairs is broken. Write /topic and what it is into the group.",
    w_sort: "2. Sort it", w_sort_0: "Whose matter is it? Tap “大家的事” (shared) on the card in the group.",
    w_vote: "3. Vote", w_vote_0: "You are the chair, {chair}. Send the /vote line, then tap “发出去”.",
    w_vote_1: "Opening a vote takes two: as councillor {councillor}, tap “同意，这就办”.",
    w_vote_2: "You are {elder} again. Tap a choice in the group and watch the number in the other pane.",
    w_result: "4. The result", w_result_0: "Open “Backstage”: let 80 neighbours tap, then go “To the next thing” until it closes.",
    w_covenant: "5. The covenant", w_covenant_0: "You are the chair, {chair}. Send /covenant, tap “写公约”, write a line, then “发出去”.",
    w_covenant_1: "Councillor {councillor} taps “同意，这就办”, and the covenant is posted.",
    w_covenant_2: "As {elder}, tap “代我家签” in the group; read, close the window, and tap again.",
    w_event: "6. An event", w_event_0: "You are the organizer, {organizer}. Send the /event line, then tap “发到群里”.",
    w_reminder: "7. The reminder", w_reminder_0: "Tap “去” in the group; then, “Backstage”, go “To the next thing” until the reminder comes.",
    w_audit: "8. The books", w_audit_0: "“Backstage”, at the bottom, choose “Audit chain”: all you did is there, each entry holding the one before.",
    w_done: "That was it!", w_done_0: "So a matter goes from raised to done. Now try what you like.",
    take_me: "Take me there", leave_walk: "Leave", finish: "Fine", step_of: "Step {n} of 8", walk_left: "Press “Show me around” whenever you like",
  },
});

// Who acts where, what stands beside it, and what to write; by step and hint.
const WAYS = {
  raise: [["elder", "group", "/topic 三单元楼道灯坏了三天，黑漆漆的，老人家上下楼怕摔"]],
  sort: [["elder", "group"]],
  vote: [["chair", "private", "/vote 楼道灯换成声控灯，公共经费出 600 元，行不行？ | 3天"], ["councillor", "private"], ["elder", "group"]],
  result: [["elder", "group", undefined, "backstage"]],
  covenant: [["chair", "private", "/covenant"], ["councillor", "private"], ["elder", "group"]],
  event: [["organizer", "private", null]],
  reminder: [["elder", "group", undefined, "backstage"]],
  audit: [["elder", "private", undefined, "audit"]],
};
const PAUSE_MS = 350;

export class Walk {
  constructor(desk) {
    this.desk = desk;
    this.world = desk.world;
    this.node = h("section", { class: "walk", "aria-label": t("walk"), hidden: true });
    this.state = { on: false, steps: [] };
    for (const kind of ["arrived", "chat", "clock", "looked", "anew"]) this.world.on(kind, () => this.soon());
  }

  soon() {
    if (!this.state.on || this.waiting) return;
    this.waiting = setTimeout(() => {
      this.waiting = 0;
      this.look();
    }, PAUSE_MS);
  }

  // Of two answers on their way only the newer counts.
  async look() {
    this.asked = (this.asked ?? 0) + 1;
    const mine = this.asked;
    const seen = await get("looks/walk").catch(() => null);
    if (seen && mine === this.asked) this.set(seen);
  }

  async begin() {
    if (!this.world.about.cast?.registered) await post("hands/scene", { name: "garden" });
    this.set(await post("hands/walk", { on: true }));
    this.take();
  }

  async leave(done) {
    this.set(await post("hands/walk", { on: false }));
    if (!done) toast(t("walk_left"));
  }

  get step() {
    return this.state.steps.find((one) => !one.done) ?? null;
  }

  set(state) {
    const before = this.said;
    this.state = state;
    this.said = this.step ? `${this.step.key} ${this.step.hint}` : "done";
    this.node.hidden = !state.on;
    if (state.on) this.draw();
    if (state.on && before !== this.said) document.getElementById("live").textContent = this.words();
  }

  names() {
    const { cast = {} } = this.world.about;
    return Object.fromEntries(["elder", "chair", "councillor", "organizer"].map((part) => [part, this.world.name(cast[part])]));
  }

  words() {
    return this.step ? t(`w_${this.step.key}_${this.step.hint}`, this.names()) : t("w_done_0");
  }

  draw() {
    const { step } = this;
    const dots = this.state.steps.map((one, n) => h("li", {
      class: one.done ? "done" : one === step ? "now" : "", title: t(`w_${one.key}`), "data-step": one.key,
    }, one.done ? "✓" : String(n + 1)));
    const n = this.state.steps.filter((one) => one.done).length;
    const deeds = step
      ? [h("button", { type: "button", class: "flat full", onclick: () => this.take() }, t("take_me")), button(t("leave_walk"), "close", () => this.leave())]
      : [h("button", { type: "button", class: "flat full", onclick: () => this.leave(true) }, t("finish"))];
    this.node.replaceChildren(h("ol", { class: "steps", "aria-label": t("step_of", { n: Math.min(n + 1, 8) }) }, dots),
      h("div", { class: "what" }, h("b", {}, t(step ? `w_${step.key}` : "w_done")), h("p", {}, this.words())), ...deeds);
  }

  // Put the right people before the right chats, with the words already in the field.
  async take() {
    const { step } = this;
    if (!step) return;
    const [part, where, text, behind] = WAYS[step.key][step.hint];
    const { cast } = this.world.about;
    const [left, right] = this.desk.panes;
    const user = cast[part];
    await this.desk.open(left, user, where === "group" ? cast.group : user);
    if (!this.desk.narrow()) await this.desk.open(right, where === "group" ? cast.chair : cast.elder, cast.group);
    this.desk.focus(left);
    left.composer.suggest(text === null ? this.eventLine() : text);
    left.scroll.toBottom();
    if (behind) this.desk.hands.toggle(true);
    if (behind === "audit") this.desk.hands.looks.node.scrollIntoView({ block: "nearest" });
  }

  eventLine() {
    const day = new Date(this.world.now() + 3 * 86_400_000);
    return `/event 樱桃节 | ${day.getMonth() + 1}月${day.getDate()}日 15:00 | 院坝 | 40`;
  }
}
