using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>
/// A field's value: null, a leaf that its scalar serialises, an enum value's name, any object for an object type, or an
/// enumerable for a list. A <see cref="FieldException"/> is told to the client, any other exception goes to
/// <see cref="ExecutionRequest.OnFault"/>.
/// </summary>
public delegate ValueTask<object?> Resolver(FieldContext context);

/// <summary>What a field is resolved from.</summary>
/// <param name="Source">The parent's value; for root fields <see cref="ExecutionRequest.Root"/>.</param>
/// <param name="Arguments">Coerced by the definition. One that was not given and has no default is missing.</param>
/// <param name="State">What the request's caller gave along for its resolvers.</param>
public sealed record FieldContext(
    GraphQLSchema Schema,
    FieldDefinition Definition,
    FieldNode Node,
    object? Source,
    IReadOnlyDictionary<string, object?> Arguments,
    object? State,
    CancellationToken CancellationToken);

/// <summary>A field can't be given, for a reason that its caller is told.</summary>
public sealed class FieldException(string message, string code) : Exception(message)
{
    public string Code { get; } = code;

    public IReadOnlyDictionary<string, string>? Extensions { get; init; }
}
