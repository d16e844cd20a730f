// What the page itself says, in Chinese and English. What the bot says is the bot's affair.

const ZH = {
  title: "院坝 · 沙盒", subtitle: "随便试，外头啥都不会动",
  people: "街坊", search: "找人：名字或门牌", everyone: "全院 {n} 位", featured: "常出场的",
  open_beside: "在旁边打开", chats: "聊天", private: "院坝", you_are: "您现在是 {name}",
  no_such_person: "没有这个人", unread: "{n} 条没读", group_news: "群里有新消息",
  write: "写点啥…", send: "发送", attach: "发文件", commands: "命令", start: "开始 START",
  anonymous: "匿名", reply: "回复", edit: "修改", cancel: "算了", edited: "改过",
  replying: "回复 {name}", editing: "修改这一条", attached: "文件太大，最多 5 MB",
  to_bottom: "到最新", pinned: "置顶", back: "返回", messages: "消息", keyboard: "按钮",
  no_messages: "还没有消息", read_only: "只有管理员能在频道里发", not_member: "{name} 不在这个群里",
  join: "进群", blocked: "您屏蔽了机器人", unblock: "解除屏蔽", channel: "频道", members: "{n} 人",
  bot: "机器人", ok: "好", close: "关上", copied: "复制好了", outside: "要打开外面的网页吗？", open: "打开",
  answered_not: "机器人没吱声", offline: "和沙盒断了线，正在重连…", bot_dead: "机器人停着，消息会攒着等它",
  theme: "深浅色", language: "English", hands: "后台", walk: "带我走一遍", today: "今天",
  joined: "{who} 进群了", left: "{who} 退群了", pinned_it: "{who} 置顶了一条消息", service: "群里有变动",
  migrated: "群升级成了超级群", forwarded: "转发自频道", photo: "图片", download: "下载 {name}",
  all_topics: "全部", other_chat: "打开了另一个聊天", says: "{who}：{text}", pressing: "等机器人回话",
  chair: "主任", councillor: "议事员", organizer: "热心人", stranger: "路过的", elder: "老住户",
  admin: "匿名管理员", owner: "群主", resident: "住户", force: "回复机器人…",
  skip: "跳到聊天",
};

const EN = {
  title: "Yuanba · sandbox", subtitle: "Try anything, nothing out there moves",
  people: "Neighbours", search: "Find: name or door", everyone: "All {n} of the yard", featured: "Often on stage",
  open_beside: "Open beside", chats: "Chats", private: "Yuanba", you_are: "You are {name} now",
  no_such_person: "Nobody here is called that", unread: "{n} unread", group_news: "news in a group",
  write: "Message", send: "Send", attach: "Attach a file", commands: "Commands", start: "START",
  anonymous: "Anonymous", reply: "Reply", edit: "Edit", cancel: "Cancel", edited: "edited",
  replying: "Reply to {name}", editing: "Edit this message", attached: "That file is too large: 5 MB at most",
  to_bottom: "To the newest", pinned: "Pinned", back: "Back", messages: "Messages", keyboard: "Buttons",
  no_messages: "No messages yet", read_only: "Only administrators post in a channel", not_member: "{name} is not in this group",
  join: "Join", blocked: "You have blocked the bot", unblock: "Unblock", channel: "channel", members: "{n} members",
  bot: "bot", ok: "OK", close: "Close", copied: "Copied", outside: "Open a page outside?", open: "Open",
  answered_not: "The bot has not answered", offline: "Lost the sandbox, trying again…", bot_dead: "The bot is down; messages wait for it",
  theme: "Light or dark", language: "中文", hands: "Backstage", walk: "Show me around", today: "Today",
  joined: "{who} joined", left: "{who} left", pinned_it: "{who} pinned a message", service: "Something changed in the group",
  migrated: "The group became a supergroup", forwarded: "Forwarded from the channel", photo: "Photo", download: "Download {name}",
  all_topics: "All", other_chat: "Another chat was opened", says: "{who}: {text}", pressing: "Waiting for the bot",
  chair: "chair", councillor: "councillor", organizer: "organizer", stranger: "passer-by", elder: "elder",
  admin: "anonymous admin", owner: "owner", resident: "resident", force: "Reply to the bot…",
  skip: "Skip to the chat",
};

const known = { zh: ZH, en: EN };
let now = kept("lang") ?? ((navigator.language ?? "zh").startsWith("zh") ? "zh" : "en");

export function kept(name) {
  try {
    return localStorage.getItem(`yuanba.${name}`);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(`yuanba.${name}`, value);
  } catch {
    // A browser that keeps nothing still works; it only forgets.
  }
}

export const language = () => now;

export function speak(lang) {
  now = lang;
  keep("lang", lang);
}

// More words for one part of the page: teach({ zh: {...}, en: {...} })
export function teach(more) {
  Object.assign(ZH, more.zh);
  Object.assign(EN, more.en);
}

export function t(key, values = {}) {
  const words = known[now][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

const ZONE = "Asia/Shanghai";
const locale = () => (now === "zh" ? "zh-CN" : "en-GB");
const formats = new Map();

function format(at, options) {
  const key = locale() + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options }));
  return formats.get(key).format(new Date(at));
}

export const clockTime = (at) => format(at, { hour: "2-digit", minute: "2-digit", hour12: false });
export const dayOf = (at) => format(at, { month: "long", day: "numeric", weekday: "short" });
export const moment = (at) => format(at, { month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false });

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
