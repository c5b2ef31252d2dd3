// "On this page": marks the section being read, and gives way to the text where it is a panel.
(() => {
  const panel = document.getElementById("_contents");
  if (!panel) return;
  panel.addEventListener("click", (event) => {
    if (event.target.closest("a") && panel.hidePopover) panel.hidePopover();
  });
  const links = new Map();
  for (const link of panel.querySelectorAll("a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  if (!links.size || !("IntersectionObserver" in window)) return;
  const headings = [...links.keys()];
  let current = null;
  const mark = () => {
    // The last heading above the upper third of the window; before the first one, the first.
    const line = innerHeight / 3;
    let now = headings[0];
    for (const heading of headings) if (heading.getBoundingClientRect().top < line) now = heading;
    if (now === current) return;
    if (current) links.get(current).removeAttribute("aria-current");
    links.get(now).setAttribute("aria-current", "true");
    current = now;
  };
  const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" });
  for (const heading of headings) observer.observe(heading);
  mark();
})();
