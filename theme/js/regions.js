// What scrolls sideways can be reached by keyboard, and only then. Without script all of it can.
(() => {
  const check = () => {
    for (const region of document.querySelectorAll(".prose pre, .table, .math, :not(.math) > math[display=block]")) {
      if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
      else region.removeAttribute("tabindex");
    }
  };
  check();
  addEventListener("resize", check);
  document.addEventListener("hornbook:content", check);
})();
