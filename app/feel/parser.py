"""Tokens into a tree, by precedence climbing."""

from collections.abc import Callable
from typing import ClassVar

from app.feel import tree
from app.feel.errors import FeelError, too_deep
from app.feel.limits import MAX_NESTING
from app.feel.tree import Node, TypeName, check_depth
from app.feel.type_parser import TypeParser

COMPARISONS = frozenset(("=", "!=", "<", "<=", ">", ">="))
_AFTER_VALUE = frozenset(("[", "(", ".", "+", "-", "*", "/", "**", ".."))
"""Signs after a closing bracket that show it was an expression, not a list of tests."""


def parse_expression(text: str, known: frozenset[str]) -> Node:
    """The tree of an expression."""
    parser = _Parser(text, known)
    return _whole(parser, parser.expression)


def parse_tests(text: str, known: frozenset[str]) -> Node:
    """The tree of the unary tests of a decision table's cell."""
    parser = _Parser(text, known)
    return _whole(parser, parser.unary_tests)


def _whole(parser: "_Parser", rule: Callable[[], Node]) -> Node:
    root = rule()
    if parser.token.kind != "end":
        raise parser.unexpected("an operator or the end")
    check_depth(root)
    return root


class _Parser(TypeParser):
    """One method per level of precedence, loosest first."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        super().__init__(text, known)
        self.in_range_end = False
        """Behind `..` a `[` closes the range instead of opening a filter."""
        self.memberships: dict[tuple[int, bool], tuple[tuple[Node, ...], int]] = {}
        """By first token (and `in_range_end`) the tests that were read there and where they end.

        What looks like tests may turn out to be a value and is read again; without this each level would double.
        """

    def expression(self) -> Node:
        self.enter()
        outer, self.in_range_end = self.in_range_end, False
        try:
            if self.token.kind == "keyword" and self.token.value in self._STATEMENTS:
                return self._STATEMENTS[self.advance().value](self)
            return self.disjunction()
        finally:
            self.in_range_end = outer
            self.leave()

    # Statements

    def if_(self) -> Node:
        test = self.expression()
        self.need("then", "keyword")
        then = self.expression()
        self.need("else", "keyword")
        return tree.If(test, then, self.expression())

    def iterators(self) -> tuple[tuple[str, Node], ...]:
        found: list[tuple[str, Node]] = []
        while not found or self.take(","):
            name = self.name()
            self.need("in", "keyword")
            source = self.expression()
            if self.take(".."):
                source = tree.Series(source, self.expression())
            found.append((name, source))
        return tuple(found)

    def for_(self) -> Node:
        iterators = self.iterators()
        self.need("return", "keyword")
        return tree.For(iterators, self.expression())

    def some(self) -> Node:
        return self.quantified(True)

    def every(self) -> Node:
        return self.quantified(False)

    def quantified(self, decisive: bool) -> Node:
        iterators = self.iterators()
        self.need("satisfies", "keyword")
        return tree.Quantified(decisive, iterators, self.expression())

    def function(self) -> Node:
        self.need("(")
        parameters: list[tuple[str, TypeName | None]] = []
        while not self.take(")"):
            if parameters:
                self.need(",")
            parameters.append((self.name(), self.type() if self.take(":") else None))
        if self.take("external", "keyword"):
            raise FeelError("External functions are not allowed; use the built-in ones.")
        return tree.FunctionOf(tuple(parameters), self.expression())

    _STATEMENTS: ClassVar[dict[str, Callable[["_Parser"], Node]]] = {
        "if": if_,
        "for": for_,
        "some": some,
        "every": every,
        "function": function,
    }

    # Operators

    def disjunction(self) -> Node:
        terms = [self.conjunction()]
        while self.take("or", "keyword"):
            terms.append(self.conjunction())
        return terms[0] if len(terms) == 1 else tree.Disjunction(tuple(terms))

    def conjunction(self) -> Node:
        terms = [self.comparison()]
        while self.take("and", "keyword"):
            terms.append(self.comparison())
        return terms[0] if len(terms) == 1 else tree.Conjunction(tuple(terms))

    def comparison(self) -> Node:
        left = self.sum()
        while True:
            if self.at_any(COMPARISONS):
                operator = self.advance().value
                left = tree.Comparison(operator, left, self.sum())
            elif self.take("between", "keyword"):
                low = self.sum()
                self.need("and", "keyword")
                left = tree.Between(left, low, self.sum())
            elif self.take("in", "keyword"):
                left = tree.Membership(left, self.membership_tests())
            elif self.take("instance of", "keyword"):
                left = tree.InstanceOf(left, self.type())
            else:
                return left

    def sum(self) -> Node:
        left = self.product()
        while self.at("+") or self.at("-"):
            operator = self.advance().value
            left = tree.Arithmetic(operator, left, self.product())
        return left

    def product(self) -> Node:
        left = self.power()
        while self.at("*") or self.at("/"):
            operator = self.advance().value
            left = tree.Arithmetic(operator, left, self.power())
        return left

    def power(self) -> Node:
        left = self.negation()
        while self.take("**"):
            left = tree.Arithmetic("**", left, self.negation())
        return left

    def negation(self) -> Node:
        signs = 0
        while self.take("-"):
            signs += 1
            if signs > MAX_NESTING:
                raise too_deep()
        operand = self.postfix()
        for _ in range(signs):
            operand = tree.Negation(operand)
        return operand

    def postfix(self) -> Node:
        base = self.primary()
        while True:
            if self.take("."):
                base = tree.Path(base, self.name())
            elif self.at("[") and not self.in_range_end:
                self.advance()
                base = tree.Filter(base, self.expression())
                self.need("]")
            elif self.take("("):
                base = self.call(base)
            else:
                return base

    def call(self, function: Node) -> Node:
        arguments: list[Node] = []
        names: list[str] = []
        named = self.token.kind in ("name", "string") and self.at(":", ahead=1)
        while not self.take(")"):
            if arguments:
                self.need(",")
            if named:
                names.append(self.key())
                self.need(":")
            arguments.append(self.expression())
        return tree.Call(function, tuple(arguments), tuple(names) if named else None)

    # Tests

    def membership_tests(self) -> tuple[Node, ...]:
        """What stands behind `in`: tests in brackets, or one test."""
        place = self.index, self.in_range_end
        if place not in self.memberships:
            found = self._membership_tests()
            self.memberships[place] = found, self.index
        found, self.index = self.memberships[place]
        return found

    def _membership_tests(self) -> tuple[Node, ...]:
        start = self.index
        if self.take("("):
            tests = self.tests()
            if self.take(")") and not self.at_any(_AFTER_VALUE):
                return tests
            self.index = start
        return (self.test(self.sum),)

    def tests(self) -> tuple[Node, ...]:
        tests = [self.test(self.expression)]
        while self.take(","):
            tests.append(self.test(self.expression))
        return tuple(tests)

    def test(self, rule: Callable[[], Node]) -> Node:
        if self.at_any(COMPARISONS):
            operator = self.advance().value
            return tree.HalfOpen(operator, self.sum())
        return rule()

    def unary_tests(self) -> Node:
        if self.at("-") and self.tokens[self.index + 1].kind == "end":
            self.advance()
            return tree.UnaryTests(None, negated=False)
        start = self.index
        if self.take("not", "name") and self.take("("):
            tests = self.tests()
            if self.take(")") and self.token.kind == "end":
                return tree.UnaryTests(tests, negated=True)
        self.index = start
        return tree.UnaryTests(self.tests(), negated=False)

    # Values

    def primary(self) -> Node:
        token = self.token
        if token.kind in ("literal", "string"):
            return tree.Literal(self.advance().value)
        if token.kind == "name":
            return tree.Name(self.name())
        if token.kind == "keyword" and token.value in self._STATEMENTS:
            return self.expression()
        if token.kind == "sign" and token.value in self._OPENINGS:
            return self._OPENINGS[self.advance().value](self)
        raise self.unexpected("a value")

    def question_mark(self) -> Node:
        return tree.Name("?")

    def parenthesis(self) -> Node:
        if self.at_any(COMPARISONS):
            half = self.test(self.expression)
            self.need(")")
            return half
        inner = self.expression()
        if self.take(".."):
            return self.interval(inner, low_included=False)
        self.need(")")
        return inner

    def left_open_interval(self) -> Node:
        low = self.expression()
        self.need("..")
        return self.interval(low, low_included=False)

    def interval(self, low: Node, low_included: bool) -> Node:
        self.in_range_end = True
        high = self.sum()
        self.in_range_end = False
        if self.take("]"):
            return tree.Interval(low, high, low_included, True)
        if self.take(")") or self.take("["):
            return tree.Interval(low, high, low_included, False)
        raise self.unexpected("the end of the range, one of ] ) [")

    def list_(self) -> Node:
        if self.take("]"):
            return tree.ListOf(())
        items = [self.test(self.expression)]
        if self.take(".."):
            return self.interval(items[0], low_included=True)
        while self.take(","):
            items.append(self.test(self.expression))
        self.need("]")
        return tree.ListOf(tuple(items))

    def context(self) -> Node:
        entries: list[tuple[str, Node]] = []
        while not self.take("}"):
            if entries:
                self.need(",")
            key = self.key()
            self.need(":")
            entries.append((key, self.expression()))
        return tree.ContextOf(tuple(entries))

    _OPENINGS: ClassVar[dict[str, Callable[["_Parser"], Node]]] = {
        "?": question_mark,
        "(": parenthesis,
        "[": list_,
        "]": left_open_interval,
        "{": context,
    }

    def key(self) -> str:
        """A name or a string before a colon."""
        if self.token.kind not in ("name", "string"):
            raise self.unexpected("a name")
        return str(self.advance().value)
