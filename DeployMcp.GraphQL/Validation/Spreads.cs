using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Validation;

internal static class Spreads
{
    /// <summary>All in the selections and what they select, in order, without going into the fragments.</summary>
    public static IEnumerable<FragmentSpreadNode> Of(SelectionSet selections) => selections.Items.SelectMany(Of);

    private static IEnumerable<FragmentSpreadNode> Of(SelectionNode selection) => selection switch
    {
        FragmentSpreadNode spread => [spread],
        FieldNode { Selections: { } inner } => Of(inner),
        InlineFragmentNode inline => Of(inline.Selections),
        _ => [],
    };
}
