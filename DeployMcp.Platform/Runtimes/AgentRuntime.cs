using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DeployMcp.Domain.Identity;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Platform.Runtimes;

/// <summary>A node agent over its HTTP API. The client's base address and bearer token are set where it is registered.</summary>
public sealed class AgentRuntime(HttpClient http) : IServiceRuntime
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public async Task ApplyAsync(RevisionSpec spec, CancellationToken cancellationToken)
    {
        using var response = await http.PutAsJsonAsync(PathOf(spec.ServiceId, spec.DeploymentId), spec, Json, cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
    }

    public async Task<RevisionState?> WaitAsync(ServiceId serviceId, DeploymentId deploymentId, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync($"{PathOf(serviceId, deploymentId)}?wait_seconds={(int)patience.TotalSeconds}", cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await RequireSuccessAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<RevisionState>(Json, cancellationToken);
    }

    public async Task<bool> TryActivateAsync(ServiceId serviceId, DeploymentId deploymentId, string hostname, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync($"{PathOf(serviceId, deploymentId)}/activate", new ActivateRequest(hostname), Json, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return false;
        }

        await RequireSuccessAsync(response, cancellationToken);
        return true;
    }

    public async Task RemoveAsync(ServiceId serviceId, DeploymentId deploymentId, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync(PathOf(serviceId, deploymentId), cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
    }

    public async Task RemoveServiceAsync(ServiceId serviceId, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync($"v1/services/{serviceId}", cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
    }

    /// <summary>A node keeps nothing for a person.</summary>
    public Task RemoveTenantAsync(UserId tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Revisions stand on nothing but the agent itself.</summary>
    public Task MendAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<RevisionState>> ListAsync(CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<List<RevisionState>>("v1/services", Json, cancellationToken) ?? [];

    public async Task<IReadOnlyList<RuntimeLogLine>> TailLogAsync(ServiceId serviceId, int lines, CancellationToken cancellationToken)
        => await http.GetFromJsonAsync<List<RuntimeLogLine>>($"v1/services/{serviceId}/logs?lines={lines}", Json, cancellationToken) ?? [];

    private static string PathOf(ServiceId serviceId, DeploymentId deploymentId) => $"v1/revisions/{serviceId}/{deploymentId}";

    /// <summary>The agent's own words are worth more than a status code.</summary>
    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"The node agent answered {(int)response.StatusCode}: {text[..Math.Min(text.Length, 500)]}", null, response.StatusCode);
        }
    }
}
