"""mypy plugin for the arguments of `filled` and `Facts.record`: it requires the fields that no field of the same name
fills.

Both functions make an object of the class that is their first argument. A field that the second argument also has, by
name and type, is optional; any other field without a default is required. So mypy reports a new field of a record where
the record is made.
"""

from collections.abc import Callable
from functools import partial

from mypy.nodes import ARG_NAMED, ARG_NAMED_OPT, ArgKind, Expression, Var
from mypy.plugin import CheckerPluginInterface, FunctionSigContext, MethodSigContext, Plugin
from mypy.types import AnyType, CallableType, Instance, NoneType, ProperType, Type, UnionType, get_proper_type

from domain.rules.facts import ACTED

FILLED = "domain.kernel.event.filled"
RECORD = frozenset({"domain.rules.facts.Act.record", "domain.rules.facts.Facts.record"})
SEALED = "domain.kernel.event.Sealed"
OFFERED = {name: f"{hint.__module__}.{hint.__qualname__}" for name, (hint, _) in ACTED.items()}
Context = FunctionSigContext | MethodSigContext


class Filling(Plugin):
    """Replaces `**given` in a signature by the fields of the class that is made."""

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], CallableType] | None:
        """Return the hook for `filled(kind, source, **given)`."""
        return partial(_narrowed, act=False) if fullname == FILLED else None

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], CallableType] | None:
        """Return the hook for `facts.record(kind, command, state, **given)`."""
        return partial(_narrowed, act=True) if fullname in RECORD else None


def plugin(version: str) -> type[Plugin]:
    """Return the plugin's class, as mypy requires of a plugin module."""
    return Filling


def _narrowed(context: Context, *, act: bool) -> CallableType:
    """Return the signature with the fields of the class in place of `**given`."""
    signature, (made, source) = context.default_signature, (_type(args, context.api) for args in context.args[:2])
    if isinstance(made, AnyType):
        return signature
    if not isinstance(made, CallableType) or not made.is_type_obj() or not isinstance(source, Instance):
        context.api.fail("name the class that is filled, so that its fields are known", context.context)
        return signature
    offered = OFFERED if act else {}
    if act and not context.args[2]:
        offered = {name: hint for name, hint in offered.items() if name != "cycle"}
    named = [
        (name, wanted, kind)
        for name, wanted, kind in zip(made.arg_names, made.arg_types, made.arg_kinds, strict=True)
        if name
    ]
    kinds = [_kind(kind, name, wanted, source, offered, sealed=act) for name, wanted, kind in named]
    return signature.copy_modified(
        arg_names=[*signature.arg_names[:-1], *(name for name, _, _ in named)],
        arg_types=[*signature.arg_types[:-1], *(wanted for _, wanted, _ in named)],
        arg_kinds=[*signature.arg_kinds[:-1], *kinds],
    )


def _kind(
    kind: ArgKind, name: str, wanted: Type, source: Instance, offered: dict[str, str], *, sealed: bool
) -> ArgKind:
    """Return whether a field is required, because no field of the same name and type fills it."""
    namesake = _field(source, name)
    if namesake is not None:
        return ARG_NAMED_OPT if _fits(namesake, wanted, sealed=sealed) else ARG_NAMED
    return ARG_NAMED_OPT if kind.is_optional() or offered.get(name) in _names(wanted) else ARG_NAMED


def _type(args: list[Expression], api: CheckerPluginInterface) -> ProperType | None:
    return get_proper_type(api.get_expression_type(args[0])) if args else None


def _field(holder: Instance, name: str) -> Type | None:
    """Return the type of a dataclass's field."""
    found = holder.type.get(name)
    node = found.node if found else None
    return node.type if isinstance(node, Var) and not node.is_classvar else None


def _fits(hint: Type, wanted: Type, *, sealed: bool) -> bool:
    """Return whether a value of one type fits a field; for sealed text, its reference does."""
    names = _names(hint)
    if sealed and SEALED in _names(wanted):
        names = frozenset(SEALED if each == "builtins.str" else each for each in names)
    return names <= _names(wanted)


def _names(hint: Type) -> frozenset[str]:
    """Return the alternatives of a union type, by name."""
    match get_proper_type(hint):
        case UnionType(items=items):
            return frozenset().union(*map(_names, items))
        case NoneType():
            return frozenset({"None"})
        case Instance(type=kind, args=()):
            return frozenset({kind.fullname})
        case other:
            return frozenset({str(other)})
