using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;
using DeployMcp.GraphQL.Validation.Rules;

namespace DeployMcp.GraphQL.Validation;

/// <summary>Whether a document makes sense against a schema (section 5 "Validation"): all its rules for executable documents.</summary>
public static class Validator
{
    /// <returns>At most 100 errors; none for a valid document.</returns>
    public static IReadOnlyList<GraphQLError> Validate(GraphQLSchema schema, Document document)
    {
        var context = new ValidationContext(schema, document);
        var variables = new VariableUses(context);
        new DocumentWalk(
            context,
            [
                new OperationRules(context),
                new FieldRules(context),
                new FragmentRules(context),
                new ArgumentRules(context),
                new DirectiveRules(context),
                new ValueRules(context),
                variables,
                new VariableRules(context, variables),
            ]).Run();

        // With fragments that contain themselves there is no end to what overlaps, and with unknown types no sense in it.
        if (context.Errors.Count == 0)
        {
            new OverlappingFields(context).Check();
        }

        return context.Errors;
    }
}
