// Run in a page: notes on its root element what is cut, and what axe finds that is serious.
addEventListener("load", async () => {
  const cut = [];
  for (const element of document.querySelectorAll("h1,h2,p,dt,dd,th,td,li,a,button,label,summary")) {
    const style = getComputedStyle(element);
    if (element.closest("svg") || element.closest(".skip,.unseen") || !element.offsetParent) continue;
    const hides = style.overflowX === "hidden" || style.textOverflow === "ellipsis";
    if (hides && element.scrollWidth > element.clientWidth + 1) cut.push(element.outerHTML);
    const box = element.getBoundingClientRect();
    const isInScroll = element.closest(".scroll");
    if (!isInScroll && box.width > 0 && (box.right > innerWidth + 1 || box.left < -1)) {
      cut.push(element.outerHTML);
    }
  }
  for (const box of document.querySelectorAll(".drawing .scroll")) {
    if (innerWidth <= 640 && box.scrollWidth > box.clientWidth + 1) cut.push("a drawing is to be scrolled sideways");
  }
  for (const box of document.querySelectorAll(".scroll.folds")) {
    const lines = new Set([...box.querySelectorAll("tr:nth-child(2) > td")].map(each => each.offsetTop)).size;
    if (innerWidth <= 640 && box.scrollWidth > box.clientWidth + 1) cut.push("a table that folds is to be scrolled sideways");
    if (innerWidth > 640 && lines > 1) cut.push("a table folds where there is room");
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) cut.push("the page is wider than its window");
  let serious = [];
  if (window.axe) {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    serious = found.violations
      .filter((each) => ["serious", "critical"].includes(each.impact))
      .map((each) => each.id + ": " + each.nodes[0].html);
  }
  const seen = { width: innerWidth, cut: cut.slice(0, 5).map((text) => text.slice(0, 200)), serious,
                 ran: Boolean(window.axe) };
  document.documentElement.dataset.seen = JSON.stringify(seen);
});
