using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.4 "Arguments": they are known, given once, and those that are required are given.</summary>
internal sealed class ArgumentRules(ValidationContext context) : Rule(context)
{
    public override void Arguments(string of, Node node, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<InputValue>? definitions)
    {
        foreach (var same in arguments.GroupBy(a => a.Name.Value, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            Context.Report($"There can be only one argument named \"{same.Key}\".", same.Select(a => a.Name));
        if (definitions is null)
        {
            return;
        }

        foreach (var argument in arguments.Where(a => definitions.All(d => d.Name != a.Name.Value)))
            Context.Report($"Unknown argument \"{argument.Name}\" on {of}.{Known(definitions)}", argument);
        foreach (var missing in definitions.Where(d => d.IsRequired && arguments.All(a => a.Name.Value != d.Name)))
            Context.Report($"Argument \"{missing.Name}\" of type \"{missing.Type}\" is required on {of}, but it is not given.", node);
    }

    private static string Known(IReadOnlyList<InputValue> definitions)
        => definitions.Count == 0 ? " It takes none." : $" It takes: {string.Join(", ", definitions.Select(d => d.Name))}.";
}
