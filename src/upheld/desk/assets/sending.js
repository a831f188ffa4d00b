// Keeps the numbers of a sending fresh. Without it the page refreshes itself.
const far = document.getElementById("how-far");
if (far && far.dataset.from) {
  const look = async () => {
    const answer = await fetch(far.dataset.from, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { states, running } = await answer.json();
    const shown = [...far.querySelectorAll("[data-state]")].map((cell) => cell.dataset.state);
    if (!running.length || states.some((one) => !shown.includes(one.state)) || states.length !== shown.length) {
      location.reload();
      return;
    }
    for (const one of states) far.querySelector(`[data-state="${one.state}"]`).textContent = one.count.toLocaleString("en");
  };
  setInterval(look, 1000 * Number(far.dataset.every));
}
