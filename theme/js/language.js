// Remembers the language a reader chose; the root page goes to it, else to the browser's.
(() => {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".languages a, [data-choices] a");
    if (!link) return;
    try {
      localStorage.setItem("hornbook:lang", link.hreflang);
    } catch {}
  });
  const choices = [...document.querySelectorAll("[data-choices] a")];
  if (choices.length) {
    let wanted = navigator.languages || [navigator.language];
    try {
      wanted = [localStorage.getItem("hornbook:lang"), ...wanted];
    } catch {}
    for (const language of wanted.filter(Boolean)) {
      const short = (name) => name.toLowerCase().split("-")[0];
      const choice =
        choices.find((link) => link.hreflang.toLowerCase() === language.toLowerCase()) ||
        choices.find((link) => short(link.hreflang) === short(language));
      if (choice) {
        location.replace(choice.href);
        break;
      }
    }
  }
  // A page that moved keeps the place that the old link named.
  const moved = document.querySelector("a[data-moved]");
  if (moved) location.replace(moved.href + location.hash);
})();
