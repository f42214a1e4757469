"""Heavy computations, away from the process that serves pages: one place decides where they run.

A pool of local processes runs them: a solver that is busy, or that dies, holds up no page and
takes no server with it. Only pure functions of `cores` on plain data go there; whoever needs
more than one machine replaces `executor`, nothing else (docs/adr/0012).
"""

from alienor.platform.compute.pool import ComputationStopped, compute

__all__ = ["ComputationStopped", "compute"]
