using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Publishing;

/// <summary>Writes resources into the manifest that is being published (the schema aspire-8.0.json).</summary>
public sealed partial class ManifestPublishingContext(
    DistributedApplicationExecutionContext executionContext,
    string manifestPath,
    Utf8JsonWriter writer,
    CancellationToken cancellationToken = default)
{
    private readonly ManifestReferences _references = new();
    private readonly ManifestPorts _ports = new();

    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    public string ManifestPath { get; } = manifestPath;

    public Utf8JsonWriter Writer { get; } = writer;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The path as seen from the manifest's directory, with forward slashes.</summary>
    public string? GetManifestRelativePath(string? path)
        => path is null
            ? null
            : Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(ManifestPath))!, path).Replace('\\', '/');

    public void WriteConnectionString(IResource resource)
    {
        if (resource is IResourceWithConnectionString { ConnectionStringExpression: { } expression })
        {
            _references.Add(expression);
            Writer.WriteString("connectionString", _references.ExpressionOf(expression));
        }
    }

    /// <summary>The resource's endpoints. A project's first endpoint of each HTTP scheme has the port that the deployment gives it.</summary>
    public void WriteBindings(IResource resource)
    {
        var bindings = _ports.Resolve(resource);
        if (bindings.Count == 0)
        {
            return;
        }

        Writer.WriteStartObject("bindings");
        foreach (var binding in bindings)
        {
            WriteBinding(binding);
        }

        Writer.WriteEndObject();
    }

    public async Task WriteEnvironmentVariablesAsync(IResource resource)
    {
        var context = new EnvironmentCallbackContext(ExecutionContext, resource, cancellationToken: CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        if (context.EnvironmentVariables.Count == 0)
        {
            return;
        }

        Writer.WriteStartObject("env");
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            Writer.WriteString(name, ExpressionOf(value));
        }

        Writer.WriteEndObject();
    }

    public async Task WriteCommandLineArgumentsAsync(IResource resource)
    {
        var context = new CommandLineArgsCallbackContext([], resource, CancellationToken) { ExecutionContext = ExecutionContext };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        if (context.Args.Count == 0)
        {
            return;
        }

        Writer.WriteStartArray("args");
        foreach (var argument in context.Args)
        {
            Writer.WriteStringValue(ExpressionOf(argument));
        }

        Writer.WriteEndArray();
    }

    /// <summary>Makes sure that what <paramref name="value"/> refers to is in the manifest too.</summary>
    public void TryAddDependentResources(object? value) => _references.Add(value);

    internal async Task WriteModelAsync(DistributedApplicationModel model)
    {
        _references.Know(model.Resources);
        Writer.WriteStartObject();
        Writer.WriteStartObject("resources");
        foreach (var resource in model.Resources)
        {
            await WriteResourceAsync(resource);
        }

        foreach (var resource in _references.Unwritten(model.Resources))
        {
            await WriteResourceAsync(resource);
        }

        WriteEncodedParameters(_references.TakeAllEncoded());
        Writer.WriteEndObject();
        Writer.WriteEndObject();
        await Writer.FlushAsync(CancellationToken);
    }

    private string ExpressionOf(object? value)
    {
        var unwrapped = value is IResourceBuilder<IResource> builder ? builder.Resource : value;
        _references.Add(unwrapped);
        return unwrapped switch
        {
            ReferenceExpression expression => _references.ExpressionOf(expression),
            IManifestExpressionProvider provider => provider.ValueExpression,
            _ => ResourceConfiguration.TextOf(unwrapped) ?? string.Empty,
        };
    }

    private void WriteBinding(ManifestBinding binding)
    {
        Writer.WriteStartObject(binding.Endpoint.Name);
        Writer.WriteString("scheme", binding.Endpoint.UriScheme);
        Writer.WriteString("protocol", binding.Endpoint.Protocol.ToString().ToLowerInvariant());
        Writer.WriteString("transport", binding.Endpoint.Transport);
        if (binding.Port is { } port && port != binding.TargetPort)
        {
            Writer.WriteNumber("port", port);
        }

        if (binding.TargetPort is { } target)
        {
            Writer.WriteNumber("targetPort", target);
        }

        if (binding.Endpoint.IsExternal)
        {
            Writer.WriteBoolean("external", true);
        }

        Writer.WriteEndObject();
    }
}
