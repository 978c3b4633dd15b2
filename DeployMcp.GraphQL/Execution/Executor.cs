using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>
/// Executes a validated operation (section 6 "Execution"): queries' fields side by side, mutations' root fields one after the other.
/// </summary>
public static class Executor
{
    /// <returns>A result in any case; only cancellation is thrown.</returns>
    public static async Task<ExecutionResult> ExecuteAsync(GraphQLSchema schema, ExecutionRequest request, CancellationToken cancellationToken = default)
    {
        try
        {
            var operation = OperationSelection.Select(request.Document, request.OperationName);
            var root = schema.Root(operation.Type) ?? throw NoRoot(operation);
            var variables = VariableValues.Coerce(schema, operation, request.Variables);
            return await new OperationExecution(schema, request, variables, cancellationToken).RunAsync(operation, root);
        }
        catch (GraphQLRequestException e)
        {
            return ExecutionResult.RequestError(e.Errors);
        }
    }

    private static GraphQLRequestException NoRoot(OperationDefinition operation)
        => new($"This server has no {operation.Type.ToString().ToLowerInvariant()}s.", ErrorCodes.ValidationFailed, operation.Location);
}
