using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.7 "Directives": they are defined, stand where they may, and only repeatable ones more than once.</summary>
internal sealed class DirectiveRules(ValidationContext context) : Rule(context)
{
    public override void Directive(DirectiveNode directive, string location, DirectiveDefinition? definition)
    {
        if (definition is null)
            Context.Report($"Unknown directive \"@{directive.Name}\".", directive);
        else if (!definition.Locations.Contains(location))
            Context.Report($"Directive \"@{directive.Name}\" may not be used on {location}.", directive);
    }

    public override void Directives(IReadOnlyList<DirectiveNode> directives)
    {
        var single = directives.Where(d => Context.Schema.Directive(d.Name.Value) is { IsRepeatable: false });
        foreach (var (first, again) in ValidationContext.Repeated(single, d => d.Name.Value))
            Context.Report($"The directive \"@{again.Name}\" can only be used once here.", first, again);
    }
}
