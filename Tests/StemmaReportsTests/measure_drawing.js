// Put into a page behind its own program: measures boxes, unfolds, measures again, tells it in the title.
(() => {
  // The one that is seen at this width.
  const svg = [...document.querySelectorAll("svg.stemma")]
    .find(each => each.getBoundingClientRect().width > 0);
  const seen = [];
  // The boxes of texts and of models, in units of the sheet: none may lie on another, or be outside.
  const measure = when => {
    const sheet = svg.viewBox.baseVal, boxes = [];
    const matrix = svg.getScreenCTM().inverse();
    for (const each of svg.querySelectorAll("text, circle, .looser, .months")) {
      if (each.getAttribute("d") === "") continue;
      const rect = each.getBoundingClientRect();
      if (rect.width === 0) continue;
      const a = new DOMPoint(rect.left, rect.top).matrixTransform(matrix);
      const b = new DOMPoint(rect.right, rect.bottom).matrixTransform(matrix);
      // Letters are less high than their box.
      const thin = each.tagName === "text" ? 2.5 : 0.5;
      boxes.push({what: each.textContent.slice(0, 40) || each.tagName, left: a.x + 0.5, right: b.x - 0.5,
        top: a.y + thin, bottom: b.y - thin, text: each.tagName === "text"});
    }
    for (const box of boxes) {
      if (box.left < 0 || box.top < 0 || box.right > sheet.width || box.bottom > sheet.height) {
        seen.push(`${when}: outside: ${box.what}`);
      }
    }
    boxes.sort((a, b) => a.top - b.top);
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length && boxes[j].top < boxes[i].bottom; j++) {
        if (boxes[j].left < boxes[i].right && boxes[i].left < boxes[j].right) {
          seen.push(`${when}: ${boxes[i].what} on ${boxes[j].what}`);
        }
      }
    }
    return boxes.length;
  };
  const shapes = () => [...svg.querySelectorAll("text, circle, path")].map(each => each.outerHTML
    .replace(/ xmlns="[^"]*"/, "")).sort().join("\n");
  // Whether the document scrolls sideways: only the drawing may.
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  if (wide) seen.push("the page is wider than the window");
  const first = shapes(), boxes = measure("first");
  const rows = () => svg.querySelectorAll("g[data-n]").length;
  const before = rows(), fold = svg.querySelector("g.fold[data-n]");
  if (innerWidth <= 640 && svg.closest(".scroll")) {
    const room = svg.closest(".scroll");
    if (room.scrollWidth > room.clientWidth + 1) seen.push("the drawing is to be scrolled sideways");
  }
  // A drawing without a program stands as it is.
  const stands = !document.querySelector(".controls");
  if (stands) {
    const room = svg.parentElement;
    if (room.scrollWidth > room.clientWidth) seen.push("it has to be scrolled sideways");
  } else if (fold) {
    fold.dispatchEvent(new MouseEvent("click", {bubbles: true}));
    if (rows() <= before) seen.push("nothing unfolded");
    measure("unfolded");
    document.querySelector(".controls .more").click();
    measure("more");
    document.querySelector(".controls .less").click();
    if (shapes() !== first) {
      const a = first.split("\n"), b = shapes().split("\n");
      seen.push("drawn otherwise: " + a.find(x => !b.includes(x)) + " AND " + b.find(x => !a.includes(x)));
    }
  } else if (svg.querySelector("g.row[role=button]")) {
    const row = svg.querySelector("g.row[role=button]");
    row.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
    measure("folded");
    const again = svg.querySelector(`g.row[data-n="${row.dataset.n}"]`);
    if (again !== document.activeElement) seen.push("the focus is lost");
    again.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}));
  }
  document.body.dataset.seen = JSON.stringify({boxes, seen: seen.slice(0, 5), count: seen.length});
})();
