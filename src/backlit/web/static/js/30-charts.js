/* Hover read-outs of charts: what stands in the table behind is said above the drawing. Without scripts titles do. */
{
  const heads = (figure) => [...figure.querySelectorAll("thead th")].map((head) => head.textContent);
  const row = (figure, hit) => figure.querySelectorAll("tbody tr")[Number(hit.dataset.row)];
  const tell = (figure, hit) => {
    const [date, ...values] = [...row(figure, hit).cells].map((cell) => cell.textContent);
    const places = figure.querySelectorAll(".c-value");
    places.forEach((place, n) => place.replaceChildren(values[n]));
    const names = heads(figure).slice(1);
    const several = values.length > 1;
    return places.length ? date : `${date}: ${values.map((value, n) => (several ? `${value} ${names[n]}` : value)).join(", ")}`;
  };
  for (const figure of document.querySelectorAll(".c-lines, .c-calendar")) {
    const read = figure.querySelector(".c-read");
    const before = read.textContent;
    const values = [...figure.querySelectorAll(".c-value")].map((place) => place.textContent);
    const cross = figure.querySelector(".c-cross");
    for (const hit of figure.querySelectorAll(".c-hit")) {
      hit.querySelector("title")?.remove();
      if (row(figure, hit)?.querySelector("a")) hit.dataset.link = "";
    }
    figure.addEventListener("pointerover", (event) => {
      const hit = event.target.closest(".c-hit");
      if (!hit) return;
      read.textContent = tell(figure, hit);
      if (!cross || !hit.dataset.x) return;
      cross.setAttribute("x1", hit.dataset.x);
      cross.setAttribute("x2", hit.dataset.x);
      cross.setAttribute("visibility", "visible");
    });
    figure.addEventListener("pointerleave", () => {
      read.textContent = before;
      figure.querySelectorAll(".c-value").forEach((place, n) => place.replaceChildren(values[n]));
      cross?.setAttribute("visibility", "hidden");
    });
    figure.addEventListener("click", (event) => {
      const hit = event.target.closest(".c-hit");
      if (hit) row(figure, hit)?.querySelector("a")?.click();
    });
  }
}
