"""Pictures drawn on the server: SVG with a text alternative, the table one click away."""
