"""Budgets: what one expression may cost. Past any of them the evaluation ends in FeelError."""

MAX_TEXT = 20_000
"""Characters of an expression."""
MAX_TOKENS = 5_000
"""Tokens of an expression."""
MAX_NESTING = 40
"""Brackets, loops and conditions inside one another."""
MAX_DEPTH = 128
"""Levels of the parsed tree, which also grows along `a.b.c` and `1 + 2 + 3`."""
MAX_STEPS = 200_000
"""Work: nodes walked in loops, list items and string characters looked at by built-ins."""
MAX_LIST = 10_000
"""Items of one list."""
MAX_STRING = 100_000
"""Characters of one string."""
MAX_MADE = 2_000_000
"""Characters and items made by one evaluation."""
MAX_CALLS = 32
"""Calls of user-defined functions inside one another."""
MAX_PATTERN = 500
"""Characters of a regular expression."""
MAX_PATTERNS = 32
"""Different regular expressions of one evaluation; compiling one can take milliseconds."""
DIGITS = 34
"""Significant digits of a number (IEEE 754 decimal128)."""
MAX_EXPONENT = 6144
"""Largest power of ten of a number (decimal128)."""
MAX_INT_BITS = 20_000
"""Size of a Python int that is still converted: slightly more than 10 ** MAX_EXPONENT."""
CACHED = 1024
"""Expressions kept parsed."""
CACHED_TEXT = 2_000
"""Characters of an expression that is still kept parsed."""
MAX_CELLS = 20_000
"""Cells of one decision table."""
