// Counts down what is left, or up what has gone, as the server said. The clock of this device is
// never asked what time it is, only how long ago the page was fetched: it may be a day wrong.
(() => {
  const two = (number) => String(number).padStart(2, "0");
  const started = new WeakMap();
  const tick = () => {
    for (const timer of document.querySelectorAll(".timer[data-left], .timer[data-gone]")) {
      if (!started.has(timer)) started.set(timer, performance.now());
      const gone = (performance.now() - started.get(timer)) / 1000;
      if (timer.dataset.gone !== undefined) {
        const since = Math.round(Number(timer.dataset.gone) + gone);
        timer.textContent = `${Math.floor(since / 60)}:${two(since % 60)}`;
        continue;
      }
      const left = Math.round(Number(timer.dataset.left) - gone);
      const text = `${Math.floor(Math.abs(left) / 60)}:${two(Math.abs(left) % 60)}`;
      timer.textContent = left < 0 ? `${timer.dataset.over} ${text}` : text;
      timer.classList.toggle("ends", left < 60);
    }
  };
  document.addEventListener("DOMContentLoaded", tick);
  document.addEventListener("htmx:afterSwap", tick);
  setInterval(tick, 500);
})();
