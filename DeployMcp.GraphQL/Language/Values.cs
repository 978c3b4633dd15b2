using System.Globalization;
using System.Text;

namespace DeployMcp.GraphQL.Language;

/// <summary>A value as it is written in a document (section 2.9). <see cref="object.ToString"/> writes it again.</summary>
public abstract class ValueNode(SourceLocation location) : Node(location);

public sealed class VariableNode(string name, SourceLocation location) : ValueNode(location)
{
    public string Name { get; } = name;

    public override string ToString() => $"${Name}";
}

/// <param name="text">The digits as written: how large they may be is the type's business.</param>
public sealed class IntNode(string text, SourceLocation location) : ValueNode(location)
{
    public string Text { get; } = text;

    public override string ToString() => Text;
}

public sealed class FloatNode(string text, SourceLocation location) : ValueNode(location)
{
    public string Text { get; } = text;

    public override string ToString() => Text;
}

public sealed class StringNode(string value, SourceLocation location) : ValueNode(location)
{
    public string Value { get; } = value;

    public override string ToString() => Quote(Value);

    /// <summary>As a string in quotes with escapes.</summary>
    public static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(c) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}

public sealed class BooleanNode(bool value, SourceLocation location) : ValueNode(location)
{
    public bool Value { get; } = value;

    public override string ToString() => Value ? "true" : "false";
}

public sealed class NullNode(SourceLocation location) : ValueNode(location)
{
    public override string ToString() => "null";
}

public sealed class EnumNode(string name, SourceLocation location) : ValueNode(location)
{
    public string Name { get; } = name;

    public override string ToString() => Name;
}

public sealed class ListNode(IReadOnlyList<ValueNode> items, SourceLocation location) : ValueNode(location)
{
    public IReadOnlyList<ValueNode> Items { get; } = items;

    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

public sealed class ObjectNode(IReadOnlyList<ObjectFieldNode> fields, SourceLocation location) : ValueNode(location)
{
    public IReadOnlyList<ObjectFieldNode> Fields { get; } = fields;

    public override string ToString() => $"{{{string.Join(", ", Fields.Select(f => $"{f.Name}: {f.Value}"))}}}";
}

public sealed class ObjectFieldNode(NameNode name, ValueNode value, SourceLocation location) : Node(location)
{
    public NameNode Name { get; } = name;

    public ValueNode Value { get; } = value;
}
