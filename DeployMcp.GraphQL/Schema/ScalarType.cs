using System.Text.Json;
using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Schema;

/// <summary>A leaf value (section 3.5): how it goes into a response, and how it comes in.</summary>
public sealed class ScalarType(string name) : NamedType(name)
{
    /// <summary>Where its format is specified; null for the built-in ones.</summary>
    public string? SpecifiedByUrl { get; init; }

    /// <summary>A resolver's value as it stands in the response: a string, number, boolean, or anything that JSON can write.</summary>
    /// <remarks>Throws <see cref="CoercionException"/> when the value can't be one of this type.</remarks>
    public required Func<object, object> Serialize { get; init; }

    /// <summary>A variable's value (section 3.5 "Input Coercion").</summary>
    public required Func<JsonElement, object?> ParseValue { get; init; }

    /// <summary>A value written in the document; never a variable.</summary>
    public required Func<ValueNode, object?> ParseLiteral { get; init; }
}

/// <summary>A value can't be one of the type; the message says why.</summary>
public sealed class CoercionException(string message) : Exception(message);
