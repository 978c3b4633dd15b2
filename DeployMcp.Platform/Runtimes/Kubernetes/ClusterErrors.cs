using System.Net;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace DeployMcp.Platform.Runtimes.Kubernetes;

/// <summary>
/// The API server's refusals in the platform's terms: what another try may mend is an <see cref="HttpRequestException"/>; a missing
/// permission, a full quota or an object that the server finds invalid is a failure that says so.
/// </summary>
internal static class ClusterErrors
{
    private const string AskOperator = "Tell the platform's operator: nothing in the repo or its settings caused that.";

    /// <summary>Null for 404.</summary>
    public static async Task<T?> FindAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await RunAsync(call);
        }
        catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <exception cref="HttpRequestException">The server can't be reached, or refused in a way that may pass.</exception>
    /// <exception cref="DeploymentFailureException">It refused for good.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (HttpOperationException e)
        {
            throw Translate(e);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            throw new HttpRequestException("The connection to the API server broke off.", e);
        }
    }

    public static Exception Translate(HttpOperationException e)
    {
        var status = StatusOf(e);
        var said = status?.Message ?? $"{(int)e.Response.StatusCode} {e.Response.ReasonPhrase}";
        return e.Response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new HttpRequestException($"The API server does not accept the platform's credentials; the token may have expired: {said}", e, HttpStatusCode.Unauthorized),
            HttpStatusCode.Forbidden when said.Contains("exceeded quota", StringComparison.Ordinal) => new DeploymentFailureException(PodFailures.Quota(said)),
            HttpStatusCode.Forbidden when status?.Details?.Causes?.Any(c => c.Reason == "NamespaceTerminating") != true => new DeploymentFailureException(
                FailureCode.PlatformFault, "The platform's account in the cluster lacks a permission.", said, AskOperator + " The evidence names the permission to grant."),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new DeploymentFailureException(
                FailureCode.PlatformFault, "The cluster found an object of the platform invalid.", said, AskOperator),
            var code => new HttpRequestException($"The API server answered {(int)code}: {said}", e, code),
        };
    }

    private static V1Status? StatusOf(HttpOperationException e)
    {
        try
        {
            return e.Response.Content is { Length: > 0 } text ? KubernetesJson.Deserialize<V1Status>(text) : null;
        }
        catch (JsonException)
        {
            // A proxy in between answers in words of its own; the status code is all there is.
            return null;
        }
    }
}
