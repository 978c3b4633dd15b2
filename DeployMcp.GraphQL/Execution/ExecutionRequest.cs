using System.Text.Json;
using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Execution;

/// <summary>A validated document with everything that its execution needs (section 6.1).</summary>
/// <param name="OperationName">May be null when there is one operation only.</param>
public sealed record ExecutionRequest(Document Document, string? OperationName = null)
{
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public object? Root { get; init; }

    /// <summary>Handed to every resolver.</summary>
    public object? State { get; init; }

    /// <summary>What the client is told of an exception that is no <see cref="FieldException"/>; nothing of its inside by default.</summary>
    public Func<Exception, FieldException> OnFault { get; init; } = _ => new FieldException("The server failed to give this field.", ErrorCodes.InternalError);
}

/// <summary>What a request ends with (section 7.1).</summary>
/// <param name="HasData">False after a request error: then there is no <c>data</c> at all, not even null.</param>
public sealed record ExecutionResult(bool HasData, ResponseObject? Data, IReadOnlyList<GraphQLError> Errors)
{
    public static ExecutionResult RequestError(IReadOnlyList<GraphQLError> errors) => new(HasData: false, null, errors);
}

/// <summary>An object of the response: its entries in the order in which they were asked for.</summary>
public sealed class ResponseObject(IReadOnlyList<KeyValuePair<string, object?>> entries)
{
    public IReadOnlyList<KeyValuePair<string, object?>> Entries { get; } = entries;
}
