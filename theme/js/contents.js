// "On this page": marks the section being read, and gives way to the text where it is a panel.
(() => {
  let links = new Map();
  let headings = [];
  let current = null;
  const mark = () => {
    if (!headings.length) return;
    // The last heading above the upper third of the window; before the first one, the first.
    const line = innerHeight / 3;
    let now = headings[0];
    for (const heading of headings) if (heading.getBoundingClientRect().top < line) now = heading;
    const link = links.get(now);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    current = link;
  };
  const observer = "IntersectionObserver" in window ? new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px" }) : null;
  const setUp = () => {
    const panel = document.getElementById("_contents");
    links = new Map();
    for (const link of panel ? panel.querySelectorAll("a") : []) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    headings = [...links.keys()];
    if (!observer) return;
    observer.disconnect();
    for (const heading of headings) observer.observe(heading);
    mark();
  };
  document.addEventListener("click", (event) => {
    const panel = event.target.closest("#_contents");
    if (panel && event.target.closest("a") && panel.hidePopover) panel.hidePopover();
  });
  document.addEventListener("hornbook:content", setUp);
  setUp();
})();
