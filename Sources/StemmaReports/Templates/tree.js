"use strict";
// Unfolds the drawing in the page: draws the same lines as the first drawing, which needs no script.
(() => {
  const data = JSON.parse(document.getElementById("members").textContent);
  const svg = document.querySelector("svg.stemma");
  const lines = svg.querySelector(".lines");
  const foot = svg.querySelector(".foot");
  const {relations, left, start, end, sizes} = data;
  const {row, indent, deepest, plot, undated} = sizes;
  const top = Number(lines.dataset.top);
  const members = data.members.map((m, n) => ({
    n, name: m[0], home: m[1] < 0 ? null : m[1], relation: relations[m[2]] || null, day: m[3],
    downloads: m[4], ghost: m[5] || null, license: m[6] || null, looser: m[7] || null,
    isOutside: m[8] === 1,
    others: (m[9] || []).map(([place, relation]) => ({place, relation: relations[relation] || null})),
    size: 1, branches: [],
  }));
  // The farthest stand last, so that each is whole before it is added to what it hangs from.
  for (let n = members.length - 1; n > 0; n--) {
    const home = members[members[n].home];
    if (home) { home.size += members[n].size; home.branches.push(n); }
  }
  const most = n => members[n].downloads ?? -1;
  const before = (a, b) => members[b].size - members[a].size || most(b) - most(a)
    || (members[a].name < members[b].name ? -1 : 1);
  for (const member of members) member.branches.sort(before);
  let shown = new Map(data.shown);

  const number = n => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
  const styles = ["finetune", "adapter", "merge", "quantized"];
  const style = relation => styles.includes(relation) ? relation : "unknown";
  const plural = (relation, count) => relation === null ? "not stated"
    : relation === "quantized" ? relation
    : styles.includes(relation) ? relation + (count === 1 ? "" : "s") : relation;
  const tenth = value => Math.round(value * 10) / 10;
  const dayOf = (year, month) => Date.UTC(year, month, 1) / 864e5;
  const x = day => day === null ? left + undated / 2 - 3
    : left + undated + plot * Math.min(Math.max((day - start) / (end - start), 0), 1);
  const monthX = month => x(Math.max(start, dayOf(1970 + Math.floor(month / 12), month % 12)));
  const labelX = depth => 6 + Math.min(depth, deepest) * indent;
  const rowY = at => top + row * (at + 0.5);

  function width(text) {
    let cells = 0;
    for (const each of text) cells += each.codePointAt(0) > 0x2E7F ? 2 : 1;
    return cells * 6.4 * 1.06;
  }

  function fitting(text, room) {
    if (width(text) <= room) return text;
    let kept = "";
    for (const each of text) {
      if (width(kept + each + "…") > room) break;
      kept += each;
    }
    return kept + "…";
  }

  function folded(home) {
    const open = members[home].branches.slice(shown.get(home) ?? 0);
    const owners = new Set(), kinds = new Map(), months = new Map();
    let count = 0;
    while (open.length) {
      const member = members[open.pop()];
      for (const branch of member.branches) open.push(branch);
      count++;
      kinds.set(member.relation, (kinds.get(member.relation) ?? 0) + 1);
      if (member.name.includes("/")) owners.add(member.name.split("/")[0].toLowerCase());
      if (member.day !== null) {
        const date = new Date(member.day * 864e5);
        const month = (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
        months.set(month, (months.get(month) ?? 0) + 1);
      }
    }
    const sorted = [...kinds].sort((a, b) => b[1] - a[1] || ((a[0] ?? "~") < (b[0] ?? "~") ? -1 : 1));
    const rest = sorted.slice(3).reduce((sum, kind) => sum + kind[1], 0);
    const told = sorted.length === 1 ? [plural(sorted[0][0], count)]
      : sorted.slice(0, 3).map(([kind, n]) => `${number(n)} ${plural(kind, n)}`)
        .concat(rest ? [`${number(rest)} other${rest === 1 ? "" : "s"}`] : []);
    const text = `${number(count)} more: ${told.join(", ")} by ${number(owners.size)} publisher`
      + (owners.size === 1 ? "" : "s");
    return {home, text, months};
  }

  function allLines() {
    const found = [], placed = new Set(), open = [{place: 0, depth: 0}];
    while (open.length) {
      const line = open.pop();
      if (line.fold) { found.push(line); continue; }
      const member = members[line.place];
      for (const other of member.others) {
        if (!members[other.place].isOutside || placed.has(other.place)) continue;
        placed.add(other.place);
        found.push({place: other.place, depth: line.depth});
      }
      found.push(line);
      const drawn = shown.get(line.place) ?? 0;
      if (drawn < member.branches.length) {
        open.push({fold: folded(line.place), depth: line.depth + 1});
      }
      for (const place of member.branches.slice(0, drawn).reverse()) {
        open.push({place, depth: line.depth + 1});
      }
    }
    return found;
  }

  function element(name, attributes, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function words(member) {
    const parts = [member.name];
    if (member.home !== null) parts.push(member.relation ?? "relation not stated");
    if (member.ghost) parts.push(`not on the Hub: ${member.ghost}`);
    if (member.day !== null) {
      parts.push(`created ${new Date(member.day * 864e5).toISOString().slice(0, 10)}`);
    }
    if (member.license) parts.push(member.license);
    if (member.downloads !== null) parts.push(`${number(member.downloads)} downloads in 30 days`);
    if (member.size > 1) parts.push(`${number(member.size - 1)} ${data.further}`);
    if (member.isOutside) parts.push("a parent outside the family");
    if (member.looser) parts.push(member.looser);
    for (const other of member.others) parts.push(`also from ${members[other.place].name}`);
    return parts.join("; ");
  }

  function memberRow(member, depth, y) {
    let radius = 3, rest = member.downloads ?? 0;
    while (rest >= 10 && radius < 9) { radius++; rest = Math.floor(rest / 10); }
    const kind = member.isOutside ? "unknown"
      : member.home === null ? "is-root" : style(member.relation);
    const group = element("g", {
      class: `row ${kind}${member.ghost ? " is-ghost" : ""}${member.isOutside ? " is-outside" : ""}`,
      "data-n": member.n,
    });
    const suffix = member.ghost ? ` (${member.ghost})` : member.isOutside ? " (another family)" : "";
    const at = x(member.day);
    group.append(
      element("title", {}, words(member)),
      element("text", {x: tenth(labelX(depth)), y: tenth(y + 4)},
        fitting(member.name + suffix, left - 12 - labelX(depth))),
      element("circle", {cx: tenth(at), cy: tenth(y), r: radius}));
    if (member.looser) {
      group.append(element("path",
        {class: "looser", d: `M${tenth(at + radius + 3)} ${tenth(y + 5)}h10l-5 -9z`}));
    }
    return group;
  }

  function foldRow(fold, depth, y) {
    const most = Math.sqrt(Math.max(1, ...fold.months.values()));
    const columns = [...fold.months].sort((a, b) => a[0] - b[0]).map(([month, count]) => {
      const from = monthX(month), height = tenth(Math.max(2, 16 * Math.sqrt(count) / most));
      const wide = tenth(Math.max(1.5, monthX(month + 1) - from - 1));
      return `M${tenth(from)} ${tenth(y + 8)}v${-height}h${wide}v${height}z`;
    });
    const group = element("g", {class: "fold", "data-n": fold.home});
    group.append(
      element("title", {}, fold.text),
      element("path", {class: "more", d: `M${tenth(labelX(depth))} ${tenth(y - 4)}h8l-4 7z`}),
      element("text", {x: tenth(labelX(depth) + 12), y: tenth(y + 4)},
        fitting(fold.text, left - 24 - labelX(depth))),
      element("path", {class: "months", d: columns.join("")}));
    return group;
  }

  function draw() {
    const all = allLines(), places = new Map(), folds = new Map();
    all.forEach((line, at) => line.fold ? folds.set(line.fold.home, at) : places.set(line.place, at));
    const rowOf = place => {
      for (;;) {
        if (places.has(place)) return places.get(place);
        const home = members[place].home;
        if (home === null) return undefined;
        if (places.has(home)) return folds.get(home);
        place = home;
      }
    };
    const trunks = new Map(), children = new Map(), branches = [], curves = [];
    const path = (kind, d) => element("path", {class: kind, d});
    const branch = (kind, from, to, y) => {
      if (tenth(from) !== tenth(to)) {
        branches.push(path(`edge ${kind}`, `M${tenth(from)} ${tenth(y)}H${tenth(to)}`));
      }
    };
    all.forEach((line, at) => {
      const y = rowY(at), home = line.fold ? line.fold.home : members[line.place].home;
      if (home === null) { addCurves(line, y); return; }
      if (line.depth <= deepest) children.set(home, (children.get(home) ?? []).concat(at));
      if (line.fold) {
        trunks.set(home, y);
        if (line.fold.months.size) {
          branch("e-fold", x(members[home].day), monthX(Math.min(...line.fold.months.keys())), y);
        }
        return;
      }
      trunks.set(home, y);
      branch(`e-${style(members[line.place].relation)}`, x(members[home].day),
        x(members[line.place].day), y);
      addCurves(line, y);
    });
    function addCurves(line, y) {
      for (const other of members[line.place].others) {
        const at = rowOf(other.place);
        if (at === undefined) continue;
        const from = tenth(x(members[other.place].day));
        curves.push(path(`edge other e-${style(other.relation)}`,
          `M${from} ${tenth(rowY(at))}Q${from} ${tenth(y)} ${tenth(x(members[line.place].day))} ${tenth(y)}`));
      }
    }
    const guides = [...children].map(([home, rows]) => {
      const at = places.get(home), depth = all[at].depth, from = tenth(labelX(depth) + 4);
      let d = `M${from} ${tenth(rowY(at) + 8)}V${tenth(rowY(rows[rows.length - 1]))}`;
      for (const each of rows) d += `M${from} ${tenth(rowY(each))}h${indent - 7}`;
      return path("guide", d);
    });
    const stems = [...trunks].sort((a, b) => a[0] - b[0]).map(([home, y]) => path("trunk",
      `M${tenth(x(members[home].day))} ${tenth(rowY(places.get(home)))}V${tenth(y)}`));
    lines.replaceChildren(...guides, ...stems, ...branches, ...curves);
    for (const old of svg.querySelectorAll("g[data-n]")) old.remove();
    all.forEach((line, at) => svg.append(line.fold
      ? foldRow(line.fold, line.depth, rowY(at))
      : memberRow(members[line.place], line.depth, rowY(at))));
    const bottom = top + row * all.length;
    for (const line of svg.querySelectorAll(":scope > .grid, :scope > .floor")) {
      line.setAttribute("d", line.getAttribute("d").replace(/V.*/, `V${tenth(bottom)}`));
    }
    foot.setAttribute("transform", `translate(0 ${tenth(bottom)})`);
    const wide = svg.viewBox.baseVal.width;
    svg.setAttribute("viewBox", `0 0 ${wide} ${tenth(bottom + 40)}`);
    arm();
  }

  // What can be clicked can be reached by the keyboard, too.
  function arm() {
    for (const group of svg.querySelectorAll("g[data-n]")) {
      const member = members[group.dataset.n];
      if (!member.branches.length) continue;
      group.setAttribute("role", "button");
      group.setAttribute("tabindex", "0");
      const isFold = group.classList.contains("fold");
      const label = isFold ? `Show more: ${group.querySelector("title").textContent}`
        : `${group.querySelector("title").textContent}; press to fold or unfold`;
      group.setAttribute("aria-label", label);
      if (!isFold) group.setAttribute("aria-expanded", String((shown.get(member.n) ?? 0) > 0));
    }
  }

  function act(group) {
    const home = Number(group.dataset.n), drawn = shown.get(home) ?? 0;
    const isFold = group.classList.contains("fold");
    const count = isFold ? Math.min(drawn + 20, members[home].branches.length)
      : drawn > 0 ? 0 : Math.min(data.branchLimit, members[home].branches.length);
    shown.set(home, count);
    draw();
    const next = svg.querySelector(`g.fold[data-n="${home}"]`) ?? svg.querySelector(`g.row[data-n="${home}"]`);
    (isFold ? next : svg.querySelector(`g.row[data-n="${home}"]`))?.focus({preventScroll: true});
  }

  // The largest branches next, whatever they hang from.
  function unfold(count) {
    const next = [], offer = place => { if (place !== undefined) next.push(place); };
    const open = [0];
    while (open.length) {
      const {n, branches} = members[open.pop()], drawn = shown.get(n) ?? 0;
      offer(branches[drawn]);
      open.push(...branches.slice(0, drawn));
    }
    for (; count > 0 && next.length; count--) {
      next.sort(before);
      const place = next.shift(), {home} = members[place], drawn = (shown.get(home) ?? 0) + 1;
      shown.set(home, drawn);
      offer(members[home].branches[drawn]);
      offer(members[place].branches[shown.get(place) ?? 0]);
    }
    draw();
  }

  svg.addEventListener("click", event => {
    const group = event.target.closest("g[role=button]");
    if (group) act(group);
  });
  svg.addEventListener("keydown", event => {
    const group = event.target.closest("g[role=button]");
    if (!group || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    act(group);
  });
  svg.setAttribute("role", "group");
  arm();
  const controls = document.querySelector(".controls");
  controls.hidden = !svg.querySelector(".fold[data-n]");
  controls.querySelector(".more").addEventListener("click", () => unfold(100));
  controls.querySelector(".less").addEventListener("click", () => {
    shown = new Map(data.shown);
    draw();
  });
})();
