// Pages that lead on: the root page to the language that the reader chose before, else to the browser's.
(() => {
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
