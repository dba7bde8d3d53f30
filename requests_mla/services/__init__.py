"""What can be done with a request, in imperative verbs.

`drafting` writes drafts, `opening` opens cases, `deciding` fills the decision sheet, `acting` makes
moves through `workflow.perform`, `posting` renders, signs and keeps letters.
"""
