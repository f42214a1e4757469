// A part that is folded, so that it leaves a telephone its screen, is open where there is room.
for (const part of document.querySelectorAll("details[data-open-from]")) {
  part.open = matchMedia(`(min-width: ${part.dataset.openFrom})`).matches;
}
