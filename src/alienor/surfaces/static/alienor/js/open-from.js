// A part that is folded, so that it leaves a telephone its screen, is open where there is room.
// Whoever folds or unfolds it finds it so on the pages that follow, in the same tab.
for (const part of document.querySelectorAll("details[data-open-from]")) {
  const kept = `fold ${part.className}`;
  const left = sessionStorage.getItem(kept);
  part.open = left ? left === "open" : matchMedia(`(min-width: ${part.dataset.openFrom})`).matches;
  part.querySelector("summary").addEventListener("click", () => {
    sessionStorage.setItem(kept, part.open ? "folded" : "open");
  });
}
