// Rows of tables: moving, opening, selecting, exporting; and the form of a new filter.
{
  const rows = () => [...document.querySelectorAll(".rows tbody tr")];
  const current = () => document.activeElement && document.activeElement.closest(".rows tbody tr");
  const picks = () => [...document.querySelectorAll(".rows .pick input[name=only]")];

  const move = (step) => {
    const all = rows();
    const at = all.indexOf(current());
    const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    if (!row) return;
    row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const picked = () => {
    const count = picks().filter((box) => box.checked).length;
    const told = document.getElementById("picked");
    if (told) told.textContent = count ? ` (${count})` : "";
    const all = document.getElementById("pick-all");
    if (all) { all.hidden = false; all.checked = count > 0 && count === picks().length; all.indeterminate = count > 0 && !all.checked; }
  };
  const typing = (element) => element.closest && element.closest("input:not([type=checkbox]), select, textarea, summary, dialog");
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    const row = current();
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (row && (event.key === "o" || event.key === "Enter" && event.target === row)) {
      const link = row.querySelector(".group") || row.querySelector(".more a");
      if (link) link.click();
    } else if (event.key === "x" && row) {
      const box = row.querySelector("input[name=only]");
      if (box) box.click();
    } else if (event.key === "e" && document.getElementById("exports")) {
      const menu = document.getElementById("exports");
      menu.open = true;
      const some = picks().some((box) => box.checked);
      menu.querySelector(some ? "button" : "a").focus();
    } else return;
    event.preventDefault();
  });
  addEventListener("change", (event) => {
    if (event.target.id === "pick-all") for (const box of picks()) box.checked = event.target.checked;
    if (event.target.closest(".pick")) picked();
    if (event.target.id === "field") fit();
  });
  addEventListener("click", (event) => {
    const row = event.target.closest(".rows tbody tr");
    if (!row || event.target.closest("a, input, button, label, summary") || String(getSelection())) return;
    const link = row.querySelector(".more a");
    if (link) link.click();
  });
  // The words and the operators that fit the field.
  const orders = ["least", "most"], texts = ["has", "lacks", "regex", "notregex"];
  const fit = () => {
    const field = document.getElementById("field");
    if (!field || !field.selectedOptions[0]) return;
    const type = field.selectedOptions[0].dataset.type || "";
    const operator = document.getElementById("operator");
    const isText = type === "text" || type === "word";
    const isOrdered = /int|float|time|date/.test(type);
    for (const option of operator.options) {
      option.hidden = option.disabled = !type || (orders.includes(option.value) && !isOrdered) || (texts.includes(option.value) && !isText);
    }
    if (operator.selectedOptions[0].disabled || field.value !== operator.dataset.of) {
      operator.value = type === "text" && field.value !== "rel" ? "has" : isOrdered ? "least" : "is";
    }
    operator.dataset.of = field.value;
    const value = document.getElementById("value");
    value.setAttribute("list", `words-${field.value}`);
    value.placeholder = type === "time" ? "2026-01-31" : type ? "Filter…" : "anchor~word";
  };
  const begin = () => { fit(); picked(); };
  document.addEventListener("backlit:swapped", begin);
  begin();
}
