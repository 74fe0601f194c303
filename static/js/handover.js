/* A download leaves its page as it is: look again at what it changed, once the file is on its way. */
(() => {
  "use strict";
  const RELOAD_AFTER = 1500;

  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-reload-after]")) {
      setTimeout(() => window.location.reload(), RELOAD_AFTER);
    }
  });
})();
