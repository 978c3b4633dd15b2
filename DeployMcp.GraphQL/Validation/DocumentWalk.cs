using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Validation;

/// <summary>Goes through a document once and tells all rules of each part, with its type.</summary>
internal sealed class DocumentWalk(ValidationContext context, IReadOnlyList<Rule> rules)
{
    private readonly GraphQLSchema _schema = context.Schema;

    public void Run()
    {
        Tell(r => r.Document(context.Document));
        foreach (var operation in context.Document.Operations)
            Walk(operation);
        foreach (var fragment in context.Document.Fragments)
            Walk(fragment);
        Tell(r => r.End());
    }

    private void Walk(OperationDefinition operation)
    {
        Tell(r => r.Operation(operation));
        foreach (var variable in operation.Variables)
        {
            Tell(r => r.Variable(variable));
            if (variable.DefaultValue is { } value)
                Tell(r => r.Value(value, TypeReferences.Resolve(_schema, variable.Type)));
            Walk(variable.Directives, DirectiveLocations.VariableDefinition);
        }

        Walk(operation.Directives, operation.Type switch
        {
            OperationType.Query => DirectiveLocations.Query,
            OperationType.Mutation => DirectiveLocations.Mutation,
            _ => DirectiveLocations.Subscription,
        });
        Walk(operation.Selections, _schema.Root(operation.Type));
    }

    private void Walk(FragmentDefinition fragment)
    {
        Tell(r => r.Fragment(fragment));
        Walk(fragment.Directives, DirectiveLocations.FragmentDefinition);
        Walk(fragment.Selections, _schema.Type(fragment.TypeCondition.Name));
    }

    private void Walk(SelectionSet selections, NamedType? parent)
    {
        foreach (var selection in selections.Items)
        {
            switch (selection)
            {
                case FieldNode field:
                    Walk(field, parent);
                    break;
                case FragmentSpreadNode spread:
                    Tell(r => r.Spread(spread, parent));
                    Walk(spread.Directives, DirectiveLocations.FragmentSpread);
                    break;
                case InlineFragmentNode inline:
                    Tell(r => r.Inline(inline, parent));
                    Walk(inline.Directives, DirectiveLocations.InlineFragment);
                    Walk(inline.Selections, inline.TypeCondition is { } condition ? _schema.Type(condition.Name) : parent);
                    break;
            }
        }
    }

    private void Walk(FieldNode field, NamedType? parent)
    {
        var definition = parent is null ? null : _schema.Field(parent, field.Name.Value);
        Tell(r => r.Field(field, parent, definition));
        Walk($"field \"{field.Name}\"", field, field.Arguments, definition?.Arguments);
        Walk(field.Directives, DirectiveLocations.Field);
        if (field.Selections is { } selections)
            Walk(selections, definition?.Type.Named);
    }

    private void Walk(IReadOnlyList<DirectiveNode> directives, string location)
    {
        Tell(r => r.Directives(directives));
        foreach (var directive in directives)
        {
            var definition = _schema.Directive(directive.Name.Value);
            Tell(r => r.Directive(directive, location, definition));
            Walk($"directive \"@{directive.Name}\"", directive, directive.Arguments, definition?.Arguments);
        }
    }

    private void Walk(string of, Node node, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<InputValue>? definitions)
    {
        Tell(r => r.Arguments(of, node, arguments, definitions));
        foreach (var argument in arguments)
        {
            var definition = definitions?.FirstOrDefault(d => d.Name == argument.Name.Value);
            Tell(r => r.Value(argument.Value, definition?.Type));
        }
    }

    private void Tell(Action<Rule> what)
    {
        foreach (var rule in rules)
            what(rule);
    }
}
