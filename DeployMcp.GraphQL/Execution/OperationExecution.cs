using DeployMcp.GraphQL.Introspection;
using DeployMcp.GraphQL.Language;
using DeployMcp.GraphQL.Schema;

namespace DeployMcp.GraphQL.Execution;

/// <summary>One run of one operation (section 6.3 "Executing Selection Sets" and 6.4 "Executing Fields").</summary>
internal sealed class OperationExecution(GraphQLSchema schema, ExecutionRequest request, VariableValues variables, CancellationToken cancellationToken)
{
    private readonly FieldCollector _collector = new(schema, request.Document, variables);
    private readonly List<GraphQLError> _errors = [];

    public async Task<ExecutionResult> RunAsync(OperationDefinition operation, ObjectType root)
    {
        try
        {
            var fields = _collector.Collect(root, operation.Selections);
            var data = operation.Type == OperationType.Mutation
                ? await ExecuteSeriallyAsync(fields, root)
                : await ExecuteAsync(fields, root, request.Root, path: null);
            return new ExecutionResult(HasData: true, data, Errors());
        }
        catch (LocatedErrorException e)
        {
            Add(e.Error);
            return new ExecutionResult(HasData: true, null, Errors());
        }
        catch (ArgumentErrorException e)
        {
            return ExecutionResult.RequestError([new GraphQLError(e.Message, [e.Location], Code: ErrorCodes.BadVariables)]);
        }
    }

    private async Task<ResponseObject> ExecuteSeriallyAsync(IReadOnlyList<FieldGroup> fields, ObjectType root)
    {
        var entries = new KeyValuePair<string, object?>[fields.Count];
        for (var i = 0; i < fields.Count; i++)
            entries[i] = KeyValuePair.Create(fields[i].ResponseName, await ExecuteFieldAsync(fields[i], root, request.Root, parent: null));
        return new ResponseObject(entries);
    }

    /// <summary>All fields begin at once. One that fails at once for the whole object keeps those after it from beginning.</summary>
    private async ValueTask<ResponseObject> ExecuteAsync(IReadOnlyList<FieldGroup> fields, ObjectType type, object? source, ResponsePath? path)
    {
        var values = await AllAsync(fields.Count, i => ExecuteFieldAsync(fields[i], type, source, path));
        return new ResponseObject([.. fields.Select((field, i) => KeyValuePair.Create(field.ResponseName, values[i]))]);
    }

    private async ValueTask<object?> ExecuteFieldAsync(FieldGroup field, ObjectType type, object? source, ResponsePath? parent)
    {
        var definition = schema.Field(type, field.Nodes[0].Name.Value)!;
        if (definition == IntrospectionFields.TypeName)
        {
            return type.Name;
        }

        var path = new ResponsePath(parent, field.ResponseName);
        try
        {
            return await CompleteAsync(definition.Type, field, await ResolveAsync(definition, field, source), path);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Handle(e, definition.Type, field, path);
        }
    }

