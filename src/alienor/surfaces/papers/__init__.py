"""Documents on paper: what each holds, and the pages that give it."""
