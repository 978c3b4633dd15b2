using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Starts the resource only when <paramref name="dependency"/> runs, is healthy and its ready handlers are through.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
        => Wait(builder, dependency.Resource, WaitType.WaitUntilHealthy, waitBehavior: null);

    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport
        => Wait(builder, dependency.Resource, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>Starts the resource only when <paramref name="dependency"/> runs, healthy or not.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport
        => Wait(builder, dependency.Resource, WaitType.WaitUntilStarted, waitBehavior: null);

    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport
        => Wait(builder, dependency.Resource, WaitType.WaitUntilStarted, waitBehavior);

    /// <summary>Starts the resource only when <paramref name="dependency"/> has ended with this exit code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        int exitCode = 0)
        where T : IResourceWithWaitSupport
        => Wait(builder, dependency.Resource, WaitType.WaitForCompletion, waitBehavior: null, exitCode);

    public static IResourceBuilder<T> WithExplicitStart<T>(this IResourceBuilder<T> builder)
        where T : IResource
        => builder.WithAnnotation(new ExplicitStartupAnnotation());

    /// <param name="builder">The resource.</param>
    /// <param name="key">The name of a health check registered in the AppHost's services.</param>
    /// <exception cref="DistributedApplicationException">The resource has this health check already.</exception>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key)
        where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(a => a.Key == key))
        {
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has a health check with key '{key}'.");
        }

        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <param name="builder">The resource.</param>
    /// <param name="path">The path asked with GET; <c>/</c> by default.</param>
    /// <param name="statusCode">The status that means healthy; 200 by default.</param>
    /// <param name="endpointName">The endpoint; <c>https</c>, else <c>http</c> by default.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string? path = null,
        int? statusCode = null,
        string? endpointName = null)
        where T : IResourceWithEndpoints
        => builder.WithHttpHealthCheck(() => SelectHttpEndpoint(builder.Resource, endpointName), path, statusCode);

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        Func<EndpointReference>? endpointSelector,
        string? path = null,
        int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        var selector = endpointSelector ?? (() => SelectHttpEndpoint(builder.Resource, name: null));
        var number = builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Count();
        var key = $"{builder.Resource.Name}_{path ?? "/"}_{statusCode ?? 200}_{number}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key,
            _ => new HttpHealthCheck(selector, path ?? "/", statusCode ?? 200),
            failureStatus: null,
            tags: null));
        return builder.WithHealthCheck(key);
    }

    private static EndpointReference SelectHttpEndpoint(IResourceWithEndpoints resource, string? name)
    {
        var endpoints = resource.GetEndpoints().ToArray();
        var found = name is null
            ? endpoints.FirstOrDefault(e => e.EndpointName == "https") ?? endpoints.FirstOrDefault(e => e.EndpointName == "http")
                ?? endpoints.FirstOrDefault(e => e.IsHttps || e.IsHttp)
            : endpoints.FirstOrDefault(e => string.Equals(e.EndpointName, name, StringComparison.OrdinalIgnoreCase));
        return found ?? throw new DistributedApplicationException(
            $"Could not create HTTP health check for resource '{resource.Name}' as "
            + (name is null ? "no HTTP endpoint was found." : $"the endpoint with name '{name}' was not found."));
    }

    private static IResourceBuilder<T> Wait<T>(
        IResourceBuilder<T> builder,
        IResource dependency,
        WaitType type,
        WaitBehavior? waitBehavior,
        int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        if (ReferenceEquals(builder.Resource, dependency))
        {
            throw new DistributedApplicationException($"The '{builder.Resource.Name}' resource cannot wait for itself.");
        }

        if (builder.Resource is IResourceWithParent child && ReferenceEquals(child.Parent, dependency))
        {
            throw new DistributedApplicationException(
                $"The '{builder.Resource.Name}' resource cannot wait for its parent '{dependency.Name}'.");
        }

        // Whoever waits for a part waits for the whole too: a database is there only once its server is.
        var whole = type == WaitType.WaitForCompletion ? null : (dependency as IResourceWithParent)?.Parent;
        for (var parent = whole; parent is not null; parent = (parent as IResourceWithParent)?.Parent)
        {
            builder.WithAnnotation(new WaitAnnotation(parent, type, exitCode) { WaitBehavior = waitBehavior });
        }

        return builder.WithRelationship(dependency, "WaitFor")
            .WithAnnotation(new WaitAnnotation(dependency, type, exitCode) { WaitBehavior = waitBehavior });
    }
}
