using DeployMcp.GraphQL.Execution;

namespace DeployMcp.GraphQL.Schema;

/// <summary>A type, named or wrapped (section 3.4). <see cref="object.ToString"/> writes it as documents do.</summary>
public abstract class GraphQLType
{
    /// <summary>Without lists and non-null around it.</summary>
    public NamedType Named => this switch
    {
        ListType list => list.Item.Named,
        NonNullType nonNull => nonNull.Nullable.Named,
        _ => (NamedType)this,
    };

    /// <summary>Whether arguments, input fields and variables can have it (IsInputType).</summary>
    public bool IsInput => Named is ScalarType or EnumType or InputObjectType;

    /// <summary>Whether fields can have it (IsOutputType).</summary>
    public bool IsOutput => Named is not InputObjectType;
}

public sealed class ListType(GraphQLType item) : GraphQLType
{
    public GraphQLType Item { get; } = item;

    public override string ToString() => $"[{Item}]";
}

/// <param name="nullable">Itself not non-null.</param>
public sealed class NonNullType(GraphQLType nullable) : GraphQLType
{
    public GraphQLType Nullable { get; } = nullable is NonNullType ? throw new ArgumentException("It is non-null already.", nameof(nullable)) : nullable;

    public override string ToString() => $"{Nullable}!";
}

public abstract class NamedType(string name) : GraphQLType
{
    public string Name { get; } = name;

    public string? Description { get; init; }

    public override string ToString() => Name;
}

/// <summary>A type whose fields can be selected.</summary>
public abstract class CompositeType(string name) : NamedType(name);

/// <summary>An object or interface (section 3.6, 3.7). Its fields are made when first asked for, so that types can name one another.</summary>
public abstract class FieldsType(string name, Func<IEnumerable<FieldDefinition>> fields, Func<IEnumerable<InterfaceType>>? interfaces) : CompositeType(name)
{
    private readonly Lazy<OrderedDictionary<string, FieldDefinition>> _fields =
        new(() => new(fields().Select(f => KeyValuePair.Create(f.Name, f)), StringComparer.Ordinal));

    private readonly Lazy<IReadOnlyList<InterfaceType>> _interfaces = new(() => interfaces is null ? [] : [.. interfaces()]);

    /// <summary>In the order of definition.</summary>
    public OrderedDictionary<string, FieldDefinition> Fields => _fields.Value;

    public IReadOnlyList<InterfaceType> Interfaces => _interfaces.Value;
}

public sealed class ObjectType(string name, Func<IEnumerable<FieldDefinition>> fields, Func<IEnumerable<InterfaceType>>? interfaces = null)
    : FieldsType(name, fields, interfaces);

/// <param name="resolveType">The name of the object type that a value has.</param>
public sealed class InterfaceType(
    string name, Func<object, string?> resolveType, Func<IEnumerable<FieldDefinition>> fields, Func<IEnumerable<InterfaceType>>? interfaces = null)
    : FieldsType(name, fields, interfaces), IAbstractType
{
    public string? ResolveType(object value) => resolveType(value);
}

/// <param name="resolveType">The name of the object type that a value has.</param>
public sealed class UnionType(string name, Func<object, string?> resolveType, Func<IEnumerable<ObjectType>> members) : CompositeType(name), IAbstractType
{
    private readonly Lazy<IReadOnlyList<ObjectType>> _members = new(() => [.. members()]);

    public IReadOnlyList<ObjectType> Members => _members.Value;

    public string? ResolveType(object value) => resolveType(value);
}

/// <summary>A type whose values have one of several object types (GetPossibleTypes).</summary>
public interface IAbstractType
{
    string Name { get; }

    string? ResolveType(object value);
}

/// <summary>An enum (section 3.9); resolvers give a value's name, arguments come as that name.</summary>
public sealed class EnumType(string name, IReadOnlyList<EnumValue> values) : NamedType(name)
{
    public IReadOnlyList<EnumValue> Values { get; } = values;

    public bool Has(string value) => Values.Any(v => v.Name == value);
}

public sealed record EnumValue(string Name, string? Description = null, string? DeprecationReason = null);

/// <summary>An input object (section 3.10); it reaches resolvers as a dictionary.</summary>
public sealed class InputObjectType(string name, Func<IEnumerable<InputValue>> fields) : NamedType(name)
{
    private readonly Lazy<OrderedDictionary<string, InputValue>> _fields =
        new(() => new(fields().Select(f => KeyValuePair.Create(f.Name, f)), StringComparer.Ordinal));

    /// <summary>Exactly one field is given, and it is not null (section 3.10.1).</summary>
    public bool IsOneOf { get; init; }

    public OrderedDictionary<string, InputValue> Fields => _fields.Value;
}

/// <summary>An argument or input field (section 3.6.1).</summary>
public sealed record InputValue(string Name, GraphQLType Type, string? Description = null)
{
    /// <summary>As written in a document; null when there is none.</summary>
    public Language.ValueNode? Default { get; init; }

    public string? DeprecationReason { get; init; }

    public bool IsRequired => Type is NonNullType && Default is null;
}

/// <summary>A field of an object or interface (section 3.6).</summary>
public sealed record FieldDefinition(string Name, GraphQLType Type, string? Description = null)
{
    public IReadOnlyList<InputValue> Arguments { get; init; } = [];

    public string? DeprecationReason { get; init; }

    /// <summary>Null for interfaces' fields, which are resolved by the object's.</summary>
    public Resolver? Resolve { get; init; }

    /// <summary>What it costs to resolve it once; see <see cref="Validation.CostLimits"/>.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>A list's assumed length; where <see cref="SizeArgument"/> is given, that counts instead.</summary>
    public int ListSize { get; init; } = 10;

    /// <summary>The argument that says how many items are wanted.</summary>
    public string? SizeArgument { get; init; }

    public InputValue? Argument(string name) => Arguments.FirstOrDefault(a => a.Name == name);
}
