using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.5 "Fragments": names, type conditions, that all are used, none contains itself, and each can apply where it is spread.</summary>
internal sealed class FragmentRules(ValidationContext context) : Rule(context)
{
    public override void Document(Document document)
    {
        foreach (var (first, again) in ValidationContext.Repeated(document.Fragments, f => f.Name.Value))
            Context.Report($"There can be only one fragment named \"{again.Name}\".", first.Name, again.Name);
        ReportUnused(document);
        new FragmentCycles(Context).Report();
    }

    public override void Fragment(FragmentDefinition fragment) => CheckCondition(fragment.TypeCondition, $"Fragment \"{fragment.Name}\"");

    public override void Variable(VariableDefinition variable)
    {
        for (var type = variable.Type; type is not null; type = (type as ListTypeNode)?.Item ?? (type as NonNullTypeNode)?.Nullable)
        {
            if (type is NamedTypeNode named && Context.Schema.Type(named.Name) is null)
                Context.Report($"Unknown type \"{named}\".", named);
        }
    }

    public override void Inline(InlineFragmentNode inline, NamedType? parent)
    {
        if (inline.TypeCondition is { } condition)
        {
            CheckCondition(condition, "A fragment");
            CheckPossible(inline, parent, Context.Schema.Type(condition.Name));
        }
    }

    public override void Spread(FragmentSpreadNode spread, NamedType? parent)
    {
        if (Context.Fragment(spread.Name.Value) is { } fragment)
            CheckPossible(spread, parent, Context.Schema.Type(fragment.TypeCondition.Name));
        else
            Context.Report($"Unknown fragment \"{spread.Name}\".", spread.Name);
    }

    private void CheckCondition(NamedTypeNode condition, string what)
    {
        if (Context.Schema.Type(condition.Name) is not { } type)
            Context.Report($"Unknown type \"{condition}\".", condition);
        else if (type is not CompositeType)
            Context.Report($"{what} can't be on \"{condition}\": that is no object, interface or union.", condition);
    }

    private void CheckPossible(Node spread, NamedType? parent, NamedType? type)
    {
        if (parent is CompositeType && type is CompositeType && !Context.Schema.PossibleTypes(parent).Intersect(Context.Schema.PossibleTypes(type)).Any())
            Context.Report($"A fragment on \"{type}\" can't be spread here: nothing of type \"{parent}\" is one.", spread);
    }

    private void ReportUnused(Document document)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<SelectionSet>(document.Operations.Select(o => o.Selections));
        while (next.TryDequeue(out var selections))
        {
            foreach (var spread in Spreads.Of(selections).Where(s => used.Add(s.Name.Value)))
            {
                if (Context.Fragment(spread.Name.Value) is { } fragment)
                    next.Enqueue(fragment.Selections);
            }
        }

        foreach (var fragment in document.Fragments.Where(f => !used.Contains(f.Name.Value)))
            Context.Report($"Fragment \"{fragment.Name}\" is never used.", fragment);
    }
}
