using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation;

internal sealed class ValidationContext(GraphQLSchema schema, Document document)
{
    private const int MaxErrors = 100;

    private readonly List<GraphQLError> _errors = [];

    public GraphQLSchema Schema { get; } = schema;

    public Document Document { get; } = document;

    public IReadOnlyList<GraphQLError> Errors => _errors;

    public void Report(string message, params IEnumerable<Node> nodes)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new GraphQLError(message, [.. nodes.Select(n => n.Location)], Code: ErrorCodes.ValidationFailed));
        }
    }

    public FragmentDefinition? Fragment(string name) => Document.FragmentsByName.GetValueOrDefault(name);

    /// <summary>For every name but the first of each: the first node with it, and the one that repeats it.</summary>
    public static IEnumerable<(T First, T Again)> Repeated<T>(IEnumerable<T> nodes, Func<T, string> nameOf)
    {
        var seen = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (!seen.TryAdd(nameOf(node), node))
                yield return (seen[nameOf(node)], node);
        }
    }
}
