/* Hover read-outs of charts: what stands in the table behind is said above the drawing. Without scripts titles do. */
{
  const heads = (figure) => [...figure.querySelectorAll("thead th")].map((head) => head.textContent);
  const row = (figure, hit) => figure.querySelectorAll("tbody tr")[Number(hit.dataset.row)];
  const told = (figure, hit) => {
    const names = heads(figure);
    const cells = [...row(figure, hit).cells].map((cell) => cell.textContent);
    return `${cells[0]}: ${cells.slice(1).map((cell, n) => `${names[n + 1]} ${cell}`).join(", ")}`;
  };
  for (const figure of document.querySelectorAll(".c-lines, .c-calendar")) {
    const read = figure.querySelector(".c-read");
    const before = read.textContent;
    const cross = figure.querySelector(".c-cross");
    for (const hit of figure.querySelectorAll(".c-hit")) {
      hit.querySelector("title")?.remove();
      if (row(figure, hit)?.querySelector("a")) hit.dataset.link = "";
    }
    figure.addEventListener("pointerover", (event) => {
      const hit = event.target.closest(".c-hit");
      if (!hit) return;
      read.textContent = told(figure, hit);
      if (!cross || !hit.dataset.x) return;
      cross.setAttribute("x1", hit.dataset.x);
      cross.setAttribute("x2", hit.dataset.x);
      cross.setAttribute("visibility", "visible");
    });
    figure.addEventListener("pointerleave", () => {
      read.textContent = before;
      cross?.setAttribute("visibility", "hidden");
    });
    figure.addEventListener("click", (event) => {
      const hit = event.target.closest(".c-hit");
      if (hit) row(figure, hit)?.querySelector("a")?.click();
    });
  }
}
