"""Forms: `acts` builds one from what a move needs, `drafts` has one for each step of a draft."""
