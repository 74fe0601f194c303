/* Every page: light or dark, the menu on phones, focus on errors, busy buttons. Loaded in <head>
   without defer, so that the theme is set before the first paint; the rest listens on document. */
(() => {
  "use strict";
  const root = document.documentElement;
  const THEMES = ["auto", "light", "dark"];

  function storedTheme() {
    try {
      const theme = localStorage.getItem("theme");
      return THEMES.includes(theme) ? theme : "auto";
    } catch {
      return "auto"; // storage is blocked: the choice then lasts for this page
    }
  }

  function setTheme(theme) {
    root.dataset.theme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      return;
    }
  }

  function setMenu(isOpen) {
    document.body.classList.toggle("menu-open", isOpen);
    document.querySelector("[data-menu-button]")?.setAttribute("aria-expanded", String(isOpen));
  }

  function showBusy(form, button) {
    form.dataset.isBusy = "true";
    if (!button?.dataset.busy) return;
    button.dataset.words = button.innerHTML;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  }

  function endBusy() {
    document.querySelectorAll("form[data-is-busy]").forEach((form) => delete form.dataset.isBusy);
    document.querySelectorAll("[data-words]").forEach((button) => {
      button.innerHTML = button.dataset.words;
      button.removeAttribute("aria-disabled");
      delete button.dataset.words;
    });
  }

  root.classList.add("js");
  root.dataset.theme = storedTheme();

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-theme-button]").forEach((button) => { button.hidden = false; });
    document.querySelector("[data-focus]")?.focus();
    // On a phone the strip of tabs is longer than the screen. Only the strip moves, not the page.
    const tab = document.querySelector(".tabs [aria-current]");
    const strip = tab?.closest("ul");
    if (strip) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-button]")) {
      setTheme(THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length]);
    } else if (event.target.closest("[data-menu-button]")) {
      setMenu(!document.body.classList.contains("menu-open"));
    }
  });

  // Menus of lists: one at a time, closed by Escape and by a click elsewhere.
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }

  document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (!menu) return;
    closeMenus();
    menu.querySelector("summary").focus();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains("menu-open")) return;
    setMenu(false);
    document.querySelector("[data-menu-button]").focus();
  });

  // A second click must not post twice; downloads leave the page as it is, so GET is left alone.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.defaultPrevented) return;
    if (event.submitter?.formTarget === "_blank") return; // opens beside this page
    if (event.target.dataset.isBusy) event.preventDefault();
    else setTimeout(showBusy, 0, event.target, event.submitter);
  });

  window.addEventListener("pageshow", endBusy); // also when Back brings the page from the cache
})();
