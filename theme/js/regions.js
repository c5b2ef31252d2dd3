// What scrolls sideways can be reached by keyboard, and only then. Without script all of it can.
(() => {
  const regions = document.querySelectorAll(".prose pre, .table, .math, :not(.math) > math[display=block]");
  if (!regions.length) return;
  const check = () => {
    for (const region of regions) {
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  };
  check();
  addEventListener("resize", check);
})();
