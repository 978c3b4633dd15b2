namespace DeployMcp.GraphQL.Execution;

/// <summary>Where in the response: a response name, or an index in a list, behind its parent.</summary>
internal sealed record ResponsePath(ResponsePath? Parent, object Key)
{
    public IReadOnlyList<object> ToList()
    {
        var keys = new List<object>();
        for (var path = this; path is not null; path = path.Parent)
            keys.Add(path.Key);
        keys.Reverse();
        return keys;
    }
}
