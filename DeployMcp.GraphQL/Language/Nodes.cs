namespace DeployMcp.GraphQL.Language;

/// <summary>A part of a parsed document, with the place where it begins. Compared by identity: two equal fields are two nodes.</summary>
public abstract class Node(SourceLocation location)
{
    public SourceLocation Location { get; } = location;
}

/// <summary>A name with a place of its own, for errors that are about the name.</summary>
public sealed class NameNode(string value, SourceLocation location) : Node(location)
{
    public string Value { get; } = value;

    public override string ToString() => Value;
}

public enum OperationType
{
    Query,
    Mutation,
    Subscription,
}

public sealed class Document(IReadOnlyList<OperationDefinition> operations, IReadOnlyList<FragmentDefinition> fragments)
{
    public IReadOnlyList<OperationDefinition> Operations { get; } = operations;

    public IReadOnlyList<FragmentDefinition> Fragments { get; } = fragments;

    /// <summary>By name; of those with the same name the first.</summary>
    public IReadOnlyDictionary<string, FragmentDefinition> FragmentsByName { get; } =
        fragments.DistinctBy(f => f.Name.Value).ToDictionary(f => f.Name.Value, StringComparer.Ordinal);
}

public sealed class OperationDefinition(
    OperationType type, NameNode? name, IReadOnlyList<VariableDefinition> variables, IReadOnlyList<DirectiveNode> directives, SelectionSet selections, SourceLocation location)
    : Node(location)
{
    public OperationType Type { get; } = type;

    public NameNode? Name { get; } = name;

    public IReadOnlyList<VariableDefinition> Variables { get; } = variables;

    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;

    public SelectionSet Selections { get; } = selections;
}

public sealed class FragmentDefinition(NameNode name, NamedTypeNode typeCondition, IReadOnlyList<DirectiveNode> directives, SelectionSet selections, SourceLocation location)
    : Node(location)
{
    public NameNode Name { get; } = name;

    public NamedTypeNode TypeCondition { get; } = typeCondition;

    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;

    public SelectionSet Selections { get; } = selections;
}

public sealed class VariableDefinition(NameNode name, TypeNode type, ValueNode? defaultValue, IReadOnlyList<DirectiveNode> directives, SourceLocation location)
    : Node(location)
{
    public NameNode Name { get; } = name;

    public TypeNode Type { get; } = type;

    public ValueNode? DefaultValue { get; } = defaultValue;

    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}

public sealed class SelectionSet(IReadOnlyList<SelectionNode> items, SourceLocation location) : Node(location)
{
    public IReadOnlyList<SelectionNode> Items { get; } = items;
}

public abstract class SelectionNode(IReadOnlyList<DirectiveNode> directives, SourceLocation location) : Node(location)
{
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}

public sealed class FieldNode(
    NameNode? alias, NameNode name, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<DirectiveNode> directives, SelectionSet? selections, SourceLocation location)
    : SelectionNode(directives, location)
{
    public NameNode? Alias { get; } = alias;

    public NameNode Name { get; } = name;

    public IReadOnlyList<ArgumentNode> Arguments { get; } = arguments;

    public SelectionSet? Selections { get; } = selections;

    /// <summary>The name of the field's entry in the response.</summary>
    public string ResponseName => (Alias ?? Name).Value;
}

public sealed class FragmentSpreadNode(NameNode name, IReadOnlyList<DirectiveNode> directives, SourceLocation location) : SelectionNode(directives, location)
{
    public NameNode Name { get; } = name;
}

public sealed class InlineFragmentNode(NamedTypeNode? typeCondition, IReadOnlyList<DirectiveNode> directives, SelectionSet selections, SourceLocation location)
    : SelectionNode(directives, location)
{
    public NamedTypeNode? TypeCondition { get; } = typeCondition;

    public SelectionSet Selections { get; } = selections;
}

public sealed class ArgumentNode(NameNode name, ValueNode value, SourceLocation location) : Node(location)
{
    public NameNode Name { get; } = name;

    public ValueNode Value { get; } = value;
}

public sealed class DirectiveNode(NameNode name, IReadOnlyList<ArgumentNode> arguments, SourceLocation location) : Node(location)
{
    public NameNode Name { get; } = name;

    public IReadOnlyList<ArgumentNode> Arguments { get; } = arguments;
}

public abstract class TypeNode(SourceLocation location) : Node(location);

public sealed class NamedTypeNode(NameNode name) : TypeNode(name.Location)
{
    public string Name { get; } = name.Value;

    public override string ToString() => Name;
}

public sealed class ListTypeNode(TypeNode item, SourceLocation location) : TypeNode(location)
{
    public TypeNode Item { get; } = item;

    public override string ToString() => $"[{Item}]";
}

public sealed class NonNullTypeNode(TypeNode nullable) : TypeNode(nullable.Location)
{
    public TypeNode Nullable { get; } = nullable;

    public override string ToString() => $"{Nullable}!";
}
