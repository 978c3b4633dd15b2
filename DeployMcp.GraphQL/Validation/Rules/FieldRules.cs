using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.3.1 "Field Selections" and 5.3.3 "Leaf Field Selections".</summary>
internal sealed class FieldRules(ValidationContext context) : Rule(context)
{
    private const int MaxNamed = 30;

    public override void Field(FieldNode field, NamedType? parent, FieldDefinition? definition)
    {
        if (parent is CompositeType && definition is null)
        {
            Context.Report($"Cannot query field \"{field.Name}\" on type \"{parent}\".{Known(parent)}", field);
        }
        else if (definition?.Type.Named is { } type)
        {
            if (type is CompositeType && field.Selections is null)
                Context.Report($"Field \"{field.Name}\" of type \"{definition.Type}\" must have a selection of its fields: \"{field.Name} {{ … }}\".{Known(type)}", field);
            else if (type is not CompositeType && field.Selections is { } selections)
                Context.Report($"Field \"{field.Name}\" has no fields to select, since its type \"{definition.Type}\" has none.", selections);
        }
    }

    private static string Known(NamedType type)
        => type is FieldsType { Fields: { Count: > 0 and <= MaxNamed } fields } ? $" It has: {string.Join(", ", fields.Keys)}." : "";
}
