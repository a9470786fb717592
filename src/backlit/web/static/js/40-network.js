/* The network: pan, zoom and hover of the drawing that the server made. Its facts come from the table behind it. */
{
  const SIDE = 1040, LEAST = 30, NAMES = 40, SVG = "http://www.w3.org/2000/svg";

  const start = (page) => {
    const drawing = page.querySelector(".n-drawing");
    if (!drawing || drawing.dataset.live) return;
    drawing.dataset.live = "";
    const rows = page.querySelectorAll(".c-behind tbody tr");
    const heads = [...page.querySelectorAll(".c-behind thead th")].map((head) => head.textContent);
    const read = page.querySelector(".n-read");
    const buttons = page.querySelector(".n-buttons");
    const given = [...drawing.querySelectorAll(".n-names")];
    const circles = [...drawing.querySelectorAll("circle")];
    const nodes = circles.map((circle) => {
      const [x, y, r] = ["cx", "cy", "r"].map((name) => Number(circle.getAttribute(name)));
      return { circle, x, y, r, row: rows[Number(circle.dataset.row)] };
    });
    const of = new Map(nodes.map((node) => [node.circle, node]));
    const names = drawing.appendChild(document.createElementNS(SVG, "g"));
    names.setAttribute("class", "n-names");
    let view = { x: -20, y: -20, size: SIDE };

    const name = () => {
      names.replaceChildren();
      const whole = view.size > SIDE * 0.95;
      for (const group of given) whole ? group.removeAttribute("visibility") : group.setAttribute("visibility", "hidden");
      if (whole) return;
      const unit = view.size / Math.max(drawing.clientWidth, 1), font = 13 * unit, taken = [];
      names.setAttribute("font-size", font.toFixed(2));
      for (const node of nodes) {
        const { x, y, row } = node;
        if (x < view.x || y < view.y || x > view.x + view.size || y > view.y + view.size) continue;
        const text = row.cells[0].textContent, half = text.length * font * 0.3, r = Number(node.circle.getAttribute("r"));
        const at = Math.min(Math.max(x, view.x + half), view.x + view.size - half);
        const above = y - r - font * 0.3, base = above - font < view.y ? y + r + font : above;
        if (taken.some((box) => Math.abs(box.at - at) < box.half + half && Math.abs(box.base - base) < font * 1.3)) continue;
        taken.push({ at, base, half });
        const label = names.appendChild(document.createElementNS(SVG, "text"));
        label.textContent = text;
        label.setAttribute("x", at.toFixed(1));
        label.setAttribute("y", base.toFixed(1));
        if (node.circle.matches(".n-target")) label.setAttribute("class", "n-mark");
        if (taken.length === NAMES) break;
      }
    };

    const show = (wanted) => {
      const size = Math.min(Math.max(wanted.size, LEAST), SIDE);
      const within = (at) => Math.min(Math.max(at, -20), SIDE - 20 - size);
      const zoomed = size !== view.size;
      view = { x: within(wanted.x), y: within(wanted.y), size };
      drawing.setAttribute("viewBox", [view.x, view.y, size, size].map((n) => n.toFixed(1)).join(" "));
      // Circles grow more slowly than what lies between them, so that a crowd comes apart.
      if (zoomed) for (const { circle, r } of nodes) circle.setAttribute("r", (r * Math.sqrt(size / SIDE)).toFixed(2));
      name();
    };

    const zoom = (times, at = { x: view.x + view.size / 2, y: view.y + view.size / 2 }) => {
      const size = Math.min(Math.max(view.size / times, LEAST), SIDE), share = size / view.size;
      show({ x: at.x - (at.x - view.x) * share, y: at.y - (at.y - view.y) * share, size });
    };

    const place = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      return { x: point.x, y: point.y };
    };

    const tell = (node) => {
      const cells = [...node.row.cells].map((cell) => cell.textContent);
      const parts = cells.slice(1).map((cell, n) => `${heads[n + 1]} ${cell}`);
      const title = document.createElement("b");
      title.textContent = cells[0];
      read.replaceChildren(title, ` ${parts.join(", ")}`);
    };

    let drag = null, moved = false;
    drawing.addEventListener("pointerdown", (event) => {
      moved = false;
      if (event.pointerType !== "touch" && event.button === 0) drag = { from: place(event), x: event.clientX, y: event.clientY };
    });
    drawing.addEventListener("pointermove", (event) => {
      if (!drag) return;
      if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 4) moved = true;
      if (!moved) return;
      const now = place(event);
      show({ x: view.x + drag.from.x - now.x, y: view.y + drag.from.y - now.y, size: view.size });
    });
    addEventListener("pointerup", () => { drag = null; });
    drawing.addEventListener("pointerover", (event) => { if (of.has(event.target)) tell(of.get(event.target)); });
    drawing.addEventListener("click", (event) => {
      if (!moved && of.has(event.target)) of.get(event.target).row.querySelector("a")?.click();
    });
    // The wheel scrolls the page until the drawing is chosen: nobody is caught in it on the way down.
    drawing.addEventListener("wheel", (event) => {
      if (document.activeElement !== drawing && !event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 0.8, place(event));
    }, { passive: false });
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    drawing.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const way = step[event.key];
      if (way) show({ x: view.x + way[0] * view.size / 8, y: view.y + way[1] * view.size / 8, size: view.size });
      else if (event.key === "+" || event.key === "=") zoom(1.5);
      else if (event.key === "-") zoom(1 / 1.5);
      else if (event.key === "0") show({ x: -20, y: -20, size: SIDE });
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    buttons.addEventListener("click", (event) => {
      const times = Number(event.target.closest("button")?.dataset.zoom ?? NaN);
      if (times) zoom(times);
      else if (times === 0) show({ x: -20, y: -20, size: SIDE });
    });
    drawing.setAttribute("tabindex", "0");
    drawing.classList.add("n-live");
    buttons.hidden = false;
    read.textContent = "Point at a circle to read it; drag to move, click and turn the wheel or use + and − to zoom.";
  };

  const page = document.getElementById("network");
  if (page) start(page);
}
