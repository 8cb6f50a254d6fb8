"""What is worked out of a spec once, however often it is asked for."""

from typing import Generic, TypeVar, cast

from nnviz.core.spec.network import Spec

_S = TypeVar("_S", bound=Spec)


class Itself(Generic[_S]):
    """A spec as the key of a bounded cache: equal to that very object and to nothing else.

    Specs hold dictionaries and cannot be hashed; comparing them takes as long as what is kept, and
    takes 1 and 1.0 for the same. They are never changed, so that an object stands for its content.

    Attributes:
        spec: The spec.
    """

    __slots__ = ("spec",)

    def __init__(self, spec: _S) -> None:
        self.spec = spec

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.spec is cast("Itself[Spec]", other).spec

    def __hash__(self) -> int:
        return id(self.spec)
