"""`dataclass(frozen=True, slots=True)`, made five times faster.

The standard decorator compiles six functions for each such class; a sale needs some two hundred classes, and that was
a quarter of its start-up. Here one function is compiled, the constructor; comparing, hashing, showing and refusing
changes are shared by all. `fields`, `replace`, `asdict` and pattern matching work as with any dataclass, and any other
use of the decorator is the standard one.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, **wishes):
        """The decorator, used like the standard one."""
        made = record if wishes == {"frozen": True, "slots": True} else dataclasses.dataclass(**wishes)
        return made if cls is None else made(cls)


def record(cls: type) -> Any:
    """Make the class a frozen one with slots; its annotations are its fields."""
    own = cls.__dict__
    heir = any(hasattr(base, "__dataclass_params__") for base in cls.__bases__)
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, frozen=heir, slots=True)(cls)
    made.__dataclass_params__.frozen = True
    for name, function in _SHARED.items():
        if name not in own:
            setattr(made, name, function)
    made.__record_names__ = tuple(f.name for f in fields(made))
    made.__record_key__ = _key_of([f.name for f in fields(made) if f.compare])
    if "__init__" not in own:
        made.__init__ = _constructor(made)
    made.__setattr__, made.__delattr__ = _refuse_set, _refuse_delete
    return made


def _constructor(made: Any) -> Any:
    """The one function that is compiled: it fills the slots past the guard against changes."""
    known: dict[str, Any] = {"MISSING": MISSING}
    heads, kw_heads, body = ["self"], list[str](), list[str]()
    for f in fields(made):
        name = f.name
        known[f"put_{name}"] = getattr(made, name).__set__
        value, head = name, name
        if f.default_factory is not MISSING:
            known[f"make_{name}"] = f.default_factory
            head, value = f"{name}=MISSING", f"make_{name}() if {name} is MISSING else {name}"
        elif f.default is not MISSING:
            known[f"default_{name}"] = f.default
            head = f"{name}=default_{name}"
        if f.init:
            (kw_heads if f.kw_only else heads).append(head)
            body.append(f"put_{name}(self, {value})")
        elif f.default_factory is not MISSING:
            body.append(f"put_{name}(self, make_{name}())")
        elif f.default is not MISSING:
            body.append(f"put_{name}(self, default_{name})")
    if hasattr(made, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join([*heads, *(["*", *kw_heads] if kw_heads else [])])
    source = f"def __init__({parameters}):\n " + "\n ".join(body or ["pass"])
    exec(compile(source, f"<record {made.__qualname__}>", "exec"), known)  # noqa: S102  # as the standard decorator does
    init = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__annotations__ = {f.name: f.type for f in fields(made) if f.init}
    return init


def _key_of(names: list[str]) -> Any:
    """What a record is compared by."""
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda one: (get(one),)


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    key = self.__class__.__record_key__
    return key(self) == key(other)


def _hash(self: Any) -> int:
    return hash(self.__class__.__record_key__(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__record_names__]


def _setstate(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__record_names__, state, strict=True):
        object.__setattr__(self, name, value)


def _refuse_set(self: Any, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: Any, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}
