"""The rights record beneath its service: its rules, its content, how it stands."""
