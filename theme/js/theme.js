// The button for colours: as the system, light, dark. Its label says what holds now.
(() => {
  const button = document.getElementById("_theme");
  if (!button) return;
  const root = document.documentElement;
  const status = document.getElementById("_status");
  const order = ["auto", "light", "dark"];
  const show = () => {
    const state = root.dataset.theme || "auto";
    button.dataset.state = state;
    button.title = button.dataset[state];
    button.setAttribute("aria-label", button.dataset[state]);
    return button.dataset[state];
  };
  button.addEventListener("click", () => {
    const state = order[(order.indexOf(root.dataset.theme || "auto") + 1) % order.length];
    if (state === "auto") delete root.dataset.theme;
    else root.dataset.theme = state;
    try {
      if (state === "auto") localStorage.removeItem("hornbook:theme");
      else localStorage.setItem("hornbook:theme", state);
    } catch {}
    const words = show();
    if (status) status.textContent = words;
  });
  show();
  button.disabled = false;
})();
