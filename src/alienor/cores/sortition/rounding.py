"""A distribution rounded to m equally likely panels, changing chances as little as it can.

Each mixed panel is repeated the whole number of times just below or above m times its weight. Which
ones go up is chosen by exchange: swap an up for a down while the squared change of chances, summed
over people, falls. B. Flanigan, G. Kehne, A. D. Procaccia, "Fair Sortition Made Transparent"
(NeurIPS 2021) shows that such roundings exist with small changes; here the change is measured.
"""

from __future__ import annotations

import numpy as np

from alienor.cores.sortition.profiles import Counts, Floats


def repetitions(panels: Counts, weights: Floats, *, sizes: Floats, m: int) -> Counts:
    """How many of the m panels have each composition: (n_panels,), summing to m.

    panels: (n_panels, n_types); weights: (n_panels,) summing to 1; sizes: (n_types,).
    """
    wanted = weights * m
    down = np.floor(wanted + 1e-9)
    ups = m - int(down.sum())
    order = np.argsort(-(wanted - down), kind="stable")
    up = np.zeros(len(weights), dtype=bool)
    up[order[:ups]] = True
    shares = panels / np.sqrt(sizes)  # a type's squared change weighs as its people do
    gram = shares @ shares.T
    change = shares.T @ (down + up - wanted)
    norms = np.diag(gram)
    while True:
        ons, offs = np.flatnonzero(up), np.flatnonzero(~up)
        if not len(ons) or not len(offs):
            break
        pull = shares @ change
        effect = (
            2 * (pull[offs][None, :] - pull[ons][:, None])
            + norms[ons][:, None]
            + norms[offs][None, :]
            - 2 * gram[np.ix_(ons, offs)]
        )
        # Rounded, so that of equal swaps the first one is taken on any machine.
        on, off = divmod(int(np.argmin(np.round(effect, 9))), len(offs))
        if effect[on, off] > -1e-9:
            break
        up[ons[on]], up[offs[off]] = False, True
        change += shares[offs[off]] - shares[ons[on]]
    return (down + up).astype(np.int64)
