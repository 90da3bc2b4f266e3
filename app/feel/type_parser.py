"""Types, as they stand behind `instance of` and in the parameters of a function."""

from app.feel.cursor import Cursor
from app.feel.tree import TypeName


class TypeParser(Cursor):
    """Reads `number`, `list<string>`, `context<a: number>`, `function<number> -> string`."""

    def type(self) -> TypeName:
        self.enter()
        name = "function" if self.take("function", "keyword") else self.name()
        arguments: list[TypeName] = []
        members: list[tuple[str, TypeName]] = []
        returns = None
        if self.take("<"):
            while not self.take(">"):
                if arguments or members:
                    self.need(",")
                if self.at(":", ahead=1):
                    member = self.name()
                    self.need(":")
                    members.append((member, self.type()))
                else:
                    arguments.append(self.type())
            if self.take("->"):
                returns = self.type()
        while self.take("."):
            name += "." + self.name()
        self.leave()
        return TypeName(name, tuple(arguments), tuple(members), returns)
