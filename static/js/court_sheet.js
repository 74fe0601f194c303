// A button behind every value of the data sheet that copies it.
"use strict";

if (navigator.clipboard) {
  for (const value of document.querySelectorAll("[data-copy]")) {
    const label = value.closest("div").querySelector("dt").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link no-print";
    button.textContent = "Kopieren";
    button.setAttribute("aria-label", `${label} kopieren`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(value.textContent);
        button.textContent = "Kopiert";
      } catch {
        // Without the right to the clipboard the value is marked, ready for Ctrl+C.
        window.getSelection().selectAllChildren(value);
        button.textContent = "Markiert";
      }
      window.setTimeout(() => { button.textContent = "Kopieren"; }, 2000);
    });
    value.after(button);
  }
}
