using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs a resource's callbacks and resolves what they have put down.</summary>
internal sealed class ResourceConfiguration(DistributedApplicationExecutionContext executionContext, EndpointAllocator endpoints)
{
    // What speaks of the AppHost itself and would mislead a child.
    private static readonly string[] NotInherited = ["ASPNETCORE_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT"];

    /// <summary>The AppHost's own environment, as far as it is passed on.</summary>
    public static Dictionary<string, string> Inherited()
        => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Where(e => !NotInherited.Contains((string)e.Key, StringComparer.Ordinal))
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? string.Empty, StringComparer.Ordinal);

    /// <summary>The variables in the order in which they were set; one without a value is left out.</summary>
    public async Task<Dictionary<string, string>> EnvironmentOfAsync(IResource resource, int instance, ILogger logger, CancellationToken token)
    {
        var context = new EnvironmentCallbackContext(executionContext, resource, cancellationToken: token) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        var resolved = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (await ResolveAsync(value, ContextOf(resource, instance), token) is { } text)
            {
                resolved[name] = text;
            }
        }

        return resolved;
    }

    public async Task<List<string>> ArgumentsOfAsync(IResource resource, int instance, ILogger logger, CancellationToken token)
    {
        var context = new CommandLineArgsCallbackContext([], resource, token) { ExecutionContext = executionContext, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        return await ResolveAllAsync(context.Args, resource, instance, token);
    }

    public async Task<List<string>> RuntimeArgumentsOfAsync(IResource resource, CancellationToken token)
    {
        var context = new ContainerRuntimeArgsCallbackContext([], token);
        foreach (var annotation in resource.Annotations.OfType<ContainerRuntimeArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        return await ResolveAllAsync(context.Args, resource, instance: 0, token);
    }

    /// <summary>What needs no resolving, as a variable or an argument has it.</summary>
    internal static string? TextOf(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static async ValueTask<string?> ResolveAsync(object? value, ValueProviderContext context, CancellationToken token) => value switch
    {
        IValueProvider provider => await provider.GetValueAsync(context, token),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(context, token),
        _ => TextOf(value),
    };

    private async Task<List<string>> ResolveAllAsync(IEnumerable<object> values, IResource resource, int instance, CancellationToken token)
    {
        var resolved = new List<string>();
        foreach (var value in values)
        {
            if (await ResolveAsync(value, ContextOf(resource, instance), token) is { } text)
            {
                resolved.Add(text);
            }
        }

        return resolved;
    }

    private ValueProviderContext ContextOf(IResource resource, int instance) => new()
    {
        Caller = resource,
        ExecutionContext = executionContext,
        Network = resource is ContainerResource ? KnownNetworkIdentifiers.DefaultAspireContainerNetwork : KnownNetworkIdentifiers.LocalhostNetwork,
        ListeningPorts = resource is ContainerResource ? null : endpoints.ListeningPorts(resource, instance),
    };
}
