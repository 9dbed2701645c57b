"use strict";
// What the pages can do without: names while they are typed, "/" for the field of search, and
// commands that are copied by a button.
(() => {
  const field = document.getElementById("q");
  const list = document.getElementById("hits");
  let waiting = 0;
  let asked = "";

  const suggest = async () => {
    const text = field.value.trim();
    if (text.length < 2 || text === asked) return;
    asked = text;
    const reply = await fetch("/api/search?limit=8&text=" + encodeURIComponent(text));
    if (!reply.ok || text !== asked) return;
    const found = await reply.json();
    list.replaceChildren(
      ...found.hits.map((hit) => {
        const option = document.createElement("option");
        option.value = hit.name;
        option.label = hit.kind;
        return option;
      })
    );
  };

  if (field && list) {
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => suggest().catch(() => {}), 150);
    });
    document.addEventListener("keydown", (event) => {
      const target = event.target;
      const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
      if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.focus();
    });
  }

  if (navigator.clipboard) {
    for (const block of document.querySelectorAll(".source pre")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", () => {
        navigator.clipboard.writeText(block.firstChild.textContent).then(
          () => { button.textContent = "Copied"; },
          () => {}
        );
      });
      block.after(button);
    }
  }
})();
