"""The one exception of the package."""


class FeelError(Exception):
    """The expression was refused: it is not FEEL, went past a budget, or gave no usable answer.

    The message is a sentence for the person who wrote the expression.
    """
