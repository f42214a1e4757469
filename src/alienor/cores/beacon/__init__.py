"""A public beacon: rounds of drand, whose randomness nobody chooses and anybody can check.

drand's servers, held by a score of organisations, sign the number of each round together, and none
of them can alone. The signature of a round is the only one that verifies, so its hash is random to
everybody, and the same for everybody.

* `chains`: a chain as data, quicknet; which round at what time;
* `signatures`: does a signature verify, what randomness follows;
* `reading`: rounds as people paste them and as drand's servers give them;
* `faults`: what may be wrong with them.
"""

from alienor.cores.beacon.chains import CHAINS, QUICKNET, Chain
from alienor.cores.beacon.faults import FAULT_CODES, BeaconInvalid, Language
from alienor.cores.beacon.reading import Round, read_round
from alienor.cores.beacon.signatures import check_chain, check_round

__all__ = [
    "CHAINS",
    "FAULT_CODES",
    "QUICKNET",
    "BeaconInvalid",
    "Chain",
    "Language",
    "Round",
    "check_chain",
    "check_round",
    "read_round",
]
