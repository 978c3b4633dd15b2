using DeployMcp.GraphQL.Language;

namespace DeployMcp.GraphQL.Validation.Rules;

/// <summary>5.2.1 to 5.2.3: operations have a root type, unique names, and one without a name stands alone.</summary>
internal sealed class OperationRules(ValidationContext context) : Rule(context)
{
    public override void Document(Document document)
    {
        foreach (var (first, again) in ValidationContext.Repeated(document.Operations.Where(o => o.Name is not null), o => o.Name!.Value))
            Context.Report($"There can be only one operation named \"{again.Name}\".", first.Name!, again.Name!);
        foreach (var anonymous in document.Operations.Where(o => o.Name is null && document.Operations.Count > 1))
            Context.Report("An operation without a name must be the only one of the document.", anonymous);
    }

    public override void Operation(OperationDefinition operation)
    {
        if (Context.Schema.Root(operation.Type) is null)
            Context.Report($"This server has no {operation.Type.ToString().ToLowerInvariant()}s.", operation);
    }
}
