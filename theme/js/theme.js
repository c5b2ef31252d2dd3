// The button for colours: as the system, light, dark. Its label says what holds now.
(() => {
  const root = document.documentElement;
  const order = ["auto", "light", "dark"];
  const show = () => {
    const button = document.getElementById("_theme");
    if (!button) return "";
    const state = root.dataset.theme || "auto";
    button.dataset.state = state;
    button.title = button.dataset[state];
    button.setAttribute("aria-label", button.dataset[state]);
    button.disabled = false;
    return button.dataset[state];
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#_theme")) return;
    const state = order[(order.indexOf(root.dataset.theme || "auto") + 1) % order.length];
    if (state === "auto") delete root.dataset.theme;
    else root.dataset.theme = state;
    try {
      if (state === "auto") localStorage.removeItem("hornbook:theme");
      else localStorage.setItem("hornbook:theme", state);
    } catch {}
    const words = show();
    const status = document.getElementById("_status");
    if (status) status.textContent = words;
  });
  document.addEventListener("hornbook:content", show);
  show();
})();
