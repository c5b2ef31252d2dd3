// Remembers the language a reader chose, for the root page.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".languages a, [data-choices] a");
    if (!link) return;
    try {
      localStorage.setItem("hornbook:lang", link.hreflang);
    } catch {}
  });
})();
