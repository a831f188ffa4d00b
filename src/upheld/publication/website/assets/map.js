// Adds to the map, which is whole without this: one tab stop with arrow keys, a line that names what is pointed at,
// a ring around it, zoom, and a slider through the years. Texts come from the page.
const picture = document.querySelector(".picture");
const map = picture?.querySelector("svg.areas");
slide(document.querySelector(".by-year"), [...document.querySelectorAll("#year option")].reverse());

// Goes to the year that somebody stops at: a moment later, so that a key can be pressed several times.
function slide(room, years) {
  if (!room || years.length < 2) return;
  const now = years.findIndex((one) => one.defaultSelected);
  const label = document.createElement("label");
  const range = document.createElement("input");
  const told = document.createElement("output");
  Object.assign(range, { type: "range", id: "slide", min: 0, max: years.length - 1, value: now, autocomplete: "off" });
  Object.assign(label, { htmlFor: range.id, textContent: room.dataset.label });
  room.append(label, range, told);
  const tell = () => {
    told.textContent = years[range.value].text;
    range.setAttribute("aria-valuetext", told.textContent);
  };
  const go = () => {
    const address = new URL(location.href);
    address.searchParams.set("year", years[range.value].value);
    address.hash = room.id;
    if (Number(range.value) !== now) location.assign(address);
  };
  let waiting = 0;
  range.addEventListener("input", tell);
  range.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(go, 400);
  });
  // Whoever comes back finds the year that the page shows; whoever went on by the slider goes on from there.
  window.addEventListener("pageshow", () => {
    range.value = now;
    tell();
    if (location.hash === `#${room.id}`) range.focus({ preventScroll: true });
  });
  tell();
}

if (map) {
  const cells = [...map.querySelectorAll("a")];
  const whole = map.viewBox.baseVal;
  const full = { x: whole.x, y: whole.y, width: whole.width, height: whole.height };
  rove(cells);
  name();
  ring("focused", "focusin", "focusout", (cell) => cell.matches(":focus-visible"));
  ring("pointed-at", "pointerover", "pointerout", (cell) => !cell.matches(":focus-visible"));
  zoom(full);

  function middle(cell) {
    const box = cell.getBBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }

  function rove(all) {
    if (!all.length) return;
    let now = all[0];
    all.forEach((cell) => cell.setAttribute("tabindex", cell === now ? "0" : "-1"));
    const go = (cell) => {
      if (!cell) return;
      now.setAttribute("tabindex", "-1");
      cell.setAttribute("tabindex", "0");
      now = cell;
      cell.focus();
    };
    map.addEventListener("focusin", (event) => {
      const cell = event.target.closest("a");
      if (!cell || cell === now) return;
      now.setAttribute("tabindex", "-1");
      cell.setAttribute("tabindex", "0");
      now = cell;
    });
    map.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way) go(nearest(now, way, all));
      else if (event.key === "Home") go(all[0]);
      else if (event.key === "End") go(all[all.length - 1]);
      else return;
      event.preventDefault();
    });
  }

  // The nearest cell in a direction, counted ahead and aside; what lies mostly aside is in another direction.
  function nearest(from, [right, down], all) {
    const [x, y] = middle(from);
    let best = null;
    let least = Infinity;
    for (const cell of all) {
      const [otherX, otherY] = middle(cell);
      const ahead = (otherX - x) * right + (otherY - y) * down;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * right);
      if (cell === from || ahead < 1 || aside > ahead * 2) continue;
      if (ahead + aside < least) [best, least] = [cell, ahead + aside];
    }
    return best;
  }

  function name() {
    const line = picture.querySelector(".pointed");
    line.textContent = picture.dataset.help;
    const tell = (event) => {
      const cell = event.target.closest("a");
      if (cell) line.textContent = cell.querySelector("title").textContent;
    };
    map.addEventListener("pointerover", tell);
    map.addEventListener("focusin", (event) => {
      tell(event);
      keepInView(event.target.closest("a"));
    });
  }

  // Drawn last, so that no other area covers it; the area itself lies over it once more, so that all of it is seen.
  function ring(kind, comes, goes, isMarked) {
    const around = document.createElementNS(map.namespaceURI, "g");
    around.setAttribute("class", `ring ${kind}`);
    around.setAttribute("aria-hidden", "true");
    map.append(around);
    map.classList.add("ringed");
    map.addEventListener(comes, (event) => {
      const cell = event.target.closest("a");
      if (!cell || !isMarked(cell)) return around.replaceChildren();
      around.replaceChildren(edge(cell, "dark"), edge(cell, "pale"), ...drawing(cell));
    });
    map.addEventListener(goes, () => around.replaceChildren());
  }

  function drawing(cell) {
    return [...cell.children].filter((one) => one.nodeName !== "title").map((one) => one.cloneNode(true));
  }

  function edge(cell, shade) {
    const used = cell.querySelector("use");
    const shape = used ? map.querySelector(used.getAttribute("href")).querySelector("path") : cell.querySelector("path");
    const line = document.createElementNS(map.namespaceURI, "path");
    line.setAttribute("class", shade);
    line.setAttribute("d", shape.getAttribute("d"));
    if (used) line.setAttribute("transform", `translate(${used.getAttribute("x")} ${used.getAttribute("y")})`);
    return line;
  }

  function look(x, y, width) {
    const height = (full.height * width) / full.width;
    const left = Math.min(Math.max(x - width / 2, full.x), full.x + full.width - width);
    const top = Math.min(Math.max(y - height / 2, full.y), full.y + full.height - height);
    map.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
  }

  function keepInView(cell) {
    const now = map.viewBox.baseVal;
    if (!cell || now.width >= full.width) return;
    const [x, y] = middle(cell);
    const isIn = x > now.x && x < now.x + now.width && y > now.y && y < now.y + now.height;
    if (!isIn) look(x, y, now.width);
  }

  function zoom(all) {
    const bar = picture.querySelector(".zoom");
    const steps = [["nearer", 0.6], ["farther", 1 / 0.6], ["whole", Infinity]];
    for (const [what, by] of steps) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = picture.dataset[what];
      button.addEventListener("click", () => {
        const now = map.viewBox.baseVal;
        const width = Math.min(Math.max(now.width * by, all.width / 6), all.width);
        look(now.x + now.width / 2, now.y + now.height / 2, width);
      });
      bar.append(button);
    }
    let grip = null;
    map.addEventListener("pointerdown", (event) => {
      if (map.viewBox.baseVal.width < all.width && event.button === 0) grip = [event.clientX, event.clientY];
    });
    window.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const now = map.viewBox.baseVal;
      const scale = now.width / map.clientWidth;
      const [x, y] = grip;
      grip = [event.clientX, event.clientY];
      const [right, down] = [(x - event.clientX) * scale, (y - event.clientY) * scale];
      look(now.x + now.width / 2 + right, now.y + now.height / 2 + down, now.width);
    });
    window.addEventListener("pointerup", () => (grip = null));
  }
}
