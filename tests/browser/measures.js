// What a person with weak sight, a small screen or a screen reader would stumble over.
window.measures = (() => {
  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * channel(red / 255) + 0.7152 * channel(green / 255) + 0.0722 * channel(blue / 255);
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  function colour(text) {
    const values = text.match(/[\d.]+/g).map(Number);
    return values.length === 4 ? values : [...values, 1];
  }

  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));

  // The colours of all that lies behind, from the back to the front.
  function background(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(colour(getComputedStyle(at).backgroundColor));
    return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  }

  const opacity = (element) => {
    let found = 1;
    for (let at = element; at; at = at.parentElement) found *= Number(getComputedStyle(at).opacity);
    return found;
  };

  function shown(element) {
    return element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest(".unseen, .skip-link");
  }

  // https://www.w3.org/TR/WCAG22/#contrast-minimum
  function judge(text, style, element, found) {
    const behind = background(element);
    const front = colour(style.color);
    front[3] *= opacity(element);
    const ratio = contrast(over(front, behind), behind);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${style.color} ${text.trim().slice(0, 40)}`);
  }

  function pale() {
    const found = [];
    const root = document.querySelector("dialog[open]") || document.body;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.data.trim() || !shown(element) || element.matches("option, noscript, script")) continue;
      judge(node.data, getComputedStyle(element), element, found);
    }
    for (const field of root.querySelectorAll("textarea")) {
      if (shown(field)) judge(field.placeholder, getComputedStyle(field, "::placeholder"), field, found);
    }
    return found;
  }

  function wide() {
    const found = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) found.push(`the page: ${page.scrollWidth}`);
    for (const log of document.querySelectorAll(".log")) {
      if (log.scrollWidth > log.clientWidth) found.push(`the log: ${log.scrollWidth}`);
    }
    for (const one of document.querySelectorAll("button, a, input, select, textarea, .bubble")) {
      const box = one.getBoundingClientRect();
      const aside = one.closest(".unseen, .skip-link, #people");
      if (box.width && !aside && (box.left < -0.5 || box.right > innerWidth + 0.5)) found.push(one.outerHTML.slice(0, 80));
    }
    return found;
  }

  // https://www.w3.org/TR/WCAG22/#target-size-minimum
  function small() {
    const found = [];
    for (const one of document.querySelectorAll("button, select, textarea, .key")) {
      const box = one.getBoundingClientRect();
      if (box.width && shown(one) && Math.min(box.width, box.height) < 24) found.push(`${box.width}x${box.height} ${one.outerHTML.slice(0, 80)}`);
    }
    return found;
  }

  return { pale, wide, small };
})();
