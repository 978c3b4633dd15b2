using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.6 "Values": they are of the right type, and input objects' fields are known, given once, and there when required.</summary>
internal sealed class ValueRules(ValidationContext context) : Rule(context)
{
    public override void Value(ValueNode value, GraphQLType? type)
    {
        switch (type, value)
        {
            case (_, VariableNode):
                break;
            case (NonNullType, NullNode):
                Report(value, $"Expected a value of type \"{type}\", found null.");
                break;
            case (NonNullType nonNull, _):
                Value(value, nonNull.Nullable);
                break;
            case (_, NullNode):
                break;
            case (ListType list, ListNode items):
                foreach (var item in items.Items)
                    Value(item, list.Item);
                break;
            case (ListType list, _):
                Value(value, list.Item);
                break;
            case (InputObjectType input, ObjectNode fields):
                Object(fields, input);
                break;
            case (_, ObjectNode unknown):
                Unique(unknown);
                Leaf(value, type);
                break;
            default:
                Leaf(value, type);
                break;
        }
    }

    private void Object(ObjectNode value, InputObjectType type)
    {
        Unique(value);
        foreach (var missing in type.Fields.Values.Where(f => f.IsRequired && value.Fields.All(v => v.Name.Value != f.Name)))
            Context.Report($"Field \"{type}.{missing.Name}\" of required type \"{missing.Type}\" was not given.", value);
        foreach (var field in value.Fields)
        {
            if (type.Fields.TryGetValue(field.Name.Value, out var definition))
                Value(field.Value, definition.Type);
            else
                Context.Report($"Field \"{field.Name}\" is not defined by type \"{type}\". It has: {string.Join(", ", type.Fields.Keys)}.", field);
        }

        if (type.IsOneOf && (value.Fields.Count != 1 || value.Fields[0].Value is NullNode))
            Context.Report($"Exactly one field of \"{type}\" must be given, and not be null.", value);
    }

    private void Unique(ObjectNode value)
    {
        foreach (var (first, again) in ValidationContext.Repeated(value.Fields, f => f.Name.Value))
            Context.Report($"There can be only one input field named \"{again.Name}\".", first.Name, again.Name);
    }

    private void Leaf(ValueNode value, GraphQLType? type)
    {
        switch (type)
        {
            case ScalarType scalar when Problem(scalar, value) is { } problem:
                Report(value, $"Expected a value of type \"{type}\": {problem}.");
                break;
            case EnumType values when value is not EnumNode name || !values.Has(name.Name):
                Report(value, $"Value {Shown(value)} is not one of the enum \"{type}\": {string.Join(", ", values.Values.Select(v => v.Name))}.");
                break;
            case InputObjectType:
                Report(value, $"Expected a value of type \"{type}\", found {Shown(value)}.");
                break;
        }
    }

    private static string? Problem(ScalarType scalar, ValueNode value)
    {
        try
        {
            _ = scalar.ParseLiteral(value);
            return null;
        }
        catch (CoercionException e)
        {
            return e.Message;
        }
    }

    private void Report(ValueNode value, string message) => Context.Report(message, value);

    private static string Shown(ValueNode value) => value.ToString() is { Length: > 80 } text ? string.Concat(text.AsSpan(0, 80), "…") : value.ToString()!;
}
