// The frame's own script: asks without leaving the page, tells the wiki page its height, takes what that page tells.
// Without it the form is sent as forms are. The rest (quotes beside numbers, copying, Esc) is in page.js.
"use strict";
(() => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const form = $("#composer");
  const field = $("#words");
  const live = $("#live [role=status]");
  const told = form.dataset;
  const policy = window.trustedTypes?.createPolicy("whosaid", { createHTML: (html) => html });

  function make(tag, attributes, ...inside) {
    const made = document.createElement(tag);
    for (const name in attributes) made.setAttribute(name, attributes[name]);
    made.append(...inside);
    return made;
  }

  // Asking

  let asking = false;
  async function ask(question, ignored = []) {
    const sent = new FormData(form);
    for (const filter of ignored) sent.append("ignore", filter);
    sent.set("question", question);
    sent.set("fragment", "1");
    const waiting = make("article", { class: "turn" },
      make("h2", { class: "asked", dir: "auto" }, question), make("p", { class: "working" }, "…"));
    const used = $("[data-name=selection]", context);
    const along = used ? [make("p", { class: "went-along" }, told.embedSelection, ": ", make("bdi", {}, used.dataset.value))] : [];
    if (used) drop(used);
    $(".asked", waiting).after(...along);
    $("#thread").append(waiting);
    $("#examples")?.remove();
    if ($("#narrow")) $("#narrow").open = false; // the room is for the answer
    field.value = "";
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent), signal: AbortSignal.timeout(60000) });
      if (!response.ok) throw new Error(String(response.status));
      const template = document.createElement("template");
      const html = await response.text(); // made by our own server, which lets no text become an element
      template.innerHTML = policy ? policy.createHTML(html) : html;
      $("#carried").replaceWith($("#carried", template.content));
      const turn = $(".turn", template.content);
      $(".asked", turn).after(...along);
      waiting.replaceWith(turn);
      arrive(turn, question);
    } catch (error) {
      const said = ["429", "503"].includes(error.message) ? told.errorBusy : told.embedUnreachable;
      $(".working", waiting).replaceWith(make("p", { class: "problem", role: "alert" }, said));
      field.value = question;
      field.focus({ preventScroll: true });
    }
  }

  function arrive(turn, question) {
    const answer = $(".answer", turn);
    if (!answer) { field.value = question; field.focus({ preventScroll: true }); return; }
    live.textContent = told.done.replace("{count}", turn.querySelectorAll(".card").length);
    field.placeholder = told.placeholderFollowup;
    answer.focus({ preventScroll: true });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const question = event.submitter?.value || field.value;
    if (asking) return;
    if (!question.trim()) { live.textContent = told.errorEmpty; field.focus(); return; }
    asking = true;
    await ask(question.trim());
    asking = false;
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit($("#ask"));
  });

  // What the wiki page tells: shown, and gone for good once the reader takes it away

  const context = $("#context");
  const gone = new Set();

  function drop(chip) {
    gone.add(chip.dataset.name + chip.dataset.value);
    chip.remove();
    context.hidden = !context.children.length;
  }

  function offer(name, label, value, id) {
    if (typeof value !== "string" || !value.trim()) return;
    $(`[data-name=${name}]`, context)?.remove();
    if (!gone.has(name + value)) {
      const remove = make("button", { type: "button", "aria-label": told.embedRemove.replace("{what}", label) }, "×");
      const chip = make("li", { "data-name": name, "data-value": value },
        make("span", { class: "label" }, label), " ", make("bdi", { class: "what" }, value), remove,
        make("input", { type: "hidden", name, value }));
      chip.title = id || value;
      remove.addEventListener("click", () => { drop(chip); field.focus({ preventScroll: true }); });
      if (name === "selection") context.append(chip);
      else context.prepend(chip);
    }
    context.hidden = !context.children.length;
  }

  // The page around: only a listed origin is heard

  const framed = parent !== window;
  const origins = document.body.dataset.origins.split(" ");
  const say = (type, more) => parent.postMessage({ ns: "whosaid", v: 1, type, ...more }, "*"); // nothing anybody may not know

  addEventListener("message", ({ source, origin, data }) => {
    if (!framed || source !== parent || !origins.includes(origin) || data?.ns !== "whosaid") return;
    if (data.type === "setup") {
      if (typeof data.title === "string") $(".wordmark").textContent = data.title.slice(0, 120);
      if (typeof data.placeholder === "string") field.placeholder = data.placeholder.slice(0, 200);
      if (typeof data.token === "string") form.elements.token.value = data.token; // for the server, in a body alone
      document.documentElement.classList.remove("auto");
      document.body.classList.toggle("dark", data.dark === true);
    }
    if (data.type === "context") {
      offer("page_title", told.embedPage, data.title, data.page);
      offer("selection", told.embedSelection, data.selection);
    }
    if (data.type === "focus") field.focus({ preventScroll: true });
  });
  // A filter taken away from an answer's plan: the form keeps to the rest, and its question is asked again.

  document.documentElement.dataset.asks = "yes";
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".searched button");
    if (!button || asking) return;
    const narrow = $("#narrow");
    if (button.matches(".edit")) { narrow.open = true; $("summary", narrow).focus(); return; }
    const place = button.closest(".searched");
    const plan = JSON.parse(place.dataset.plan);
    const { key, value } = button.dataset;
    plan[key] = Array.isArray(plan[key]) ? plan[key].filter((each) => each !== value) : "";
    if (!plan[key].length) plan.ignore = [...new Set([...plan.ignore, key])]; // though the question names it
    for (const each of plan.named) if (each !== key) plan[each] = Array.isArray(plan[each]) ? [] : "";
    for (const each of form.querySelectorAll("[name=languages]")) each.checked = plan.languages.includes(each.value);
    const { outlets, since, until } = form.elements;
    const kept = plan.outlets.join("|");
    if (![...outlets.options].some((option) => option.value === kept)) outlets.add(new Option(plan.outlets.join(", "), kept));
    outlets.value = kept;
    [since.value, until.value] = [plan.since, plan.until];
    asking = true;
    ask(place.dataset.question, plan.ignore).finally(() => { asking = false; });
  });

  form.dataset.ready = "yes";
  if (!framed) return;
  addEventListener("keydown", (event) => {
    const inside = document.activeElement.closest(".turn");
    if (event.key === "Escape" && !inside && $("#hint")?.hidden !== false) say("close");
  }, true);
  if (document.body.classList.contains("inline")) {
    const main = $("main");
    new ResizeObserver(() => say("height", { height: Math.ceil(main.getBoundingClientRect().height) })).observe(main);
  }
  say("ready");
})();
