// Makes what a screen of the hall shows fill it and never leave it. What is read from afar is as
// large as there is room for, and at least --far (screens.css): where it does not fit at that size,
// first what may be spared goes, then what is in [data-pages] is shown in pages that turn by
// themselves; letters become smaller only where one page alone would still not hold.
// The arrows turn pages by hand; the space bar holds them, and lets them go on.
(() => {
  const EACH = 12_000; // milliseconds of a page: some ten lines read aloud
  const LARGEST = 2;
  const SMALLEST = 0.3;
  const STEP = 0.05;
  let pages = [];
  let shown = 0;
  let on = "";
  let held = false;
  let turned = performance.now();

  const stage = () => document.querySelector("[data-fit]");
  const over = (one) =>
    one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
  // A grid or a list may leave its own box without its parents being any wider for it.
  const overflows = (whole) => over(whole) || [...whole.children].some(over);

  function fit() {
    const whole = stage();
    if (!whole) return;
    // A telephone, or a window enlarged for weak eyes, scrolls instead.
    const fits = innerWidth >= 768;
    document.documentElement.classList.toggle("fitted", fits);
    const items = [...whole.querySelectorAll("[data-pages] > *")];
    const spare = [...whole.querySelectorAll("[data-spare]")];
    for (const one of [...items, ...spare]) one.hidden = false;
    scale(whole, 1);
    pages = [items];
    if (!fits) return show();
    if (overflows(whole)) for (const one of spare) one.hidden = true;
    if (!overflows(whole)) {
      let [least, most] = [1, LARGEST];
      while (most - least > STEP) {
        const middle = (least + most) / 2;
        scale(whole, middle);
        if (overflows(whole)) most = middle;
        else least = middle;
      }
      scale(whole, least);
    } else {
      let size = 1;
      while (!paged(whole, items) && size > SMALLEST) {
        size -= STEP;
        scale(whole, size);
      }
      balance(whole);
    }
    follow();
    show();
  }

  const scale = (whole, size) => whole.style.setProperty("--fit", size.toFixed(3));

  // As many items a page as it holds; false where one of them alone does not fit.
  function paged(whole, items) {
    pages = [[]];
    for (const one of items) one.hidden = true;
    if (overflows(whole)) return false;
    for (const one of items) {
      const last = pages.at(-1);
      one.hidden = false;
      if (overflows(whole)) {
        for (const before of last) before.hidden = true;
        pages.push([one]);
        if (overflows(whole)) return false;
      } else last.push(one);
    }
    return true;
  }

  // Pages hold about as many items each: the last one would else be left with one or two.
  function balance(whole) {
    for (let number = pages.length - 1; number > 0; number -= 1) {
      const [before, page] = pages.slice(number - 1, number + 1);
      while (before.length > page.length + 1 && holds(whole, [before.at(-1), ...page])) {
        page.unshift(before.pop());
      }
    }
  }

  function holds(whole, page) {
    for (const one of pages.flat()) one.hidden = !page.includes(one);
    return !overflows(whole);
  }

  // Once another item is on, the page that has it comes first.
  function follow() {
    const isOn = (one) => one.matches("[aria-current]");
    const words = pages.flat().find(isOn)?.textContent ?? "";
    if (words !== on) shown = Math.max(0, pages.findIndex((items) => items.some(isOn)));
    on = words;
  }

  function show() {
    shown %= pages.length;
    pages.forEach((items, number) => {
      for (const one of items) one.hidden = number !== shown;
    });
    const many = pages.length > 1;
    for (const one of document.querySelectorAll(".screen .pages")) {
      one.textContent = many ? `${held ? "⏸ " : ""}${shown + 1} / ${pages.length}` : "";
    }
  }

  function turn(by) {
    shown = (shown + by + pages.length) % pages.length;
    turned = performance.now();
    show();
  }

  setInterval(() => {
    if (!held && pages.length > 1 && performance.now() - turned > EACH) turn(1);
  }, 500);
  addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by) turn(by);
    else if (event.key === " ") {
      held = !held;
      show();
    } else return;
    event.preventDefault();
  });
  addEventListener("resize", fit);
  document.addEventListener("htmx:afterSwap", fit);
  document.fonts.ready.then(fit);
  fit();
})();
