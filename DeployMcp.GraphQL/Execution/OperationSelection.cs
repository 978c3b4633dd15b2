using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Execution;

/// <summary>Which operation of a document is meant (section 6.1 GetOperation).</summary>
public static class OperationSelection
{
    /// <exception cref="GraphQLRequestException">There is none of that name, or a name is needed.</exception>
    public static OperationDefinition Select(Document document, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return document.Operations.Count switch
            {
                1 => document.Operations[0],
                0 => throw new GraphQLRequestException("The document has no operation.", ErrorCodes.OperationNotFound),
                _ => throw new GraphQLRequestException("The document has several operations. Next: say which as operationName.", ErrorCodes.OperationNotFound),
            };
        }

        return document.Operations.FirstOrDefault(o => o.Name?.Value == name)
            ?? throw new GraphQLRequestException($"The document has no operation named \"{(name.Length > 80 ? name[..80] : name)}\".", ErrorCodes.OperationNotFound);
    }
}
