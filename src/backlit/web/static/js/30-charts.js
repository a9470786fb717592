/* Hover read-outs of charts: what stands in the table behind is said above the drawing. Without scripts titles do. */
{
  const row = (figure, hit) => figure.querySelectorAll(".c-behind tbody tr")[Number(hit.dataset.row)];
  const values = (figure) => [...figure.querySelectorAll(".c-value")];
  let before = null; // the chart that is pointed at, with what it said

  const tell = (figure, hit) => {
    const [date, ...cells] = [...row(figure, hit).cells].map((cell) => cell.textContent);
    const names = [...figure.querySelectorAll(".c-behind thead th")].slice(1).map((head) => head.textContent);
    values(figure).forEach((place, n) => place.replaceChildren(cells[n]));
    const said = cells.map((cell, n) => (cells.length > 1 ? `${cell} ${names[n]}` : cell)).join(", ");
    figure.querySelector(".c-read").textContent = values(figure).length ? date : `${date}: ${said}`;
  };

  const leave = () => {
    if (!before) return;
    const { figure, read, shown } = before;
    figure.querySelector(".c-read").textContent = read;
    values(figure).forEach((place, n) => place.replaceChildren(shown[n]));
    figure.querySelector(".c-cross")?.setAttribute("visibility", "hidden");
    before = null;
  };

  const enter = (figure) => {
    if (before?.figure === figure) return;
    leave();
    const read = figure.querySelector(".c-read").textContent;
    before = { figure, read, shown: values(figure).map((place) => place.textContent) };
    for (const title of figure.querySelectorAll(".c-hit > title")) title.remove(); // else the browser says it too
    for (const hit of figure.querySelectorAll(".c-hit")) if (row(figure, hit)?.querySelector("a")) hit.dataset.link = "";
  };

  document.addEventListener("pointerover", (event) => {
    const hit = event.target.closest?.(".c-hit"), figure = hit?.closest("figure");
    if (!figure) {
      if (before && !before.figure.contains(event.target)) leave();
      return;
    }
    enter(figure);
    tell(figure, hit);
    const cross = figure.querySelector(".c-cross");
    if (!cross || !hit.dataset.x) return;
    for (const end of ["x1", "x2"]) cross.setAttribute(end, hit.dataset.x);
    cross.setAttribute("visibility", "visible");
  });
  document.addEventListener("click", (event) => {
    const hit = event.target.closest?.(".c-hit");
    if (hit) row(hit.closest("figure"), hit)?.querySelector("a")?.click();
  });
  // The newest days are what people look for.
  for (const days of document.querySelectorAll(".c-calendar > .scroll")) days.scrollLeft = days.scrollWidth;
}
