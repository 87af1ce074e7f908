// A text with its marks, as nodes. https://core.telegram.org/bots/api#messageentity
import { act, button, make, word } from "./talk.js";
import { toast } from "./notices.js";
import { signed } from "./signs.js";

// Entities may nest but never cross; their offsets count UTF-16 units, as JavaScript does.
// What is locked cannot be copied.
export function dressed(pane, text, entities, locked = false, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  const inside = entities.filter((one) => one.offset >= from && one.offset + one.length <= to);
  const sorted = inside.sort((a, b) => a.offset - b.offset || b.length - a.length);
  for (let i = 0; i < sorted.length; i += 1) {
    const one = sorted[i];
    if (one.offset < at) continue;
    const end = one.offset + one.length;
    const within = sorted.slice(i + 1).filter((other) => other.offset >= one.offset && other.offset + other.length <= end);
    if (one.offset > at) nodes.push(...signed(text.slice(at, one.offset)));
    nodes.push(worn(pane, one, text.slice(one.offset, end), dressed(pane, text, within, locked, one.offset, end), locked));
    at = end;
  }
  if (at < to) nodes.push(...signed(text.slice(at, to)));
  return nodes;
}

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", blockquote: "blockquote", expandable_blockquote: "blockquote" };

function worn(pane, entity, text, children, locked) {
  if (entity.type === "pre") return locked ? make("pre", "frame", text) : frame(text);
  if (entity.type === "code") return locked ? make("code", "", text) : code(text);
  if (entity.type === "spoiler") return spoiler(children);
  if (entity.type === "bot_command") return command(pane, text);
  const address = { text_link: entity.url, url: /^https?:/.test(text) ? text : `https://${text}`, email: `mailto:${text}` }[entity.type];
  if (address && /^(https?|mailto|tg):/.test(address)) {
    const link = make("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener noreferrer" });
    link.append(...children);
    const here = pane.leadsTo(address);
    if (here) link.onclick = (event) => { event.preventDefault(); pane.go(here); };
    return link;
  }
  const node = make(TAGS[entity.type] || "span");
  node.append(...children);
  return node;
}

function frame(text) {
  const node = make("div", "frame");
  const body = make("pre", "", text);
  body.onclick = () => { if (getSelection().isCollapsed) copy(text); };  // as in Telegram; the button is for the rest of us
  node.append(body, button("", word("copy-text"), () => copy(text)));
  return node;
}

function code(text) {
  const node = make("code", "", text);
  Object.assign(node, { tabIndex: 0, role: "button", title: word("copy"), onclick: () => copy(text) });
  node.onkeydown = (event) => {
    if (!["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    copy(text);
  };
  return node;
}

function spoiler(children) {
  const node = button("spoiler", undefined, () => node.setAttribute("aria-expanded", "true"));
  node.setAttribute("aria-expanded", "false");
  node.append(...children);
  return node;
}

function command(pane, text) {
  const link = make("a", "", text);
  link.href = `#${pane.name}-field`;
  link.onclick = (event) => { event.preventDefault(); act(pane, "say", { text }); };
  return link;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(word("copied"));
  } catch {
    toast(word("not-copied"));
  }
}
