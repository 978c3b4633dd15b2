using System.Text.Json;

namespace DeployMcp.GraphQL.Http;

/// <summary>The parameters of a request (GraphQL over HTTP, section "Request Parameters").</summary>
public sealed record GraphQLRequest(string Query, string? OperationName, IReadOnlyDictionary<string, JsonElement> Variables)
{
    private static readonly Dictionary<string, JsonElement> NoVariables = new(StringComparer.Ordinal);

    /// <summary>From a POST's body.</summary>
    /// <exception cref="GraphQLRequestException">It is no JSON, or no well-formed request.</exception>
    public static GraphQLRequest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            RequireWholeTexts(document.RootElement);
            return Read(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw new GraphQLRequestException("The body is no JSON. Next: send {\"query\": \"…\", \"variables\": {…}}.", ErrorCodes.BadRequest);
        }
    }

    private static GraphQLRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw Malformed("The body must be one JSON object; batches are not supported.");
        }

        if (Entry(body, "query") is not { ValueKind: JsonValueKind.String } query)
        {
            throw Malformed("\"query\" must be a text: the document.");
        }

        if (Entry(body, "operationName") is { ValueKind: not JsonValueKind.String })
        {
            throw Malformed("\"operationName\" must be a text or left out.");
        }

        if (Entry(body, "variables") is { ValueKind: not JsonValueKind.Object })
        {
            throw Malformed("\"variables\" must be an object or left out.");
        }

        if (Entry(body, "extensions") is { ValueKind: not JsonValueKind.Object })
        {
            throw Malformed("\"extensions\" must be an object or left out.");
        }

        return new GraphQLRequest(query.GetString()!, Entry(body, "operationName")?.GetString(), Entries(Entry(body, "variables")));
    }

    private static Dictionary<string, JsonElement> Entries(JsonElement? given)
    {
        if (given is not { } entries)
        {
            return NoVariables;
        }

        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in entries.EnumerateObject())
            variables[entry.Name] = entry.Value;
        return variables;
    }

    /// <summary>Null when it is not there, or null.</summary>
    private static JsonElement? Entry(JsonElement body, string name)
        => body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>JSON can escape half of a surrogate pair, but no text has one.</summary>
    private static void RequireWholeTexts(JsonElement element)
    {
        try
        {
            Visit(element);
        }
        catch (InvalidOperationException)
        {
            throw Malformed("A text in the body holds half of a surrogate pair.");
        }
    }

    private static void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Visit(item);
                break;
            case JsonValueKind.Object:
                foreach (var entry in element.EnumerateObject())
                {
                    _ = entry.Name;
                    Visit(entry.Value);
                }

                break;
        }
    }

    private static GraphQLRequestException Malformed(string message) => new($"{message} Next: send {{\"query\": \"…\", \"variables\": {{…}}}}.", ErrorCodes.BadRequest);
}
