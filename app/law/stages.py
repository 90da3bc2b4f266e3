"""The stages of a case, as they are stored. Their words and tones are the pages' (app.web.stages)."""

BY_STEP = (
    "draft",
    "submitted",
    "checking",
    "payment",
    "correction",
    "reviewing",
    "decided",
    "withdrawing",
)
"""Stages into which a step may put its case, by its property `stage`."""
BY_END = ("published", "withdrawn", "closed", "stopped")
"""Stages that the end of a case gives, or an operator who stops it."""
STAGES = (*BY_STEP, *BY_END)
