"""From the SDL and the documents of a folder to typed operations."""

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_required_input_field,
    parse,
    type_from_ast,
)

from schema.manifest import id_of
from scripts.cli.operations.model import (
    Choice,
    Kind,
    Listed,
    Maybe,
    Member,
    Model,
    Name,
    Operation,
    OperationsRefused,
    Shape,
    Type,
)
from scripts.cli.operations.selections import Selections, leaf, pascal

COMMAND_ID = "commandId"


def modelled(schema: GraphQLSchema, documents: dict[str, str]) -> Model:
    """The model of documents, each of one operation with its fragments, by their names. Raises OperationsRefused."""
    model = Model()
    for name, text in documents.items():
        definitions = parse(text).definitions
        fragments = {part.name.value: part for part in definitions if isinstance(part, FragmentDefinitionNode)}
        [node] = [part for part in definitions if isinstance(part, OperationDefinitionNode)]
        root = schema.get_root_type(node.operation)
        assert root is not None
        data = Selections(schema, fragments, model).shape(f"{pascal(name)}Data", root.name, [node.selection_set])
        shape = model.shapes[data.text]
        assert isinstance(shape, Shape)
        about = root.fields[_first_field(node)].description or ""
        model.operations.append(
            Operation(
                name=name,
                kind=node.operation.value,
                text=text,
                id=id_of(text),
                about=about.split("Needs the scope")[0].strip(),
                variables=tuple(_variables(schema, node, model)),
                data=data.text,
                row=_row(model, shape),
            )
        )
    return model


def _first_field(node: OperationDefinitionNode) -> str:
    for selection in node.selection_set.selections:
        if isinstance(selection, FieldNode) and not selection.name.value.startswith("__"):
            return selection.name.value
    raise OperationsRefused(f"{node.name.value if node.name else ''}: begin with a field")


def _variables(schema: GraphQLSchema, node: OperationDefinitionNode, model: Model) -> list[Member]:
    found = []
    for variable in node.variable_definitions or ():
        wanted = type_from_ast(schema, variable.type)
        assert wanted is not None
        optional = variable.default_value is not None or not isinstance(wanted, GraphQLNonNull)
        found.append(Member(variable.variable.name.value, _input(wanted, model), optional))  # type: ignore[arg-type]  # an input
    return found


def _input(of: GraphQLInputType, model: Model) -> Type:
    if isinstance(of, GraphQLNonNull):
        found = _input(of.of_type, model)
        return found.of if isinstance(found, Maybe) else found
    if isinstance(of, GraphQLList):
        return Maybe(Listed(_input(of.of_type, model)))
    named = get_named_type(of)
    if not isinstance(named, GraphQLInputObjectType):
        return Maybe(leaf(named, model))
    if named.name not in model.inputs:
        model.inputs[named.name] = Shape(named.name, ())  # an input may hold itself
        members = (
            # The client makes the id of a command by itself; a caller who has one may send it.
            Member(name, _input(field.type, model), name == COMMAND_ID or not is_required_input_field(field))
            for name, field in named.fields.items()
        )
        model.inputs[named.name] = Shape(named.name, tuple(members))
    return Maybe(Name(Kind.INPUT, named.name))


def _row(model: Model, data: Shape) -> Type | None:
    """What a row is, where the only field of an answer is a page: edges with nodes, and where the next page begins."""
    if len(data.members) != 1 or not (page := _inside(model, data.members[0].type)):
        return None
    members = {member.name: member.type for member in page.members}
    if not {"edges", "pageInfo"} <= members.keys() or not (edge := _inside(model, members["edges"])):
        return None
    return next((member.type for member in edge.members if member.name == "node"), None)


def _inside(model: Model, type: Type) -> Shape | None:
    """The shape in a type, through lists and what may be null."""
    while not isinstance(type, Name):
        type = type.of
    found: Shape | Choice | None = model.shapes.get(type.text)
    return found if isinstance(found, Shape) else None
