"""Heavy computations, away from the process that serves pages: one place decides where they run.

A pool of local processes runs those that somebody waits for (`compute`, `compute_within`): a solver
that is busy, or that dies, holds up no page and takes no server with it. A long one is begun,
watched, stopped and gone on with (`begin`, `look`, `stop`, `forget`), in a process of its own. Only
pure functions of `cores` on plain data go there; whoever needs more than one machine replaces
`executor`, and how `begin` starts its process, nothing else (docs/adr/0012).
"""

from alienor.platform.compute.pool import ComputationStopped, abandon, compute, compute_within
from alienor.platform.compute.watched import Seen, begin, forget, forget_old, look, stop

__all__ = [
    "ComputationStopped",
    "Seen",
    "abandon",
    "begin",
    "compute",
    "compute_within",
    "forget",
    "forget_old",
    "look",
    "stop",
]
