"""The one exception of the package."""


class FeelError(Exception):
    """The expression was refused: it is not FEEL, went past a budget, or gave no usable answer.

    The message is a sentence for the person who wrote the expression.
    """


def too_deep() -> FeelError:
    """What to raise when Python cannot follow the nesting: a budget like the others."""
    return FeelError("The expression or its data are nested too deeply; split them into several.")
