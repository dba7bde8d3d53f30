"""Pages of requests: `register`, `case`, `act`, `draft`, `sheet`, `files`."""
