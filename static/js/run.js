/* Progress of a run or an import: asks every two seconds, tells screen readers every ten, and opens
   the result when the answer names its address. See templates/components/progress.html. */
(() => {
  "use strict";
  const ASK_EVERY = 2000;
  const ANNOUNCE_EVERY = 10000;

  function show(box, answer) {
    const bar = box.querySelector("progress");
    bar.max = Math.max(answer.total, 1);
    bar.value = answer.done;
    box.querySelector("[data-progress-text]").textContent = answer.text;
    const note = box.querySelector("[data-progress-note]");
    note.textContent = answer.note || "";
    note.hidden = !answer.note;
  }

  function announce(box, text, now) {
    if (now - Number(box.dataset.announcedAt || 0) < ANNOUNCE_EVERY) return;
    box.dataset.announcedAt = String(now);
    box.querySelector("[data-progress-announce]").textContent = text;
  }

  async function ask(box) {
    const response = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (response.redirected) {
      window.location.reload(); // the session has ended: log in, then come back here
      return true;
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    const answer = await response.json();
    show(box, answer);
    announce(box, answer.text, Date.now());
    if (answer.finished_url) window.location.assign(answer.finished_url);
    return Boolean(answer.finished_url);
  }

  async function keepAsking(box) {
    let isOver = false;
    try {
      isOver = await ask(box);
      box.querySelector("[data-progress-problem]").hidden = true;
    } catch {
      box.querySelector("[data-progress-problem]").hidden = false;
    }
    if (!isOver) setTimeout(keepAsking, ASK_EVERY, box);
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-progress-url]").forEach(keepAsking);
  });
})();
