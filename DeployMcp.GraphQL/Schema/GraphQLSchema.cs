using DeployMcp.GraphQL.Introspection;

namespace DeployMcp.GraphQL.Schema;

/// <summary>The types that operations are validated and executed against (section 3.3). Immutable, to be shared by all requests.</summary>
public sealed class GraphQLSchema
{
    private readonly OrderedDictionary<string, NamedType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ObjectType>> _implementations = new(StringComparer.Ordinal);

    /// <param name="types">Types that no field leads to, for example objects known by their interface only.</param>
    /// <exception cref="ArgumentException">Two types have the same name.</exception>
    public GraphQLSchema(ObjectType query, ObjectType? mutation = null, IEnumerable<NamedType>? types = null, IEnumerable<DirectiveDefinition>? directives = null)
    {
        Query = query;
        Mutation = mutation;
        Directives = [.. directives ?? [], .. BuiltInDirectives.All];
        NamedType?[] roots = [query, mutation, .. types ?? []];
        foreach (var root in roots)
            Collect(root);
        foreach (var argument in Directives.SelectMany(d => d.Arguments))
            Collect(argument.Type);
        Collect(IntrospectionTypes.Schema);
        foreach (var type in _types.Values.OfType<InterfaceType>())
            _implementations[type.Name] = [.. _types.Values.OfType<ObjectType>().Where(o => o.Interfaces.Contains(type))];
    }

    public string? Description { get; init; }

    public ObjectType Query { get; }

    public ObjectType? Mutation { get; }

    public IReadOnlyList<DirectiveDefinition> Directives { get; }

    /// <summary>All that can be reached, the built-in ones and those of introspection among them.</summary>
    public IReadOnlyCollection<NamedType> Types => _types.Values;

    public NamedType? Type(string name) => _types.GetValueOrDefault(name);

    public DirectiveDefinition? Directive(string name) => Directives.FirstOrDefault(d => d.Name == name);

    public ObjectType? Root(Language.OperationType operation) => operation switch
    {
        Language.OperationType.Query => Query,
        Language.OperationType.Mutation => Mutation,
        _ => null,
    };

    /// <summary>The object types that a value of this type can have (GetPossibleTypes).</summary>
    public IReadOnlyList<ObjectType> PossibleTypes(NamedType type) => type switch
    {
        ObjectType one => [one],
        UnionType union => union.Members,
        InterfaceType => _implementations[type.Name],
        _ => [],
    };

    /// <summary>The field of that name, with the three that introspection adds (section 4.1, 4.2).</summary>
    public FieldDefinition? Field(NamedType parent, string name) => name switch
    {
        "__typename" when parent is CompositeType => IntrospectionFields.TypeName,
        "__schema" when parent == Query => IntrospectionFields.Schema,
        "__type" when parent == Query => IntrospectionFields.Type,
        _ => (parent as FieldsType)?.Fields.GetValueOrDefault(name),
    };

    private void Collect(GraphQLType? type)
    {
        if (type is null || !Add(type.Named))
        {
            return;
        }

        foreach (var next in Next(type.Named))
            Collect(next);
    }

    private bool Add(NamedType type)
    {
        if (_types.TryAdd(type.Name, type))
        {
            return true;
        }

        return _types[type.Name] == type ? false : throw new ArgumentException($"Two types are named {type.Name}.", nameof(type));
    }

    private static IEnumerable<GraphQLType> Next(NamedType type) => type switch
    {
        UnionType union => union.Members,
        InputObjectType input => input.Fields.Values.Select(f => f.Type),
        FieldsType fields => fields.Interfaces.Concat(fields.Fields.Values.SelectMany(f => f.Arguments.Select(a => a.Type).Append(f.Type))),
        _ => [],
    };
}
