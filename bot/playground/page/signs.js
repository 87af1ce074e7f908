// Emoji as drawings of our own; those we have not drawn stay letters of the machine's font.
const SVG = "http://www.w3.org/2000/svg";
const SIGN = /([\u{1F1E6}-\u{1F1FF}])([\u{1F1E6}-\u{1F1FF}])|([\p{Extended_Pictographic}☐])\uFE0F?/gu;

export async function fetchSigns() {
  const text = await (await fetch("/page/signs.svg")).text();
  const sheet = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  sheet.setAttribute("hidden", "");
  document.body.append(sheet);
}

export function signed(text) {
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(SIGN)) {
    const drawn = found[1] ? flag(found[1], found[2]) : sign(`sign-${found[3].codePointAt(0).toString(16)}`);
    if (!drawn) continue;
    if (found.index > at) nodes.push(text.slice(at, found.index));
    nodes.push(both(found[0], drawn));
    at = found.index + found[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
}

// The letters stay in the text, for whoever listens to it or copies it.
function both(letters, drawn) {
  const node = document.createElement("span");
  const heard = document.createElement("span");
  node.className = "drawn";
  heard.className = "unseen";
  heard.textContent = letters;
  node.append(heard, drawn);
  return node;
}

function flag(...halves) {
  const code = halves.map((half) => String.fromCharCode(half.codePointAt(0) - 0x1f1e6 + 97)).join("");
  const drawn = sign(`flag-${code}`);
  if (drawn) {
    drawn.classList.add("flag");
    return drawn;
  }
  const letters = document.createElement("span");
  letters.className = "flag letters";
  letters.dataset.code = code.toUpperCase();  // drawn, too: not a part of the text
  return letters;
}

export function sign(id) {
  if (!document.getElementById(id)) return null;
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", "sign");
  node.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${id}`);
  node.append(use);
  return node;
}
