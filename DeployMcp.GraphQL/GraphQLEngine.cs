using DeployMcp.GraphQL.Execution;
using DeployMcp.GraphQL.Http;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;
using DeployMcp.GraphQL.Validation;

namespace DeployMcp.GraphQL;

/// <summary>From a request's text to its result: parse, validate, check the limits, execute.</summary>
public sealed class GraphQLEngine(GraphQLSchema schema, ParserLimits parserLimits, CostLimits costLimits)
{
    public GraphQLSchema Schema { get; } = schema;

    /// <param name="state">Handed to every resolver.</param>
    /// <param name="onFault">What the client is told of an exception that is no <see cref="FieldException"/>.</param>
    /// <returns>A result in any case; only cancellation is thrown.</returns>
    public async Task<ExecutionResult> RunAsync(
        GraphQLRequest request, object? state, Func<Exception, FieldException> onFault, CancellationToken cancellationToken)
    {
        try
        {
            var document = Prepare(request);
            return await Executor.ExecuteAsync(
                Schema,
                new ExecutionRequest(document, request.OperationName) { Variables = request.Variables, State = state, OnFault = onFault },
                cancellationToken);
        }
        catch (GraphQLRequestException e)
        {
            return ExecutionResult.RequestError(e.Errors);
        }
    }

    private Document Prepare(GraphQLRequest request)
    {
        var document = Parser.Parse(request.Query, parserLimits);
        if (Validator.Validate(Schema, document) is { Count: > 0 } invalid)
        {
            throw new GraphQLRequestException(invalid);
        }

        var operation = OperationSelection.Select(document, request.OperationName);
        return costLimits.Check(Schema, document, operation, request.Variables) is { Count: > 0 } exceeded
            ? throw new GraphQLRequestException(exceeded)
            : document;
    }
}
