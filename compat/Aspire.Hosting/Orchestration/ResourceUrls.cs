using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The URLs that a resource shows: those of its endpoints, as its callbacks have changed and added to them.</summary>
internal sealed class ResourceUrls(DistributedApplicationExecutionContext executionContext, ResourceNotificationService notifications)
{
    public async Task PublishAsync(IResource resource, CancellationToken token)
    {
        var context = new ResourceUrlsCallbackContext(executionContext, resource, cancellationToken: token);
        if (resource is IResourceWithEndpoints withEndpoints)
        {
            context.Urls.AddRange(withEndpoints.GetEndpoints().Where(e => e.IsAllocated)
                .Select(e => new ResourceUrlAnnotation { Url = e.Url, Endpoint = e }));
        }

        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        ImmutableArray<UrlSnapshot> urls = [.. context.Urls.Select(u => new UrlSnapshot(u.Endpoint?.EndpointName, u.Url, IsInternal: false)
        {
            IsInactive = u.Endpoint is not null,
            DisplayProperties = new UrlDisplayPropertiesSnapshot(u.DisplayText ?? string.Empty),
        })];
        await notifications.PublishUpdateAsync(resource, s => s with { Urls = urls });
    }

    public static ImmutableArray<UrlSnapshot> Activate(ImmutableArray<UrlSnapshot> urls, bool isActive)
        => [.. urls.Select(u => u.Name is null ? u : u with { IsInactive = !isActive })];
}
