/* Lists: choosing rows, and filters that apply at once. Without this script the check boxes, the
   "Filtern" button and the plain form still do everything. */
(() => {
  "use strict";
  const numbers = new Intl.NumberFormat("de-DE");
  const anchors = new WeakMap(); // per form: the row a range starts from

  const rowBoxes = (form) => [...form.querySelectorAll(`input[type=checkbox][name="${form.dataset.rowName || "order"}"]`)];
  const allHitsInput = (form) => form.querySelector("[data-all-hits-input]");
  const isRowBox = (form, element) => rowBoxes(form).includes(element);

  function statusWords(form, chosen, onPage) {
    if (allHitsInput(form).value) return `Alle ${numbers.format(Number(form.dataset.hits))} Treffer ausgewählt`;
    if (chosen) return `${numbers.format(chosen)} von ${numbers.format(onPage)} auf dieser Seite ausgewählt`;
    return onPage ? "Nichts ausgewählt" : "";
  }

  function show(form) {
    const boxes = rowBoxes(form);
    const chosen = boxes.filter((box) => box.checked).length;
    const isFull = chosen > 0 && chosen === boxes.length;
    const pageBox = form.querySelector("[data-select-page]");
    if (pageBox) {
      pageBox.hidden = boxes.length === 0;
      pageBox.checked = isFull;
      pageBox.indeterminate = chosen > 0 && !isFull;
    }
    boxes.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
    form.querySelectorAll("[data-needs-selection]").forEach((button) => {
      button.disabled = chosen === 0;
      if (chosen === 0) button.setAttribute("aria-describedby", "selection-status");
      else button.removeAttribute("aria-describedby");
    });
    form.querySelector("[data-selection-status]").textContent = statusWords(form, chosen, boxes.length);
    form.querySelector("[data-select-all-hits]").hidden =
      !isFull || Boolean(allHitsInput(form).value) || Number(form.dataset.hits) <= boxes.length;
    form.querySelector("[data-clear-selection]").hidden = chosen === 0;
  }

  function check(form, boxes, isChecked) {
    boxes.forEach((box) => { box.checked = isChecked; });
    allHitsInput(form).value = "";
    show(form);
  }

  function checkRange(form, box) {
    const boxes = rowBoxes(form);
    const anchor = boxes.indexOf(anchors.get(form));
    const [first, last] = [anchor < 0 ? boxes.indexOf(box) : anchor, boxes.indexOf(box)].sort((a, b) => a - b);
    check(form, boxes.slice(first, last + 1), box.checked);
    anchors.set(form, box);
  }

  function onClick(event) {
    const form = event.target.closest("form[data-selection]");
    if (!form) return;
    if (event.target.matches("[data-select-page]")) {
      check(form, rowBoxes(form), event.target.checked);
    } else if (isRowBox(form, event.target)) {
      if (event.shiftKey) checkRange(form, event.target);
      else check(form, [], false);
      anchors.set(form, event.target);
    } else if (event.target.closest("[data-select-all-hits]")) {
      allHitsInput(form).value = "1";
      show(form);
      form.querySelector("[data-clear-selection]").focus(); // the button just pressed is gone
    } else if (event.target.closest("[data-clear-selection]")) {
      check(form, rowBoxes(form), false);
      (form.querySelector("[data-select-page]") || form).focus();
    }
  }

  // Shift+Space is the keyboard's shift-click. Browsers click on keyup, so both are taken over.
  function onSpace(event) {
    const form = event.target.closest?.("form[data-selection]");
    if (event.key !== " " || !event.shiftKey || !form || !isRowBox(form, event.target)) return;
    event.preventDefault();
    if (event.type !== "keydown" || event.repeat) return;
    event.target.checked = !event.target.checked;
    checkRange(form, event.target);
  }

  function onChange(event) {
    const form = event.target.closest("form[data-auto-submit]");
    if (form && event.target.matches("select, input[type=date], input[type=checkbox]")) form.requestSubmit();
  }

  // Empty fields would only make the address long.
  function dropEmptyFields(event) {
    if (!event.target.matches("form[data-auto-submit]")) return;
    const empty = [...event.target.elements].filter((field) => field.name && !field.value);
    empty.forEach((field) => { field.disabled = true; });
    setTimeout(() => empty.forEach((field) => { field.disabled = false; }), 0);
  }

  const showAll = () => document.querySelectorAll("form[data-selection]").forEach(show);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onSpace);
  document.addEventListener("keyup", onSpace);
  document.addEventListener("change", onChange);
  document.addEventListener("submit", dropEmptyFields);
  document.addEventListener("DOMContentLoaded", showAll);
  window.addEventListener("pageshow", showAll); // Back may restore ticked boxes
})();
