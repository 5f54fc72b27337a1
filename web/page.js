// The page's own script: what Gradio leaves undone. Language and direction of the document, quotes shown beside
// their numbers, the clipboard, Esc, sorting, what was asked before, and keeping the newest question in sight. It
// sends nothing but what a reader says is wrong with an answer.
"use strict";
(() => {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const $ = (selector, within = document) => within.querySelector(selector);
  const scrollTo = (element) =>
    element.scrollIntoView({ behavior: reduced.matches ? "auto" : "smooth", block: "start" });

  // The masthead says in which language the page now is.
  function takeLanguage() {
    const page = $("[data-page]");
    if (!page) return;
    const root = document.documentElement;
    if (root.lang !== page.lang || root.dir !== page.dir || !root.dataset.ready) {
      const first = root.dataset.ready !== "yes";
      root.lang = page.lang;
      root.dir = page.dir;
      root.dataset.ready = "yes";
      root.dataset.asks = "yes"; // there is a box to ask in, and a script to ask again with
      if (!first) try { localStorage.setItem("whosaid-language", page.lang); } catch { /* storage may be shut */ }
    }
  }

  // Gradio writes dir="ltr" on each of its boxes, and does not say whether the filters are open.
  function mend() {
    const direction = document.documentElement.dir || "ltr";
    for (const box of document.querySelectorAll(`gradio-app [dir="${direction === "rtl" ? "ltr" : "rtl"}"]`))
      if (box.matches(".block, [data-testid='block-info'], [data-testid='textbox']")) box.dir = direction;
    const filters = $("#filters > button");
    if (filters) filters.setAttribute("aria-expanded", String(filters.classList.contains("open")));
  }

  // A new question comes to the top once; after that the reader's own scrolling counts.
  let turns = 0;
  let awaited = 0; // the turn whose answer gets the focus: the button that asked for it is gone by then
  let settled = 0;
  function followTurns() {
    const all = document.querySelectorAll(".turn");
    const answer = awaited && document.getElementById(`a${awaited}`);
    if (answer && $(".searched", answer)) {
      settled ||= setTimeout(() => { awaited = settled = 0; }, 1500); // Gradio writes the last step twice
      if (document.activeElement.matches("body, .searched button, button.next")) answer.focus({ preventScroll: true });
    }
    if (all.length > turns) scrollTo(all[all.length - 1]);
    turns = all.length;
  }

  const hint = document.createElement("div");
  hint.id = "hint";
  hint.setAttribute("role", "tooltip");
  hint.hidden = true;
  let hinted = null;

  let leaving = 0;
  hint.addEventListener("mouseenter", () => clearTimeout(leaving));
  hint.addEventListener("mouseleave", () => hideHint());

  function showHint(cite) {
    clearTimeout(leaving);
    const card = document.getElementById(cite.hash.slice(1));
    if (!card) return;
    hint.replaceChildren($(".provenance", card).cloneNode(true), $("blockquote", card).cloneNode(true));
    hint.hidden = false;
    const at = cite.getBoundingClientRect();
    const left = Math.min(Math.max(12, at.left - 24), innerWidth - hint.offsetWidth - 12);
    const above = at.top - hint.offsetHeight - 8;
    hint.style.left = `${Math.max(12, left)}px`;
    hint.style.top = `${above > 8 ? above : at.bottom + 8}px`;
    cite.setAttribute("aria-describedby", "hint");
    hinted = cite;
  }

  function hideHint() {
    clearTimeout(leaving);
    hint.hidden = true;
    if (hinted) hinted.removeAttribute("aria-describedby");
    hinted = null;
  }

  function goTo(target) {
    hideHint();
    const field = target.matches("#question") ? $("textarea, input", target) : target;
    scrollTo(target);
    field.focus({ preventScroll: true });
    target.classList.remove("arrived");
    void target.offsetWidth; // begins the animation anew
    target.classList.add("arrived");
  }

  async function copy(button) {
    const source = button.nextElementSibling;
    let done = false;
    try {
      await navigator.clipboard.writeText(source.value);
      done = true;
    } catch { // a page that came over plain http has no clipboard
      source.hidden = false;
      source.select();
      try { done = document.execCommand("copy"); } catch { done = false; }
      source.hidden = done;
    }
    const said = button.textContent;
    button.textContent = done ? button.dataset.done : button.dataset.failed;
    setTimeout(() => { button.textContent = said; }, 2500);
    const live = $("#live [role=status]");
    if (live) live.textContent = button.textContent;
    button.focus();
  }

  // The table of claims, sorted by what its groups carry; a second press goes back to the answer's own order.
  function sort(button) {
    const table = button.parentElement.nextElementSibling;
    const groups = [...table.tBodies];
    groups.forEach((group, at) => { group.dataset.answer ??= String(at); });
    const by = button.dataset.by;
    const less = { who: (a, b) => (a === "") - (b === "") || a.localeCompare(b), outlets: (a, b) => b - a };
    const compare = less[by] || ((a, b) => (by === "answer" ? a - b : a.localeCompare(b)));
    table.append(...groups.sort((a, b) => compare(a.dataset[by], b.dataset[by]) || a.dataset.answer - b.dataset.answer));
    for (const each of button.parentElement.children) each.setAttribute("aria-pressed", String(each === button));
    button.focus();
  }

  // Asking what a button says: the box is filled as if it had been typed.
  function fillIn(place, words) {
    const box = $(`${place} textarea, ${place} input`);
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box, words);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function put(question) {
    fillIn("#question", question);
    awaited = turns + 1;
    setTimeout(() => $("#ask").click(), 60);
  }

  // The plan of an answer, without the filter whose button was pressed: asked again. In the frame, embed.js does it.
  function replan(button) {
    const place = button.closest(".searched");
    const plan = JSON.parse(place.dataset.plan);
    const { key, value } = button.dataset;
    plan[key] = Array.isArray(plan[key]) ? plan[key].filter((each) => each !== value) : "";
    if (!plan[key].length) plan.ignore = [...new Set([...plan.ignore, key])]; // though the question names it
    for (const each of plan.named) if (each !== key) plan[each] = Array.isArray(plan[each]) ? [] : "";
    fillIn("#again", JSON.stringify({ question: place.dataset.question, ...plan }));
    awaited = turns + 1;
    setTimeout(() => $("#replan").click(), 60);
  }
  function changeFilters() {
    const opener = $("#filters > button");
    if (!opener.classList.contains("open")) opener.click();
    setTimeout(() => { scrollTo(opener); opener.focus({ preventScroll: true }); }, 60);
  }

  async function complain(form) {
    const given = { ...form.dataset, ...Object.fromEntries(new FormData(form)) };
    const said = document.createElement("p");
    said.setAttribute("role", "status");
    try {
      const told = await fetch("/api/feedback", { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ answer: given.answer, question: given.question, language: given.language,
          reason: given.reason, note: given.note }) });
      if (!told.ok) throw new Error(String(told.status));
      said.textContent = given.thanks;
      form.replaceWith(said);
    } catch {
      said.textContent = given.failed;
      $("[role=status]", form)?.remove();
      form.append(said);
    }
    said.tabIndex = -1;
    said.focus();
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".feedback form")) return;
    event.preventDefault();
    complain(event.target);
  });

  // What was asked on this device: kept here alone, newest first.
  const KEY = "whosaid-history";
  function asked() {
    try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; }
  }
  function remember() {
    const questions = [...document.querySelectorAll(".turn .asked")].map((each) => each.textContent).reverse();
    const all = [...new Set([...questions, ...asked()])].slice(0, 20);
    try { if (questions.length) localStorage.setItem(KEY, JSON.stringify(all)); } catch { /* storage may be shut */ }
    const place = $("#history ul");
    if (!place) return;
    const items = asked().filter((question) => typeof question === "string" && !questions.includes(question));
    if (place.dataset.held === JSON.stringify(items)) return;
    place.dataset.held = JSON.stringify(items);
    place.replaceChildren(...items.map((question) => {
      const item = document.createElement("li");
      const again = document.createElement("button");
      Object.assign(again, { type: "button", className: "next", dir: "auto", textContent: question });
      item.append(again);
      return item;
    }));
    $("#history").hidden = !items.length;
  }
  function forget() {
    try { localStorage.removeItem(KEY); } catch { /* storage may be shut */ }
    $("#history").hidden = true;
    $("#question textarea, #question input").focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.copy");
    if (button) { copy(button); return; }
    if (event.target.closest("#history .forget")) { forget(); return; }
    const next = event.target.closest("button.next");
    if (next && $("#question textarea, #question input")) { put(next.textContent); return; }
    const chip = $("#again") && event.target.closest(".searched button");
    if (chip) { if (chip.matches(".drop")) replan(chip); else changeFilters(); return; }
    const sorter = event.target.closest(".sorting button");
    if (sorter) { sort(sorter); return; }
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    event.preventDefault(); // the document has a base address: the browser would load the page anew
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (target) goTo(target);
  });
  for (const [come, go] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(come, (event) => {
      const cite = event.target.closest && event.target.closest("a.cite");
      if (cite && cite !== hinted) showHint(cite);
    });
    document.addEventListener(go, (event) => {
      if (!event.target.closest || !event.target.closest("a.cite")) return;
      if (go === "focusout") hideHint();
      else leaving = setTimeout(hideHint, 250); // time to move onto what is shown
    });
  }
  document.addEventListener("scroll", hideHint, { passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (hinted) { hideHint(); return; }
    if (document.activeElement.matches("[role=combobox]")) return; // closes its own list
    const card = document.activeElement.closest(".card");
    if (card) { $("a.number", card).click(); return; }
    const box = $("#question textarea, #question input");
    if (box) box.focus();
  });

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; takeLanguage(); mend(); followTurns(); remember(); });
  }).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["lang", "dir", "class"],
  });
  document.addEventListener("DOMContentLoaded", () => document.body.append(hint));
  if (document.body) document.body.append(hint);
  setTimeout(() => { document.documentElement.dataset.ready = "late"; }, 4000);
})();
