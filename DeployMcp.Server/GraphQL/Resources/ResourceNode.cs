using DeployMcp.Data.Resources;
using DeployMcp.Server.Resources;

namespace DeployMcp.Server.GraphQL.Resources;

/// <summary>A resource in an answer; what isn't listed of it is read once, when the first field asks for it.</summary>
internal sealed class ResourceNode(ResourceOverview overview)
{
    private readonly Lock _lock = new();
    private Task<ResourceDetails>? _details;

    public ResourceOverview Overview => overview;

    public Task<ResourceDetails> DetailsAsync(Func<Task<ResourceDetails>> read)
    {
        lock (_lock)
        {
            return _details ??= read();
        }
    }
}
