// Before the first paint: the colours the reader chose. Storage throws where it is forbidden.
try {
  const theme = localStorage.getItem("hornbook:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
