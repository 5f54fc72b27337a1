const cases = [...document.querySelectorAll("details.case")];
const fields = ["text", "language", "type", "lost"].map((name) => document.getElementById("f-" + name));
function filter() {
  const [text, language, type, lost] = fields;
  const wanted = text.value.toLowerCase();
  let shown = 0;
  for (const item of cases) {
    const fits =
      (!wanted || item.textContent.toLowerCase().includes(wanted)) &&
      (!language.value || item.dataset.l === language.value) &&
      (!type.value || item.dataset.t === type.value) &&
      (!lost.checked || item.dataset.b !== undefined);
    item.hidden = !fits;
    shown += fits;
  }
  document.getElementById("f-count").textContent = shown + " of " + cases.length;
}
for (const field of fields) field.addEventListener("input", filter);
filter();
