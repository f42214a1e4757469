"""People heard by the proposition group: who they are, what they were asked, what it led to."""
