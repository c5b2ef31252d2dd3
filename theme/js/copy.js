// A button on each block of code that copies its text. The words stand on the prose around it.
(() => {
  const setUp = () => {
    const status = document.getElementById("_status");
    for (const prose of document.querySelectorAll(".prose[data-copy]")) {
      const words = prose.dataset;
      for (const pre of prose.querySelectorAll("pre")) {
        let frame = pre.closest(".code");
        if (frame?.querySelector(":scope > button")) continue;
        if (!frame) {
          frame = document.createElement("div");
          frame.className = "code";
          pre.replaceWith(frame);
          frame.append(pre);
        }
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button";
        button.lang = document.documentElement.lang;
        button.textContent = words.copy;
        button.addEventListener("click", async () => {
          let said = words.copied;
          try {
            await navigator.clipboard.writeText(pre.textContent);
          } catch {
            // No clipboard, as on a page from an insecure address: the text is marked for Ctrl+C.
            getSelection().selectAllChildren(pre);
            said = words.copyFailed;
          }
          button.textContent = said === words.copied ? said : words.copy;
          if (status) status.textContent = said;
          setTimeout(() => {
            button.textContent = words.copy;
            if (status) status.textContent = "";
          }, 4000);
        });
        frame.prepend(button);
      }
    }
  };
  document.addEventListener("hornbook:content", setUp);
  setUp();
})();
