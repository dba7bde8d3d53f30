"""Dual criminality by conduct, beneath its service: its rules, its content, how it stands."""
