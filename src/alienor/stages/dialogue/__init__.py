"""Questions to elected members and city services, with a deadline and public answers."""
