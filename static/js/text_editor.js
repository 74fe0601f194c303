/* The editor of a text: placeholders by click, a preview that follows the typing, and a warning
   before unsaved text is lost. Without it the buttons open the preview in a new tab. */
(() => {
  "use strict";
  const WAIT = 700; // milliseconds after the last key
  const form = document.querySelector("form[data-text-editor]");
  const section = form?.querySelector("[data-preview-url]");
  let lastField = document.getElementById("id_mail_body");
  let timer = 0;
  let asked = 0;
  // A page that came back with what was typed has not stored it.
  let isDirty = form?.dataset.textEditor === "unsaved";

  const isText = (element) => element.matches("textarea, input[type=text]") && element.id.startsWith("id_");

  function insert(text) {
    lastField.focus();
    lastField.setRangeText(text, lastField.selectionStart, lastField.selectionEnd, "end");
    lastField.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function showPreview() {
    if (!section) return;
    const question = (asked += 1);
    const place = section.querySelector("[data-preview-place]");
    try {
      const response = await fetch(section.dataset.previewUrl, { method: "POST", body: new FormData(form) });
      if (!response.ok || response.redirected) throw new Error(`status ${response.status}`);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (question === asked) place.replaceChildren(page.querySelector("[data-preview]"));
    } catch {
      place.textContent = "Die Vorschau ist gerade nicht möglich. Laden Sie die Seite neu.";
    }
  }

  function onInput(event) {
    if (!event.target.matches("[data-preview-order]")) isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(showPreview, WAIT);
  }

  function onSubmit(event) {
    if (event.submitter?.matches("[data-preview-button]")) {
      event.preventDefault();
      showPreview();
    } else if (event.submitter?.formTarget !== "_blank") {
      isDirty = false;
    }
  }

  if (!form) return;
  form.addEventListener("input", onInput);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("focusin", (event) => { if (isText(event.target) && event.target.matches("[data-text]")) lastField = event.target; });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-placeholder]");
    if (button) insert(button.dataset.placeholder);
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  showPreview();
})();