    private ValueTask<object?> ResolveAsync(FieldDefinition definition, FieldGroup field, object? source)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var node = field.Nodes[0];
        var arguments = ArgumentValues.Coerce(definition.Arguments, node.Arguments, node.Location, variables);
        return definition.Resolve!(new FieldContext(schema, definition, node, source, arguments, request.State, cancellationToken));
    }

    /// <summary>Section 6.4.3 "Value Completion".</summary>
    private async ValueTask<object?> CompleteAsync(GraphQLType type, FieldGroup field, object? value, ResponsePath path)
    {
        if (type is NonNullType nonNull)
        {
            return await CompleteAsync(nonNull.Nullable, field, value, path)
                ?? throw new FieldException($"The field \"{field.Nodes[0].Name}\" can't be null, but the server has no value for it.", ErrorCodes.InternalError);
        }

        return (type, value) switch
        {
            (_, null) => null,
            (ListType list, _) => await CompleteListAsync(list, field, value, path),
            (ScalarType scalar, _) => scalar.Serialize(value),
            (EnumType values, _) => values.Has(value.ToString()!) ? value.ToString() : throw new CoercionException($"{values} has no value \"{value}\""),
            _ => await CompleteObjectAsync(type.Named, field, value, path),
        };
    }

    private async ValueTask<object?> CompleteListAsync(ListType list, FieldGroup field, object value, ResponsePath path)
    {
        if (value is string || value is not System.Collections.IEnumerable enumerable)
        {
            throw new CoercionException($"the field \"{field.Nodes[0].Name}\" is a list, but its value is none");
        }

        var items = enumerable.Cast<object?>().ToList();
        return await AllAsync(items.Count, i => CompleteItemAsync(list.Item, field, items[i], new ResponsePath(path, i)));
    }

    private async ValueTask<object?> CompleteItemAsync(GraphQLType type, FieldGroup field, object? item, ResponsePath path)
    {
        try
        {
            return await CompleteAsync(type, field, item, path);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return Handle(e, type, field, path);
        }
    }

    private async ValueTask<object?> CompleteObjectAsync(NamedType type, FieldGroup field, object value, ResponsePath path)
    {
        var concrete = type as ObjectType
            ?? (((IAbstractType)type).ResolveType(value) is { } name && schema.Type(name) is ObjectType found && schema.PossibleTypes(type).Contains(found)
                ? found
                : throw new CoercionException($"a value of {type} has none of its types"));
        return await ExecuteAsync(field.Selections(concrete, _collector), concrete, value, path);
    }

    /// <summary>
    /// Section 6.4.4 "Handling Field Errors": the error is kept, and null takes the value's place; where that can't be null, the
    /// next one around that can.
    /// </summary>
    private object? Handle(Exception exception, GraphQLType type, FieldGroup field, ResponsePath path)
    {
        var error = exception is LocatedErrorException located ? located.Error : Locate(exception, field, path);
        if (type is NonNullType)
        {
            throw new LocatedErrorException(error);
        }

        Add(error);
        return null;
    }

    private GraphQLError Locate(Exception exception, FieldGroup field, ResponsePath path)
    {
        var locations = field.Nodes.Select(n => n.Location).ToArray();
        if (exception is ArgumentErrorException argument)
        {
            return new GraphQLError(argument.Message, [argument.Location], path.ToList(), ErrorCodes.BadVariables);
        }

        var told = exception as FieldException ?? request.OnFault(exception);
        return new GraphQLError(told.Message, locations, path.ToList(), told.Code) { Extensions = told.Extensions };
    }

    /// <summary>
    /// The values of all, in order. A failure that is there at once stops what hasn't begun; what has begun is waited for, so that
    /// nothing runs on behind the response.
    /// </summary>
    private static async ValueTask<object?[]> AllAsync(int count, Func<int, ValueTask<object?>> begin)
    {
        var values = new object?[count];
        List<(int Index, Task<object?> Task)>? pending = null;
        Exception? failure = null;
        for (var i = 0; i < count && failure is null; i++)
        {
            var value = begin(i);
            if (value.IsCompletedSuccessfully)
                values[i] = value.Result;
            else if (value.IsFaulted)
                failure = await FailureAsync(value.AsTask());
            else
                (pending ??= []).Add((i, value.AsTask()));
        }

        foreach (var (index, task) in pending ?? [])
        {
            var late = await FailureAsync(task);
            failure ??= late;
            values[index] = late is null ? await task : null;
        }

        return failure is null ? values : throw failure;
    }

    private static async Task<Exception?> FailureAsync(Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCanceled ? new OperationCanceledException() : task.Exception?.InnerException;
    }

    private void Add(GraphQLError error)
    {
        lock (_errors)
        {
            _errors.Add(error);
        }
    }

    private List<GraphQLError> Errors()
    {
        lock (_errors)
        {
            return [.. _errors];
        }
    }

    /// <summary>A field's error on its way to the next value that can be null.</summary>
    private sealed class LocatedErrorException(GraphQLError error) : Exception(error.Message)
    {
        public GraphQLError Error { get; } = error;
    }
}
