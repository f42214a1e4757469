"""A draw in the words of the pages: the public's, the desk's, the member's."""
