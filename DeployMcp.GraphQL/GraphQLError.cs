using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL;

/// <summary>An error as responses shape it (GraphQL, section 7.1.2 "Errors").</summary>
/// <param name="Locations">Beginnings of the syntax elements that it is about; empty when there are none.</param>
/// <param name="Path">Response names and list indices down to the field that failed; null for errors of the request itself.</param>
/// <param name="Code">Becomes <c>extensions.code</c>.</param>
public sealed record GraphQLError(string Message, IReadOnlyList<SourceLocation> Locations, IReadOnlyList<object>? Path = null, string? Code = null)
{
    /// <summary>More entries of <c>extensions</c>; texts only.</summary>
    public IReadOnlyDictionary<string, string>? Extensions { get; init; }
}

/// <summary>The codes that the engine itself gives.</summary>
public static class ErrorCodes
{
    public const string BadRequest = "BAD_REQUEST";
    public const string SyntaxError = "GRAPHQL_PARSE_FAILED";
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
    public const string LimitExceeded = "LIMIT_EXCEEDED";
    public const string BadVariables = "BAD_USER_INPUT";
    public const string OperationNotFound = "OPERATION_RESOLUTION_FAILURE";
    public const string InternalError = "INTERNAL_SERVER_ERROR";
}

/// <summary>The request can't be executed: it ends with these errors and without <c>data</c> (section 7.1.2 "Request errors").</summary>
public sealed class GraphQLRequestException(IReadOnlyList<GraphQLError> errors) : Exception(errors[0].Message)
{
    public GraphQLRequestException(string message, string code, params SourceLocation[] locations)
        : this([new GraphQLError(message, locations, Code: code)])
    {
    }

    public IReadOnlyList<GraphQLError> Errors { get; } = errors;
}
