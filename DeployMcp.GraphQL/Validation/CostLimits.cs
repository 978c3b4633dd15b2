using System.Text.Json;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation;

/// <summary>How much one operation may ask for. Checked on the valid document, before anything is executed.</summary>
/// <param name="MaxDepth">Fields within fields, fragments spread.</param>
/// <param name="MaxCost">
/// The sum of all selected fields' <see cref="FieldDefinition.Cost"/>; what is selected of a list's items counts once for each item
/// that the list is asked or assumed to have.
/// </param>
/// <param name="MaxAliases">Fields with an alias in the whole document.</param>
public sealed record CostLimits(int MaxDepth = 16, long MaxCost = 20_000, int MaxAliases = 100)
{
    /// <returns>An error for each limit that is exceeded.</returns>
    public IReadOnlyList<GraphQLError> Check(
        GraphQLSchema schema, Document document, OperationDefinition operation, IReadOnlyDictionary<string, JsonElement> variables)
    {
        var measure = new OperationMeasure(schema, document, operation, variables);
        var (depth, cost) = measure.Measure();
        return
        [
            .. Exceeded("depth", depth, MaxDepth, "select less of what lies deep"),
            .. Exceeded("cost", cost, MaxCost, "ask for fewer items, fewer fields, or in several requests"),
            .. Exceeded("number of aliases", measure.Aliases(), MaxAliases, "ask in several requests"),
        ];

        IEnumerable<GraphQLError> Exceeded(string what, long value, long most, string next)
        {
            if (value > most)
                yield return new GraphQLError(
                    $"The operation's {what} is {value}; at most {most} is executed. Next: {next}.", [operation.Location], Code: ErrorCodes.LimitExceeded);
        }
    }
}
