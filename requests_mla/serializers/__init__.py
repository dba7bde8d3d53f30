"""How requests look as JSON: `parts` of a request, whole requests by `sides`, lists and `moves`."""
