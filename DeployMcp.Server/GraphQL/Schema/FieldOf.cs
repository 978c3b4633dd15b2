using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Schema;
using DeployMcp.Server.Auth;

namespace DeployMcp.Server.GraphQL.Schema;

/// <summary>Fields, as the product's types define them.</summary>
internal static class FieldOf
{
    /// <summary>Beyond 20 of them, a request is too much (<see cref="ProductSchema"/>).</summary>
    private const int MutationCost = 2_500;

    /// <summary>Read from the parent as it is.</summary>
    public static FieldDefinition Value<T>(string name, GraphQLType type, string? description, Func<T, object?> read)
        => new(name, type, description) { Resolve = context => new(read((T)context.Source!)) };

    /// <summary>Asked of a feature.</summary>
    /// <param name="cost">About the number of statements that it takes.</param>
    public static FieldDefinition Read<T>(
        string name, GraphQLType type, string? description, Func<GraphQLCall, T, FieldContext, Task<object?>> read, int cost = 5, params InputValue[] arguments)
        => new(name, type, description)
        {
            Arguments = arguments,
            Cost = cost,
            Resolve = context =>
            {
                var call = (GraphQLCall)context.State!;
                return new(call.ReadAsync(() => read(call, (T)context.Source!, context), context.CancellationToken));
            },
        };

    public static FieldDefinition Query(
        string name, GraphQLType type, string description, Func<GraphQLCall, FieldContext, Task<object?>> read, params InputValue[] arguments)
        => Read<object?>(name, type, description, (call, _, context) => read(call, context), arguments: arguments);

    /// <summary>With one argument <c>input</c>, and an object of its own to answer with, to which fields can be added.</summary>
    public static FieldDefinition Mutation(
        string name, string description, InputObjectType input, ObjectType payload, Func<Caller, Input, CancellationToken, Task<object?>> run)
        => new(name, payload, description)
        {
            Arguments = [new InputValue("input", new NonNullType(input))],
            Cost = MutationCost,
            Resolve = context => new(run(
                ((GraphQLCall)context.State!).Caller, new Input((IReadOnlyDictionary<string, object?>)context.Arguments["input"]!), context.CancellationToken)),
        };

    public static NonNullType Required(GraphQLType type) => new(type);

    /// <summary>A list that is always there, of items that are.</summary>
    public static NonNullType ListOf(GraphQLType type) => new(new ListType(new NonNullType(type)));
}
