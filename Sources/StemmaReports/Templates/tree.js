"use strict";
// Unfolds the drawing in the page: draws the same lines as the first drawing, which needs no script.
(() => {
  const data = JSON.parse(document.getElementById("members").textContent);
  // The drawing for a window and the one for a phone; the one that is seen is drawn.
  const drawings = [...document.querySelectorAll(".scroll svg.stemma")];
  const phone = matchMedia("(max-width:40rem)");
  const {start, end, row, indent, deepest} = data;
  let svg, lines, foot, top, left, plot, undated;
  function turn() {
    const at = phone.matches ? 1 : 0;
    svg = drawings[at];
    ({left, plot, undated} = data.sheets[at]);
    lines = svg.querySelector(".lines");
    foot = svg.querySelector(".foot");
    top = Number(lines.dataset.top);
  }
  turn();

  // Of a part only some branches are at hand: what hangs from what, how large it is and what is told of
  // the rest comes along.
  const isPart = Boolean(data.branches);
  const members = [], known = new Map();
  let shown = new Map();

  // Takes members over; what hangs from the first of them comes behind what hangs from it here.
  function take(part) {
    const {relations} = part;
    const places = part.members.map(m => isPart && known.has(m[0]) ? known.get(m[0]) : -1);
    const added = [];
    part.members.forEach((m, at) => {
      if (places[at] >= 0) return;
      places[at] = members.length;
      const member = {
        n: members.length, name: m[0], home: m[1] < 0 ? null : m[1], relation: relations[m[2]] || null,
        day: m[3], downloads: m[4], ghost: m[5] || null, license: m[6] || null, looser: m[7] || null,
        isOutside: m[8] === 1,
        others: (m[9] || []).map(([place, relation]) => ({place, relation: relations[relation] || null})),
        size: part.sizes ? part.sizes[at] : 1, branches: [], passed: 0, told: new Map(),
      };
      members.push(member);
      added.push(member);
      known.set(member.name, member.n);
    });
    for (const member of added) {
      if (member.home !== null) member.home = places[member.home];
      member.others = member.others.filter(other => other.place >= 0)
        .map(other => ({...other, place: places[other.place]}));
    }
    if (!isPart) return places;
    if (added.includes(members[0])) members[0].passed = part.passed;
    for (const [home, branches] of part.branches) {
      const list = members[places[home]].branches, has = new Set(list);
      for (const place of branches) if (!has.has(places[place])) list.push(places[place]);
    }
    return places;
  }

  const places = take(data);
  if (isPart) {
    for (const [home, text, months] of data.folds) {
      const drawn = (data.shown.find(each => each[0] === home) ?? [home, 0])[1];
      members[home].told.set(drawn, {text, months: new Map(months)});
    }
  } else {
    // The farthest stand last, so that each is whole before it is added to what it hangs from.
    for (let n = members.length - 1; n > 0; n--) {
      const home = members[members[n].home];
      if (home) { home.size += members[n].size; home.branches.push(n); }
    }
  }
  const most = n => members[n].downloads ?? -1;
  const before = (a, b) => members[b].size - members[a].size || most(b) - most(a)
    || (members[a].name < members[b].name ? -1 : 1);
  if (!isPart) for (const member of members) member.branches.sort(before);
  const first = new Map(data.shown.map(([home, count]) => [places[home], count]));
  shown = new Map(first);

  // The models of a member's branches that are not drawn, and of those that are not at hand.
  const sum = branches => branches.reduce((all, n) => all + members[n].size, 0);
  const remaining = (home, drawn) => members[home].size - 1 - sum(members[home].branches.slice(0, drawn));
  const absent = home => remaining(home, members[home].branches.length);

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
    const drawn = shown.get(home) ?? 0;
    if (isPart) {
      const told = members[home].told.get(drawn);
      const hasMore = drawn < members[home].branches.length || data.part;
      const text = (told ? told.text : `${number(remaining(home, drawn))} more`)
        + (hasMore || told ? "" : ", which this page leaves out");
      return {home, text, months: told ? told.months : new Map()};
    }
    const open = members[home].branches.slice(drawn);
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
      if (isPart ? remaining(line.place, drawn) > 0 : drawn < member.branches.length) {
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
    const whole = svg.querySelector(".all");
    all.forEach((line, at) => whole.append(line.fold
      ? foldRow(line.fold, line.depth, rowY(at))
      : memberRow(members[line.place], line.depth, rowY(at))));
    const bottom = top + row * all.length;
    for (const line of svg.querySelectorAll(":scope > .all > .grid, :scope > .all > .floor")) {
      line.setAttribute("d", line.getAttribute("d").replace(/V.*/, `V${tenth(bottom)}`));
    }
    foot.setAttribute("transform", `translate(0 ${tenth(bottom)})`);
    const wide = svg.viewBox.baseVal.width;
    svg.setAttribute("viewBox", `0 0 ${wide} ${tenth(bottom + 40)}`);
    if (svg === drawings[0]) cut(bottom);
    arm();
  }

  // What can be clicked can be reached by the keyboard, too.
  function arm() {
    for (const group of svg.querySelectorAll("g[data-n]")) {
      const member = members[group.dataset.n];
      const isFold = group.classList.contains("fold");
      if (isFold ? !opens(member.n) : !member.branches.length) continue;
      group.setAttribute("role", "button");
      group.setAttribute("tabindex", "0");
      const label = isFold ? `Show more: ${group.querySelector("title").textContent}`
        : `${group.querySelector("title").textContent}; press to fold or unfold`;
      group.setAttribute("aria-label", label);
      if (!isFold) group.setAttribute("aria-expanded", String((shown.get(member.n) ?? 0) > 0));
    }
  }

  // Whether a fold can be opened: from what is at hand, or by asking for it.
  const opens = home => (shown.get(home) ?? 0) < members[home].branches.length
    || Boolean(data.part && absent(home) > 0);

  async function fetchBranches(home) {
    const member = members[home];
    const from = member.passed + member.branches.length;
    const reply = await fetch(`${data.part}&at=${encodeURIComponent(member.name)}&from=${from}`);
    if (!reply.ok) throw new Error(String(reply.status));
    const part = await reply.json();
    if (part.members[0][0] !== member.name) throw new Error("another branch");
    const places = take(part);
    for (const [place, count] of part.shown) {
      const at = places[place];
      shown.set(at, place === 0 ? member.branches.length : Math.max(shown.get(at) ?? 0, count));
    }
    for (const [place, text, months] of part.folds) {
      const at = places[place];
      members[at].told.set(shown.get(at) ?? 0, {text, months: new Map(months)});
    }
  }

  // Draws what is at hand of a fold, or else what the server has of it.
  async function open(home) {
    const {branches} = members[home], drawn = shown.get(home) ?? 0;
    if (drawn < branches.length || !data.part) {
      shown.set(home, Math.min(drawn + 20, branches.length));
    } else {
      const button = svg.querySelector(`g.fold[data-n="${home}"]`);
      if (button) button.setAttribute("aria-busy", "true");
      try {
        await fetchBranches(home);
      } catch {
        // Its drawing alone has an address of its own.
        location.href = `${data.part.replace("&as=json", "")}&at=${encodeURIComponent(members[home].name)}`
          + `&from=${members[home].passed + branches.length}`;
        return;
      }
    }
    draw();
    focus(home);
  }

  // Paper shows the drawing in pieces, each of the whole of it: as long as they do not become too many.
  function cut(bottom) {
    const pieces = document.querySelector(".pieces"), step = 12 * row;
    if (!pieces) return;
    if (bottom > top + 25 * step) { pieces.remove(); return; }
    const cuts = [0], wide = svg.viewBox.baseVal.width;
    for (let y = top + step; y < bottom; y += step) cuts.push(y);
    cuts.push(bottom + 40);
    pieces.replaceChildren(...cuts.slice(1).map((end, at) => {
      const piece = element("svg", {class: "stemma", viewBox: `0 ${tenth(cuts[at])} ${wide} ${tenth(end - cuts[at])}`});
      piece.append(element("use", {href: "#" + svg.querySelector(".all").id}));
      return piece;
    }));
  }

  function focus(home) {
    const next = svg.querySelector(`g.fold[data-n="${home}"]`)
      ?? svg.querySelector(`g.row[data-n="${home}"]`);
    next?.focus({preventScroll: true});
  }

  function act(group) {
    const home = Number(group.dataset.n), drawn = shown.get(home) ?? 0;
    if (group.classList.contains("fold")) { open(home); return; }
    shown.set(home, drawn > 0 ? 0 : Math.min(data.branchLimit, members[home].branches.length));
    draw();
    svg.querySelector(`g.row[data-n="${home}"]`)?.focus({preventScroll: true});
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
    if (!next.length && data.part) {
      // Nothing more is at hand: the largest fold is asked for.
      const folds = [...svg.querySelectorAll("g.fold[data-n]")].map(each => Number(each.dataset.n));
      folds.sort((a, b) => absent(b) - absent(a));
      if (folds.length) open(folds[0]);
      return;
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

  for (const each of drawings) {
    each.addEventListener("click", event => {
      const group = event.target.closest("g[role=button]");
      if (group) act(group);
    });
    each.addEventListener("keydown", event => {
      const group = event.target.closest("g[role=button]");
      if (!group || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      act(group);
    });
    each.setAttribute("role", "group");
  }
  phone.addEventListener("change", () => { turn(); draw(); });
  // Where a script runs no fold is a link; and of a part the members have other numbers here.
  if (isPart || svg.querySelector("a")) draw(); else arm();
  const controls = document.querySelector(".controls");
  controls.hidden = !svg.querySelector(".fold[role=button]");
  controls.querySelector(".more").addEventListener("click", () => unfold(100));
  controls.querySelector(".less").addEventListener("click", () => {
    shown = new Map(first);
    draw();
  });
})();
