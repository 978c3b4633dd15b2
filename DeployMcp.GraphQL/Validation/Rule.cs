using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation;

/// <summary>
/// One rule, or a few of one kind, of section 5 "Validation". It is told of the document's parts in their order, each with what
/// the schema says of it: null where the schema knows none, which another rule reports.
/// </summary>
internal abstract class Rule(ValidationContext context)
{
    protected ValidationContext Context { get; } = context;

    public virtual void Document(Document document)
    {
    }

    public virtual void Operation(OperationDefinition operation)
    {
    }

    public virtual void Fragment(FragmentDefinition fragment)
    {
    }

    public virtual void Variable(VariableDefinition variable)
    {
    }

    public virtual void Field(FieldNode field, NamedType? parent, FieldDefinition? definition)
    {
    }

    public virtual void Spread(FragmentSpreadNode spread, NamedType? parent)
    {
    }

    public virtual void Inline(InlineFragmentNode inline, NamedType? parent)
    {
    }

    /// <param name="location">Where it stands: one of <see cref="DirectiveLocations"/>.</param>
    public virtual void Directive(DirectiveNode directive, string location, DirectiveDefinition? definition)
    {
    }

    /// <summary>The directives of one place.</summary>
    public virtual void Directives(IReadOnlyList<DirectiveNode> directives)
    {
    }

    /// <summary>The arguments of a field or directive.</summary>
    /// <param name="of">What they are of, for messages.</param>
    /// <param name="definitions">Null when the field or directive is not known.</param>
    public virtual void Arguments(string of, Node node, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<InputValue>? definitions)
    {
    }

    /// <param name="type">Null when it is not known.</param>
    public virtual void Value(ValueNode value, GraphQLType? type)
    {
    }

    /// <summary>After everything else.</summary>
    public virtual void End()
    {
    }
}
