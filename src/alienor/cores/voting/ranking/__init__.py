"""Ballots that rank options, and the four ways in which they are counted here.

* `ballots`: rankings with their counts, what may be wrong in one, how one is written;
* `tables`: rankings, approvals and grades read from a table, a line a ballot;
* `duels`: how many prefer each option to each other;
* `schulze`, `pairs`: the duels put in an order;
* `runoff`: the last is eliminated, again and again;
* `transfers`: several seats, with a quota and surpluses handed on;
* `branching`: what a tie inside a count may change, and how far that is looked into.
"""
