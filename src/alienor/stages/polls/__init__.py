"""Votes: their electorate, their channel, their counts, their result."""
