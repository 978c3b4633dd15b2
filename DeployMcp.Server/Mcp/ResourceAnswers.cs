using System.Text;
using DeployMcp.Data.Resources;
using DeployMcp.Domain.Resources;
using DeployMcp.Server.Resources;
using ModelContextProtocol.Protocol;
using Resource = DeployMcp.Domain.Resources.Resource;

namespace DeployMcp.Server.Mcp;

/// <summary>Databases as answers: the structured result, and a text that names what to call next.</summary>
internal static class ResourceAnswers
{
    public static CallToolResult Created(EnsuredResource made)
    {
        var resource = made.Resource;
        return ToolAnswer.Of(View(resource), ResultJson.Default.ResourceResult, $"{Happened(made)} {Next(resource)}");
    }

    public static CallToolResult List(IReadOnlyList<ResourceOverview> resources)
    {
        var results = resources.Select(r => View(r.Resource) with { Services = Services(r) }).ToArray();
        var text = new StringBuilder();
        text.Append(results.Length == 0 ? "No resources yet. Next: create_resource, or create_service with resources." : $"{results.Length} resources:");
        foreach (var resource in results)
        {
            text.Append($"\n- {resource.Name} ({resource.Type}): {resource.Status}{(resource.Services is { } services ? $", used by {string.Join(", ", services)}" : "")}");
        }

        return ToolAnswer.Of(new ResourceListResult(results), ResultJson.Default.ResourceListResult, text.ToString());
    }

    public static CallToolResult Details(ResourceDetails details)
    {
        var resource = details.Overview.Resource;
        var result = View(resource) with
        {
            Services = Services(details.Overview),
            Used = details.Usage is { } usage ? ByteSize.Show(usage.Bytes) : null,
            Url = details.Url?.Reveal(),
            AuthToken = details.AuthToken?.Reveal(),
        };
        var text = new StringBuilder($"Resource {resource.Name} ({result.Type}): {result.Status}.");
        text.Append(result.Size is null ? "" : $" {(result.Used is null ? "" : $"{result.Used} of ")}{result.Size}.");
        text.Append(result.Services is null ? " No service uses it." : $" Used by {string.Join(", ", result.Services)}.");
        text.Append(result.Url is null ? "" : $"\nurl: {result.Url}").Append(result.AuthToken is null ? "" : $"\nauth_token: {result.AuthToken}");
        text.Append(details.IsWithheld ? " This key only reads: the token takes one with the scope deploy." : "");
        text.Append(resource.Status == ResourceStatus.Ready ? "" : $" {Next(resource)}");
        return ToolAnswer.Of(result, ResultJson.Default.ResourceResult, text.ToString());
    }

    public static CallToolResult Deleted(DeletedResource deleted)
    {
        var (resource, finished) = deleted;
        var until = resource.RestorableUntil!.Value;
        var token = resource.Type == ResourceType.External ? "" : finished ? " Its token works no more." : " Its token is still being revoked, which finishes by itself.";
        return ToolAnswer.Of(
            new ResourceDeletionResult(resource.Name, until),
            ResultJson.Default.ResourceDeletionResult,
            $"Resource {resource.Name} is deleted and its name is free.{token} Until {until:u} create_resource with name=\"{resource.Name}\", type=\"{resource.Type.ToWire()}\" restores it with its data; after that it is gone.");
    }

    /// <summary>What became of a service's databases, and which variables tell it so; empty for one without any.</summary>
    public static string Of(IReadOnlyList<EnsuredResource> resources, IReadOnlyList<Services.ServiceVariable> variables)
    {
        var text = new StringBuilder();
        foreach (var made in resources.Where(r => r.Outcome != ResourceOutcome.Existed))
        {
            text.Append($" {Happened(made)}");
        }

        if (variables.Where(v => !v.IsOverridden).Select(v => v.Key).ToList() is { Count: > 0 } given)
        {
            text.Append($" The app gets {string.Join(", ", given)}.");
        }

        foreach (var own in variables.Where(v => v.IsOverridden))
        {
            text.Append($" Your own variable {own.Key} wins over that of {own.Resource}.");
        }

        return text.ToString();
    }

    private static ResourceResult View(Resource resource) => new(
        resource.Name,
        resource.Type.ToWire(),
        resource.Status.ToWire(),
        Project: resource.Project,
        Region: resource.Region.Length == 0 ? null : resource.Region,
        Size: resource.MaxBytes is { } size ? ByteSize.Show(size) : null,
        Failure: resource.Failure);

    private static string[]? Services(ResourceOverview overview)
        => overview.Services.Count == 0 ? null : [.. overview.Services.Select(s => $"{s.Project}/{s.Name}")];

    private static string Happened(EnsuredResource made) => made.Outcome switch
    {
        ResourceOutcome.Created => $"Resource {made.Resource.Name} is created.",
        ResourceOutcome.Restored => $"Resource {made.Resource.Name}, deleted within the last 24 hours, is restored with its data; for an empty one take another name.",
        _ => $"Resource {made.Resource.Name} existed already; nothing was created.",
    };

    private static string Next(Resource resource) => resource.Status switch
    {
        ResourceStatus.Ready => $"Ready. Next: create_service or update_service with resources=[\"{resource.Name}\"], or get_resource for its url and auth_token.",
        ResourceStatus.Failed => $"It could not be made: {resource.Failure} Next: create_resource with name=\"{resource.Name}\", which tries again.",
        _ => $"It is still being made. Next: get_resource with name=\"{resource.Name}\" until status is ready.",
    };
}
