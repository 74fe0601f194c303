/* The sum of a split while its amounts are typed; without this script "Prüfen" tells it. */
(() => {
  "use strict";
  const euros = new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" });

  // Cents, so that nothing is lost between the two worlds of decimal points.
  function cents(text) {
    const plain = text.replace(/[\s€]/g, "");
    const isGerman = plain.includes(",") || /^\d{1,3}(\.\d{3})+$/.test(plain);
    const value = Number(isGerman ? plain.replaceAll(".", "").replace(",", ".") : plain);
    return Number.isFinite(value) ? Math.round(value * 100) : 0;
  }

  function show(form) {
    const total = Math.abs(Math.round(Number(form.dataset.splitTotal) * 100));
    const given = [...form.querySelectorAll("[data-split-amount]")]
      .reduce((sum, field) => sum + cents(field.value), 0);
    form.querySelector("[data-split-given]").textContent = euros.format(given / 100);
    form.querySelector("[data-split-rest]").textContent = euros.format((total - given) / 100);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-split-total]");
    if (form && event.target.matches("[data-split-amount]")) show(form);
  });
})();
