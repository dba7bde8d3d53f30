"""The demonstration: invented States, people, and cases played to their outcomes.

Everything goes through the same services as in real life; only the time is pretended.
"""
