"""`python -m alienor` is `alienor`."""

import sys

from alienor.cli import main

sys.exit(main())
