using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.8 "Variables": unique, of input types, defined where used, used where defined, and fitting where they stand.</summary>
internal sealed class VariableRules(ValidationContext context, VariableUses uses) : Rule(context)
{
    public override void Operation(OperationDefinition operation)
    {
        foreach (var same in operation.Variables.GroupBy(v => v.Name.Value, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            Context.Report($"There can be only one variable named \"${same.Key}\".", same.Select(v => v.Name));
    }

    public override void Variable(VariableDefinition variable)
    {
        if (TypeReferences.Resolve(Context.Schema, variable.Type) is { IsInput: false })
            Context.Report($"Variable \"${variable.Name}\" can't be of type \"{variable.Type}\", which is for output only.", variable.Type);
    }

    public override void End()
    {
        foreach (var operation in Context.Document.Operations)
            Check(operation);
    }

    private void Check(OperationDefinition operation)
    {
        var defined = operation.Variables.GroupBy(v => v.Name.Value, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var use in uses.Of(operation))
        {
            used.Add(use.Node.Name);
            if (defined.TryGetValue(use.Node.Name, out var definition))
                CheckPosition(definition, use);
            else
                Context.Report($"Variable \"${use.Node.Name}\" is not defined{By(operation)}.", use.Node, operation);
        }

        foreach (var unused in operation.Variables.Where(v => !used.Contains(v.Name.Value)))
            Context.Report($"Variable \"${unused.Name}\" is never used{(operation.Name is null ? "" : $" in operation \"{operation.Name}\"")}.", unused);
    }

    private void CheckPosition(VariableDefinition definition, VariableUse use)
    {
        if (use.Type is null || TypeReferences.Resolve(Context.Schema, definition.Type) is not { } type)
        {
            return;
        }

        if (use.IsOneOf && type is not NonNullType)
            Context.Report($"Variable \"${use.Node.Name}\" must be of a non-null type where exactly one field is given.", definition, use.Node);
        else if (!IsAllowed(definition, type, use))
            Context.Report($"Variable \"${use.Node.Name}\" of type \"{definition.Type}\" is used where \"{use.Type}\" is expected.", definition, use.Node);
    }

    /// <summary>5.8.5 IsVariableUsageAllowed: a nullable variable fits a non-null place when one of both has a default.</summary>
    private static bool IsAllowed(VariableDefinition definition, GraphQLType type, VariableUse use)
        => use.Type is NonNullType place && type is not NonNullType
            ? (definition.DefaultValue is not (null or NullNode) || use.HasDefault) && AreCompatible(type, place.Nullable)
            : AreCompatible(type, use.Type!);

    private static bool AreCompatible(GraphQLType variable, GraphQLType place) => (variable, place) switch
    {
        (NonNullType nonNull, NonNullType required) => AreCompatible(nonNull.Nullable, required.Nullable),
        (NonNullType nonNull, _) => AreCompatible(nonNull.Nullable, place),
        (_, NonNullType) => false,
        (ListType list, ListType wanted) => AreCompatible(list.Item, wanted.Item),
        _ => variable == place,
    };

    private static string By(OperationDefinition operation) => operation.Name is null ? "" : $" by operation \"{operation.Name}\"";
}
