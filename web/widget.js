// Loaded by a wiki page: puts a button there, or fills the places for a chat, each a frame on /embed/ of our host.
// Nothing is asked for before the first click. What the page tells goes by postMessage, to our host alone. The
// server fills in WORDS and takes out comments and indentation; it needs script-src and frame-src of our host only.
"use strict";
(() => {
  const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
  if (window.Whosaid || !script) return;
  // Language → its direction, then "ask", "close", "down", "new tab".
  const WORDS = {};
  const ours = new URL("embed/", script.src);
  const root = document.documentElement;
  const given = { ...script.dataset, ...window.WhosaidConfig };
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; --accent: var(--whosaid-accent, #17405a); --on: var(--whosaid-on-accent, #fff);
      --sheet: #fff; --ink: #1c1d1f; }
    :host > * { font: 15px/1.5 system-ui, sans-serif; }
    :host(.inline) { display: block !important; }
    :host(.dark) { --accent: var(--whosaid-accent, #9cc7e0); --on: var(--whosaid-on-accent, #10202b);
      --sheet: #1d2024; --ink: #e9e7e2; }
    * { box-sizing: border-box; font: inherit; }
    [hidden] { display: none !important; }
    button { padding: 10px 18px; border: 0; border-radius: 24px; background: var(--accent); color: var(--on);
      cursor: pointer; }
    .open, b, a { font-weight: 600; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; box-shadow: 0 0 0 2px var(--sheet); }
    .open, .panel { position: fixed; z-index: 2147483000; right: 20px; bottom: 20px; }
    .left { right: auto; left: 20px; }
    .open { box-shadow: 0 2px 10px #0005; }
    .panel { bottom: 78px; display: flex; flex-direction: column; width: min(440px, 100vw - 40px);
      height: min(680px, 100dvh - 98px); overflow: hidden;
      border: 1px solid #8d8a84; border-radius: 8px; background: var(--sheet); box-shadow: 0 8px 32px #0005; }
    .bar { display: flex; flex-direction: row-reverse; align-items: center; padding: 6px 8px 6px 16px;
      background: var(--accent); color: var(--on); }
    .bar b { flex: 1; }
    .bar button { padding: 2px 12px; font-size: 22px; line-height: 30px; }
    .bar button:focus-visible { outline: 2px solid var(--on); outline-offset: -2px; }
    iframe { display: block; flex: 1; width: 100%; min-height: 0; border: 0; }
    .inline iframe { height: 300px; }
    .down { margin: 0; padding: 18px; background: var(--sheet); color: var(--ink); }
    .down a { color: inherit; }
    @media (max-width: 640px), (max-device-width: 640px) { .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; } }
    @media print { .open, .panel { display: none; } }`);

  let kept = "";
  const selection = () => String(getSelection()).trim().slice(0, 2000);
  // A click may take the selection away before it arrives here.
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => { kept = selection(); }, true);

  function context() {
    let wiki = {};
    // Where this is no MediaWiki there is no such thing.
    try { wiki = window.mw.config.get(["wgTitle", "wgPageName"]); } catch { }
    return {
      title: (given.pageTitle || wiki.wgTitle || document.title).slice(0, 200),
      page: (given.pageId || wiki.wgPageName || window.JSINFO?.id || location.pathname).slice(0, 200),
      selection: selection() || kept,
    };
  }

  function isDark(theme, element) {
    if (theme === "dark" || theme === "light") return theme === "dark";
    for (; element; element = element.parentElement) {
      const [red, green, blue, opacity = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g) || [0, 0, 0, 0];
      if (+opacity) return red * 0.3 + green * 0.59 + blue * 0.11 < 128;
    }
    return getComputedStyle(root).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches;
  }

  function make(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...inside);
    return made;
  }

  function widget(place) {
    const chosen = { ...given, ...place?.dataset };
    const code = (chosen.language || root.lang).toLowerCase().split(/[-_]/)[0];
    const lang = WORDS[code] ? code : "en";
    const [dir, ask, shut, down, tab] = WORDS[lang].split("|");
    const title = chosen.title || ask;
    const right = (getComputedStyle(root).direction === "rtl") === (chosen.position === "start");
    const side = right ? "" : " left";
    const host = make("div", { dir, lang, class: place ? "inline" : "" });
    const frame = make("iframe", { title, allow: "clipboard-write", referrerpolicy: "no-referrer", sandbox:
      "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox" });
    const link = make("a", { href: `${ours}?lang=${lang}`, target: "_blank", rel: "noopener" }, tab);
    const failed = make("p", { class: "down", role: "alert", hidden: "" }, down, " ", link);
    const close = make("button", { type: "button", "aria-label": shut }, "×");
    const bar = make("div", { class: "bar" }, close, make("b", {}, title));
    const panel = place ? make("div", { class: "inline" }, failed)
      : make("div", { class: "panel" + side, role: "dialog", "aria-label": title, hidden: "" }, bar, failed);
    const button = make("button", { type: "button", class: "open" + side, "aria-haspopup": "dialog" }, ask);
    const shadow = host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(panel);
    let ready = false, opener = null;

    const send = (type, told) => ready && frame.contentWindow.postMessage({ ns: "whosaid", v: 1, type, ...told }, ours.origin);
    const share = () => chosen.context !== "off" && send("context", context());
    const answers = (well) => { failed.hidden = well; frame.hidden = !well; };
    const tint = () => host.classList.toggle("dark", isDark(chosen.theme, place || document.querySelector("h1") || root));

    function greet() {
      send("setup", { title: chosen.title, placeholder: chosen.placeholder, dark: tint(), token: chosen.token });
      share();
      if (place || panel.hidden) return;
      frame.focus();
      send("focus");
    }

    function load() {
      const theme = tint() ? "dark" : "light";
      const asked = { lang, theme, mode: place ? "inline" : "panel", outlets: chosen.outlets || "" };
      ready = false;
      answers(true);
      frame.src = `${ours}?${new URLSearchParams(asked)}`;
      panel.append(frame);
      setTimeout(() => ready || answers(false), 8000);
    }
    frame.onload = () => setTimeout(() => ready || answers(false), 1500);

    function toggle(by) {
      const shown = panel.hidden;
      if (shown) opener = by;
      panel.hidden = !shown;
      for (const each of openers()) each.setAttribute("aria-expanded", shown);
      if (!shown) return opener.focus();
      close.focus();
      if (ready) greet();
      else load();
    }
    const openers = () => chosen.opener ? document.querySelectorAll(chosen.opener) : [button];

    addEventListener("message", ({ source, origin, data }) => {
      if (source !== frame.contentWindow || origin !== ours.origin || data?.ns !== "whosaid") return;
      if (data.type === "ready") {
        ready = true;
        answers(true);
        greet();
      }
      if (data.type === "height" && place) frame.style.height = `${Math.min(Math.max(data.height, 200), chosen.height || 1200)}px`;
      if (data.type === "close" && !place && !panel.hidden) toggle();
    });
    document.addEventListener("selectionchange", () => !panel.hidden && selection() && share());

    if (place) { place.replaceChildren(host); return load(); }
    // A wiki that is not made for phones is laid out wide there and shown small.
    if (matchMedia("(max-device-width: 640px)").matches) for (const each of [panel, button]) each.style.zoom = innerWidth / screen.width;
    close.onclick = () => toggle();
    host.onkeydown = (event) => { if (event.key === "Escape" && !panel.hidden) toggle(); };
    if (chosen.opener) document.addEventListener("click", (event) => {
      const by = event.target.closest?.(chosen.opener);
      if (by) { event.preventDefault(); toggle(by); }
    });
    else { button.onclick = () => toggle(button); shadow.prepend(button); }
    for (const each of openers()) each.setAttribute("aria-expanded", false);
    document.body.append(host);
    tint();
  }

  window.Whosaid = true;
  const begin = () => {
    const places = document.querySelectorAll(`[data-whosaid-inline]${given.target ? `, ${given.target}` : ""}`);
    places.forEach(widget);
    if (!places.length && given.button !== "off") widget();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
