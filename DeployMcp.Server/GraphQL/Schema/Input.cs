namespace DeployMcp.Server.GraphQL.Schema;

/// <summary>A mutation's input object. What was not given and what was given as null are the same: nothing.</summary>
internal sealed class Input(IReadOnlyDictionary<string, object?> fields)
{
    public string? Text(string name) => fields.GetValueOrDefault(name) as string;

    /// <summary>Of a field that the schema requires.</summary>
    public string Required(string name) => Text(name)!;

    /// <summary>Null when the list was not given.</summary>
    public IReadOnlyList<string>? Texts(string name) => (fields.GetValueOrDefault(name) as IEnumerable<object?>)?.Cast<string>().ToList();

    public int? Number(string name) => fields.GetValueOrDefault(name) as int?;

    /// <summary>An enum's value as the rest of the product writes it.</summary>
    public string? Wire(string name) => Text(name)?.ToLowerInvariant();

    /// <summary>Null when the list was not given.</summary>
    public IReadOnlyList<Input>? List(string name)
        => (fields.GetValueOrDefault(name) as IEnumerable<object?>)?.Select(item => new Input((IReadOnlyDictionary<string, object?>)item!)).ToList();
}
