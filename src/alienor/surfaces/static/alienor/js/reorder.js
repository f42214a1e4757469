// The points of an agenda move up and down, by a button, the keyboard or the mouse; their rank is
// written in its field, which is what is sent. Without this script one writes the rank oneself.
(() => {
  const words = document.getElementById("reorder")?.dataset;
  const form = document.querySelector("input[name='1-title']")?.form;
  if (!words || !form) return;
  const said = document.getElementById("reorder");
  said.hidden = false;
  const field = (number, name) => form.elements[`${number}-${name}`];
  const fieldOf = (input) => input.closest(".field");

  const writing = document.activeElement; // a field that moves lets go of what is being typed

  const blocks = () => [...form.querySelectorAll(".moving")];
  for (let number = 1; field(number, "title"); number += 1) {
    const block = document.createElement("div");
    block.className = "moving";
    block.dataset.number = number;
    fieldOf(field(number, "title")).before(block);
    block.append(head(block));
    for (const input of [...form.elements]) {
      if (input.name.startsWith(`${number}-`)) block.append(fieldOf(input));
    }
    field(number, "title").addEventListener("input", name);
    field(number, "order").addEventListener("change", sort);
  }
  sort();
  if (form.contains(writing)) writing.focus({ preventScroll: true });

  function head(block) {
    const line = document.createElement("div");
    line.className = "moving-head";
    line.draggable = true;
    const title = document.createElement("b");
    line.append(title);
    for (const [by, label] of [[-1, words.up], [1, words.down]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = by < 0 ? "↑" : "↓";
      button.dataset.label = label;
      button.addEventListener("click", () => move(block, by, button));
      line.append(button);
    }
    line.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", block.dataset.number);
      block.classList.add("dragged");
    });
    line.addEventListener("dragend", () => block.classList.remove("dragged"));
    return line;
  }

  form.addEventListener("dragover", (event) => {
    const dragged = form.querySelector(".moving.dragged");
    const over = event.target.closest?.(".moving");
    if (!dragged) return;
    event.preventDefault();
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  form.addEventListener("drop", (event) => {
    const dragged = form.querySelector(".moving.dragged");
    if (!dragged) return;
    event.preventDefault();
    number();
    tell(dragged);
  });

  function move(block, by, button) {
    const beside = by < 0 ? block.previousElementSibling : block.nextElementSibling;
    if (!beside?.matches(".moving")) return;
    if (by < 0) beside.before(block);
    else beside.after(block);
    number();
    tell(block);
    button.focus();
  }

  // In the order of the ranks that are written; two of the same rank stay as they were.
  function sort() {
    const rank = (block) => Number(field(block.dataset.number, "order").value) || Infinity;
    const all = blocks();
    const after = all[0].previousSibling;
    for (const block of all.toSorted((one, other) => rank(one) - rank(other) || 0).reverse()) {
      after.after(block);
    }
    number();
  }

  function number() {
    blocks().forEach((block, place) => {
      field(block.dataset.number, "order").value = place + 1;
    });
    name();
  }

  function name() {
    const all = blocks();
    all.forEach((block, place) => {
      const title = field(block.dataset.number, "title").value.trim() || words.blank;
      block.querySelector("b").textContent = `${place + 1}. ${title}`;
      for (const button of block.querySelectorAll(".moving-head button")) {
        button.setAttribute("aria-label", `${button.dataset.label} : ${title}`);
      }
    });
  }

  function tell(block) {
    said.textContent = words.moved
      .replace("{title}", field(block.dataset.number, "title").value.trim() || words.blank)
      .replace("{rank}", blocks().indexOf(block) + 1);
  }
})();
